CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);

CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);

CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);

CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);

CREATE TABLE "framework" ("id" varchar(64) NOT NULL PRIMARY KEY, "parties" text NOT NULL CHECK ((JSON_VALID("parties") OR "parties" IS NULL)), "moves" bigint NOT NULL, "register" BLOB NOT NULL);

CREATE TABLE "text" ("digest" varchar(44) NOT NULL PRIMARY KEY, "kind" varchar(10) NOT NULL, "content" BLOB NOT NULL);

CREATE TABLE "officer_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "officer_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "nonce" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "keyid" varchar(80) NOT NULL, "nonce" varchar(128) NOT NULL, "until" bigint NOT NULL, CONSTRAINT "nonce_once" UNIQUE ("keyid", "nonce"));

CREATE TABLE "aside" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(8) NOT NULL, "party" varchar(3) NOT NULL, "seq" bigint NULL, "rule" varchar(24) NOT NULL, "because" text NOT NULL, "sender" varchar(3) NOT NULL, "raw" BLOB NOT NULL, "digest" varchar(44) NOT NULL, "at" bigint NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "aside_once" UNIQUE ("framework_id", "kind", "party", "seq", "rule", "digest"));

CREATE TABLE "manifest_version" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "version" integer NOT NULL, "digest" varchar(44) NOT NULL, "note" text NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "at" bigint NULL, CONSTRAINT "manifest_once" UNIQUE ("framework_id", "version"));

CREATE TABLE "pseudonym" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dossier" varchar(24) NOT NULL, "code" varchar(24) NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "pseudonym_once" UNIQUE ("officer_id", "framework_id", "dossier"), CONSTRAINT "pseudonym_unique" UNIQUE ("framework_id", "dossier", "code"));

CREATE TABLE "account_emailconfirmation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "sent" datetime NULL, "key" varchar(64) NOT NULL UNIQUE, "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "account_emailaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verified" bool NOT NULL, "primary" bool NOT NULL, "user_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL);

CREATE TABLE "mfa_authenticator" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "type" varchar(20) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "created_at" datetime NOT NULL, "last_used_at" datetime NULL);

CREATE TABLE "word" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "about" varchar(5) NOT NULL, "until" bigint NOT NULL, "reason" varchar(1000) NOT NULL, "at" bigint NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "peer" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "party" varchar(3) NOT NULL, "have" text NOT NULL CHECK ((JSON_VALID("have") OR "have" IS NULL)), "heard" bigint NULL, "tried" bigint NULL, "failures" integer NOT NULL, "trouble" text NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "want" text NOT NULL CHECK ((JSON_VALID("want") OR "want" IS NULL)), CONSTRAINT "peer_once" UNIQUE ("framework_id", "party"));

CREATE TABLE "dossier" ("code" varchar(24) NOT NULL, "outer" varchar(24) NOT NULL, "procedure" varchar(64) NOT NULL, "digest" varchar(44) NOT NULL, "sides" text NOT NULL CHECK ((JSON_VALID("sides") OR "sides" IS NULL)), "opened" bigint NULL, "moved" bigint NULL, "is_closed" bool NOT NULL, "due" bigint NULL, "kept" BLOB NOT NULL, "state" BLOB NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY ("framework_id", "code"));

CREATE TABLE "entry" ("seq" bigint NOT NULL, "raw" BLOB NOT NULL, "time" bigint NULL, "dossier" varchar(24) NOT NULL, "act" varchar(96) NOT NULL, "depth" integer NOT NULL, "standing" varchar(9) NOT NULL, "reasons" text NOT NULL, "log_id" bigint NOT NULL REFERENCES "log" ("id") DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY ("log_id", "seq"));

CREATE TABLE "sight" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "about" varchar(3) NOT NULL, "count" bigint NOT NULL, "seq" bigint NOT NULL, "log_id" bigint NOT NULL REFERENCES "log" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "tile" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "level" integer NOT NULL, "index" bigint NOT NULL, "hashes" BLOB NOT NULL, "log_id" bigint NOT NULL REFERENCES "log" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "tile_once" UNIQUE ("log_id", "level", "index"));

CREATE TABLE "line" ("framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "code" varchar(24) NOT NULL, "kind" varchar(64) NOT NULL, "digest" varchar(44) NOT NULL, "outer" varchar(24) NOT NULL, "words" text NOT NULL CHECK ((JSON_VALID("words") OR "words" IS NULL)), "parties" text NOT NULL CHECK ((JSON_VALID("parties") OR "parties" IS NULL)), "opener" varchar(3) NOT NULL, "opened" bigint NULL, "moved" bigint NULL, "is_closed" bool NOT NULL, "is_judged" bool NOT NULL, "stage" varchar(64) NOT NULL, "stage_after" varchar(64) NOT NULL, "turns" bigint NULL, "turns_on" varchar(40) NOT NULL, "first_due" varchar(10) NOT NULL, "due_on" varchar(10) NOT NULL, "due" bigint NULL, "owner" varchar(64) NOT NULL, "ordinal" bigint NOT NULL, "date" varchar(10) NOT NULL, "proposals" integer NOT NULL, "contests" integer NOT NULL, "is_unbegun" bool NOT NULL, "again" bigint NULL, "checked" bigint NOT NULL, "moves" bigint NOT NULL, PRIMARY KEY ("framework_id", "code"));

CREATE TABLE "described" ("framework_id" varchar(64) NOT NULL PRIMARY KEY REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "sizes" text NOT NULL CHECK ((JSON_VALID("sizes") OR "sizes" IS NULL)), "read" text NOT NULL CHECK ((JSON_VALID("read") OR "read" IS NULL)), "version" integer NOT NULL);

CREATE TABLE "waiting" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dossier" varchar(24) NOT NULL, "kind" varchar(8) NOT NULL, "about" varchar(96) NOT NULL, "act" varchar(96) NOT NULL, "party" varchar(3) NOT NULL, "mandates" text NOT NULL CHECK ((JSON_VALID("mandates") OR "mandates" IS NULL)), "since" bigint NOT NULL, "starts" bigint NULL, "due" bigint NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "by" bigint NOT NULL, "words" varchar(200) NOT NULL, CONSTRAINT "waiting_once" UNIQUE ("framework_id", "dossier", "kind", "about", "party"));

CREATE TABLE "passage" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "seq" bigint NOT NULL, "dossier" varchar(24) NOT NULL, "log_id" bigint NOT NULL REFERENCES "log" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "passage_once" UNIQUE ("log_id", "seq"));

CREATE VIRTUAL TABLE passage_words USING fts5(words, content='', detail=none, tokenize="ascii tokenchars '@=-'");

CREATE TABLE "reach" ("officer_id" bigint NOT NULL PRIMARY KEY REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL, "confirmed_at" bigint NULL, "code" varchar(64) NOT NULL, "code_at" bigint NULL, "code_tries" integer NOT NULL, "has_mail" bool NOT NULL, "has_digest" bool NOT NULL, "has_empty_digest" bool NOT NULL, "digest_at" integer NOT NULL, "quiet_from" integer NOT NULL, "quiet_until" integer NOT NULL, "digest_day" varchar(10) NOT NULL, "digest_sizes" text NOT NULL CHECK ((JSON_VALID("digest_sizes") OR "digest_sizes" IS NULL)));

CREATE TABLE "scanned" ("framework_id" varchar(64) NOT NULL PRIMARY KEY REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "sizes" text NOT NULL CHECK ((JSON_VALID("sizes") OR "sizes" IS NULL)));

CREATE TABLE "hook" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "authority" varchar(64) NOT NULL, "url" varchar(500) NOT NULL, "secret" varchar(64) NOT NULL, "put_at" bigint NOT NULL, "ended_at" bigint NULL, "officer_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "put_by_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "leave" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "starts" bigint NOT NULL, "ends" bigint NOT NULL, "put_at" bigint NOT NULL, "ended_at" bigint NULL, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "substitute_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "delivery" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(96) NOT NULL UNIQUE, "channel" varchar(4) NOT NULL, "kind" varchar(6) NOT NULL, "address" varchar(500) NOT NULL, "message" varchar(120) NOT NULL, "subject" varchar(200) NOT NULL, "text" text NOT NULL, "html" text NOT NULL, "is_urgent" bool NOT NULL, "made_at" bigint NOT NULL, "next_at" bigint NOT NULL, "tries" integer NOT NULL, "claim" varchar(32) NOT NULL, "claimed_until" bigint NOT NULL, "sent_at" bigint NULL, "dropped_at" bigint NULL, "is_waiting" bool NOT NULL, "trouble" text NOT NULL, "officer_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "hook_id" bigint NULL REFERENCES "hook" ("id") DEFERRABLE INITIALLY DEFERRED, "notice_id" bigint NULL REFERENCES "notice" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "turn" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "authority" varchar(64) NOT NULL, "zone" varchar(64) NOT NULL, "starts" varchar(16) NOT NULL, "ends" varchar(16) NOT NULL, "is_weekly" bool NOT NULL, "until" varchar(10) NOT NULL, "put_at" bigint NOT NULL, "ended_at" bigint NULL, "ended_by_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "put_by_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "holding" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dossier" varchar(24) NOT NULL, "authority" varchar(64) NOT NULL, "since" bigint NOT NULL, "offered_at" bigint NULL, "note" varchar(1000) NOT NULL, "ended_at" bigint NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "offered_to_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "lead" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "authority" varchar(64) NOT NULL, "role" varchar(6) NOT NULL, "put_at" bigint NOT NULL, "ended_at" bigint NULL, "ended_by_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "put_by_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "notice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dossier" varchar(24) NOT NULL, "kind" varchar(8) NOT NULL, "about" varchar(96) NOT NULL, "mandates" text NOT NULL CHECK ((JSON_VALID("mandates") OR "mandates" IS NULL)), "due" bigint NULL, "made_at" bigint NOT NULL, "round" integer NOT NULL, "next_at" bigint NOT NULL, "seen_at" bigint NULL, "settled_at" bigint NULL, "is_open" bool NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "seen_by_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "notice_once" UNIQUE ("framework_id", "dossier", "kind", "about"));

CREATE TABLE "addressed" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "round" integer NOT NULL, "at" bigint NOT NULL, "not_before" bigint NOT NULL, "is_handled" bool NOT NULL, "instead_of_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "delivery_id" bigint NULL REFERENCES "delivery" ("id") DEFERRABLE INITIALLY DEFERRED, "notice_id" bigint NOT NULL REFERENCES "notice" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "addressed_once" UNIQUE ("notice_id", "officer_id", "round"));

CREATE TABLE "posting" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "authority" varchar(64) NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "ends" bigint NULL, "mandates" text NOT NULL CHECK ((JSON_VALID("mandates") OR "mandates" IS NULL)), "starts" bigint NULL, CONSTRAINT "posting_once" UNIQUE ("officer_id", "framework_id", "authority"));

CREATE TABLE "change" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(16) NOT NULL, "what" text NOT NULL CHECK ((JSON_VALID("what") OR "what" IS NULL)), "reason" varchar(1000) NOT NULL, "machine" varchar(64) NOT NULL, "at" bigint NOT NULL, "officer_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "proposer_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "decision" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verdict" varchar(9) NOT NULL, "machine" varchar(64) NOT NULL, "reason" varchar(1000) NOT NULL, "at" bigint NOT NULL, "change_id" bigint NOT NULL UNIQUE REFERENCES "change" ("id") DEFERRABLE INITIALLY DEFERRED, "decider_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "signed_in" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "session" varchar(40) NOT NULL UNIQUE, "began" bigint NOT NULL, "seen" bigint NOT NULL, "address" varchar(45) NOT NULL, "browser" varchar(200) NOT NULL, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "tries" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "account" varchar(44) NOT NULL, "address" varchar(44) NOT NULL, "count" integer NOT NULL, "last" bigint NOT NULL, "until" bigint NOT NULL, "good" bigint NULL, CONSTRAINT "tries_once" UNIQUE ("account", "address"));

CREATE TABLE "officer" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "first_name" varchar(150) NOT NULL, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "name" varchar(200) NOT NULL, "language" varchar(5) NOT NULL, "zone" varchar(64) NOT NULL, "is_demo" bool NOT NULL, "administers" bool NOT NULL, "first_until" bigint NULL, "subject" varchar(255) NULL UNIQUE, "is_operator" bool NOT NULL);

CREATE TABLE "token_use" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" bigint NOT NULL, "framework" varchar(64) NOT NULL, "dossier" varchar(24) NOT NULL, "act" varchar(96) NOT NULL, "entry" varchar(24) NOT NULL, "refused" varchar(64) NOT NULL, "token_id" bigint NOT NULL REFERENCES "token" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "draft" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dossier" varchar(24) NOT NULL, "act" varchar(96) NOT NULL, "values" text NOT NULL CHECK ((JSON_VALID("values") OR "values" IS NULL)), "at" bigint NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "draft_once" UNIQUE ("officer_id", "framework_id", "dossier", "act"));

CREATE TABLE "prepared" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dossier" varchar(24) NOT NULL, "act" varchar(96) NOT NULL, "fields" text NOT NULL CHECK ((JSON_VALID("fields") OR "fields" IS NULL)), "item" varchar(24) NULL, "on_behalf" varchar(64) NULL, "authority" varchar(64) NOT NULL, "mandate" varchar(64) NOT NULL, "at" bigint NOT NULL, "until" bigint NOT NULL, "answer" varchar(9) NOT NULL, "answered" bigint NULL, "reason" varchar(1000) NOT NULL, "entry" varchar(24) NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "second_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "token" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "purpose" varchar(200) NOT NULL, "digest" BLOB NOT NULL UNIQUE, "frameworks" text NOT NULL CHECK ((JSON_VALID("frameworks") OR "frameworks" IS NULL)), "procedures" text NOT NULL CHECK ((JSON_VALID("procedures") OR "procedures" IS NULL)), "once" varchar(64) NOT NULL, "made" bigint NOT NULL, "until" bigint NOT NULL, "ended" bigint NULL, "last_used" bigint NULL, "minute" bigint NOT NULL, "spent" integer NOT NULL, "acts_spent" integer NOT NULL, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "scope" varchar(6) NOT NULL);

CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab(passage_words, 'instance');

CREATE TABLE "tally" ("framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "kind" varchar(64) NOT NULL, "is_closed" bool NOT NULL, "stage" varchar(64) NOT NULL, "number" bigint NOT NULL, PRIMARY KEY ("framework_id", "kind", "is_closed", "stage"));

CREATE TABLE "link" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dossier" varchar(24) NOT NULL, "shared_dossier" varchar(24) NOT NULL, "procedure" varchar(64) NOT NULL, "size" bigint NOT NULL, "domestic_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "shared_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "link_once" UNIQUE ("domestic_id", "dossier", "procedure"), CONSTRAINT "link_of_shared_once" UNIQUE ("shared_id", "shared_dossier"));

CREATE TABLE "echo" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "entry" varchar(24) NOT NULL, "act" varchar(96) NOT NULL, "at" bigint NOT NULL, "written" varchar(24) NOT NULL, "tried" bigint NOT NULL, "trouble" text NOT NULL, "link_id" bigint NOT NULL REFERENCES "link" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "echo_once" UNIQUE ("link_id", "entry"));

CREATE TABLE "attestation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "entry" varchar(24) NOT NULL, "salt" BLOB NOT NULL, "size" bigint NOT NULL, "root" BLOB NOT NULL, "link_id" bigint NOT NULL REFERENCES "link" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "attestation_once" UNIQUE ("link_id", "entry"));

CREATE TABLE "bundled" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dossier" varchar(24) NOT NULL, "acts" integer NOT NULL, "opened" integer NOT NULL, "purpose" varchar(64) NOT NULL, "words" varchar(200) NOT NULL, "digest" varchar(64) NOT NULL, "way" varchar(8) NOT NULL, "at" bigint NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "ahead" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "party" varchar(3) NOT NULL, "seq" bigint NOT NULL, "dossier" varchar(24) NOT NULL, "act" varchar(96) NOT NULL, "raw" BLOB NOT NULL, "head" text NOT NULL, "head_size" bigint NOT NULL, "sender" varchar(3) NOT NULL, "at" bigint NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "ahead_once" UNIQUE ("framework_id", "party", "seq"));

CREATE TABLE "sealed" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "seq" bigint NOT NULL, "field" varchar(64) NOT NULL, "chunk" integer NOT NULL, "dossier" varchar(24) NOT NULL, "commit" varchar(44) NOT NULL, "to" text NOT NULL CHECK ((JSON_VALID("to") OR "to" IS NULL)), "told" varchar(8) NOT NULL, "owed" bool NOT NULL, "failed" bigint NULL, "content" BLOB NULL, "log_id" bigint NOT NULL REFERENCES "log" ("id") DEFERRABLE INITIALLY DEFERRED, "erased" varchar(24) NOT NULL, "gone" text NOT NULL CHECK ((JSON_VALID("gone") OR "gone" IS NULL)), CONSTRAINT "sealed_once" UNIQUE ("log_id", "seq", "field", "chunk"));

CREATE TABLE "erasure" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "seq" bigint NOT NULL, "dossier" varchar(24) NOT NULL, "item" varchar(24) NOT NULL, "destroyed" bigint NULL, "vacuumed" bigint NULL, "log_id" bigint NOT NULL REFERENCES "log" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "erasure_once" UNIQUE ("log_id", "seq"));

CREATE TABLE "attachment" ("id" bigint NOT NULL PRIMARY KEY, "token" varchar(43) NOT NULL, "field" varchar(64) NOT NULL, "keys" text NOT NULL CHECK ((JSON_VALID("keys") OR "keys" IS NULL)), "pieces" integer NOT NULL, "size" bigint NOT NULL, "seq" bigint NULL, "at" bigint NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "attachment_token" UNIQUE ("token"));

CREATE TABLE "attachment_piece" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "chunk" integer NOT NULL, "content" BLOB NOT NULL, "attachment_id" bigint NOT NULL REFERENCES "attachment" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "attachment_piece_once" UNIQUE ("attachment_id", "chunk"));

CREATE TABLE "reading_chain" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "count" bigint NOT NULL, "digest" BLOB NOT NULL, "cut_count" bigint NOT NULL, "cut_digest" BLOB NOT NULL);

CREATE TABLE "reading_mark" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" bigint NOT NULL UNIQUE, "count" bigint NOT NULL, "digest" BLOB NOT NULL, "salt" BLOB NOT NULL, "at" bigint NOT NULL);

CREATE TABLE "reading_note" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "party" varchar(3) NOT NULL, "held_by" varchar(3) NOT NULL, "number" bigint NOT NULL, "root" BLOB NOT NULL, "note" text NOT NULL, "at" bigint NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "reading_note_once" UNIQUE ("framework_id", "party", "held_by", "number", "root"));

CREATE TABLE "access" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dossier" varchar(24) NOT NULL, "party" varchar(3) NOT NULL, "seq" bigint NOT NULL, "field" varchar(64) NOT NULL, "authority" varchar(64) NOT NULL, "mandate" varchar(64) NOT NULL, "purpose" varchar(64) NOT NULL, "words" varchar(200) NOT NULL, "way" varchar(8) NOT NULL, "at" bigint NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "digest" BLOB NOT NULL, "salt" BLOB NOT NULL, "number" bigint NOT NULL UNIQUE);

CREATE TABLE "heard" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "version" bigint NOT NULL, "about" varchar(32) NOT NULL, "digits" varchar(64) NOT NULL, "party" varchar(3) NOT NULL, "whom" varchar(200) NOT NULL, "means" varchar(16) NOT NULL, "typed" bool NOT NULL, "at" bigint NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "mend" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "party" varchar(3) NOT NULL, "generation" integer NOT NULL, "version" integer NOT NULL, "size" bigint NOT NULL, "reason" text NOT NULL, "at" bigint NOT NULL, "fell" text NOT NULL CHECK ((JSON_VALID("fell") OR "fell" IS NULL)), "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "mend_once" UNIQUE ("framework_id", "party", "generation"));

CREATE TABLE "outside" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "party" varchar(3) NOT NULL, "generation" integer NOT NULL, "kind" varchar(6) NOT NULL, "seq" bigint NOT NULL, "raw" BLOB NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "outside_once" UNIQUE ("framework_id", "party", "generation", "kind", "seq"));

CREATE TABLE "released" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dossier" varchar(24) NOT NULL, "act" varchar(96) NOT NULL, "fields" text NOT NULL CHECK ((JSON_VALID("fields") OR "fields" IS NULL)), "item" varchar(24) NULL, "on_behalf" varchar(64) NULL, "authority" varchar(64) NOT NULL, "mandate" varchar(64) NOT NULL, "reason" varchar(1000) NOT NULL, "at" bigint NOT NULL, "tried" bigint NOT NULL, "trouble" text NOT NULL, "written" varchar(24) NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "officer_id" bigint NOT NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED, "taken_back_by_id" bigint NULL REFERENCES "officer" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "log" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "party" varchar(3) NOT NULL, "size" bigint NOT NULL, "time" bigint NULL, "seen" text NOT NULL CHECK ((JSON_VALID("seen") OR "seen" IS NULL)), "frontier" BLOB NOT NULL, "head" text NOT NULL, "head_size" bigint NOT NULL, "is_cut_off" bool NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id") DEFERRABLE INITIALLY DEFERRED, "day" integer NULL, "day_left" bigint NOT NULL, "waiting" bigint NOT NULL, "claimed" text NOT NULL CHECK ((JSON_VALID("claimed") OR "claimed" IS NULL)), "is_mending" bool NOT NULL, "held_at" bigint NULL, "reach" text NOT NULL, CONSTRAINT "log_once" UNIQUE ("framework_id", "party"));

CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);

CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");

CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");

CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");

CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");

CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");

CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");

CREATE UNIQUE INDEX "officer_groups_officer_id_group_id_6e02d4b1_uniq" ON "officer_groups" ("officer_id", "group_id");

CREATE INDEX "officer_groups_officer_id_42d79fb1" ON "officer_groups" ("officer_id");

CREATE INDEX "officer_groups_group_id_50e6ad34" ON "officer_groups" ("group_id");

CREATE UNIQUE INDEX "officer_user_permissions_officer_id_permission_id_750b7a1d_uniq" ON "officer_user_permissions" ("officer_id", "permission_id");

CREATE INDEX "officer_user_permissions_officer_id_5a76ff2a" ON "officer_user_permissions" ("officer_id");

CREATE INDEX "officer_user_permissions_permission_id_7e2e6c0f" ON "officer_user_permissions" ("permission_id");

CREATE INDEX "aside_framework_id_64fe1fc1" ON "aside" ("framework_id");

CREATE INDEX "manifest_version_framework_id_31900463" ON "manifest_version" ("framework_id");

CREATE INDEX "pseudonym_framework_id_68f50243" ON "pseudonym" ("framework_id");

CREATE INDEX "pseudonym_officer_id_595459b7" ON "pseudonym" ("officer_id");

CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");

CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email");

CREATE UNIQUE INDEX "unique_verified_email" ON "account_emailaddress" ("email") WHERE "verified";

CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");

CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email");

CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary") WHERE "primary";

CREATE INDEX "mfa_authenticator_user_id_0c3a50c0" ON "mfa_authenticator" ("user_id");

CREATE UNIQUE INDEX "unique_authenticator_type" ON "mfa_authenticator" ("user_id", "type") WHERE "type" IN ('totp', 'recovery_codes');

CREATE INDEX "word_framework_id_b22e55c8" ON "word" ("framework_id");

CREATE INDEX "word_officer_id_28a1f28b" ON "word" ("officer_id");

CREATE INDEX "word_until" ON "word" ("framework_id", "about", "until");

CREATE INDEX "peer_framework_id_698eea58" ON "peer" ("framework_id");

CREATE INDEX "dossier_outer" ON "dossier" ("framework_id", "outer");

CREATE INDEX "dossier_procedure" ON "dossier" ("framework_id", "procedure");

CREATE INDEX "dossier_due" ON "dossier" ("due");

CREATE INDEX "entry_dossier" ON "entry" ("log_id", "dossier");

CREATE INDEX "sight_count" ON "sight" ("log_id", "about", "count");

CREATE INDEX "sight_seq" ON "sight" ("log_id", "about", "seq");

CREATE INDEX "waiting_due" ON "waiting" ("framework_id", "party", "due");

CREATE INDEX "line_moved" ON "line" ("framework_id", "moved", "code");

CREATE INDEX "line_kind" ON "line" ("framework_id", "kind", "moved", "code");

CREATE INDEX "line_stage" ON "line" ("framework_id", "kind", "is_closed", "stage");

CREATE INDEX "line_outer" ON "line" ("framework_id", "outer");

CREATE INDEX "line_again" ON "line" ("framework_id", "again");

CREATE INDEX "line_unbegun" ON "line" ("framework_id", "is_unbegun") WHERE "is_unbegun";

CREATE INDEX "hook_officer_id_c50fbdad" ON "hook" ("officer_id");

CREATE INDEX "hook_put_by_id_4d8a919d" ON "hook" ("put_by_id");

CREATE INDEX "leave_officer_id_dae0fe03" ON "leave" ("officer_id");

CREATE INDEX "leave_substitute_id_db194e6e" ON "leave" ("substitute_id");

CREATE INDEX "delivery_officer_id_7ecf72f0" ON "delivery" ("officer_id");

CREATE INDEX "delivery_hook_id_968e3c03" ON "delivery" ("hook_id");

CREATE INDEX "delivery_notice_id_9c4babf6" ON "delivery" ("notice_id");

CREATE INDEX "turn_authority_5ba86c4c" ON "turn" ("authority");

CREATE INDEX "turn_ended_by_id_06bb6025" ON "turn" ("ended_by_id");

CREATE INDEX "turn_officer_id_4d62e2bb" ON "turn" ("officer_id");

CREATE INDEX "turn_put_by_id_6f8b94f9" ON "turn" ("put_by_id");

CREATE UNIQUE INDEX "holding_one_at_a_time" ON "holding" ("framework_id", "dossier", "authority") WHERE "ended_at" IS NULL;

CREATE INDEX "holding_framework_id_4667ec3e" ON "holding" ("framework_id");

CREATE INDEX "holding_offered_to_id_6a86c992" ON "holding" ("offered_to_id");

CREATE INDEX "holding_officer_id_d2acd19c" ON "holding" ("officer_id");

CREATE UNIQUE INDEX "lead_one_at_a_time" ON "lead" ("authority", "role") WHERE "ended_at" IS NULL;

CREATE INDEX "lead_ended_by_id_e99837db" ON "lead" ("ended_by_id");

CREATE INDEX "lead_officer_id_7f3c4bd3" ON "lead" ("officer_id");

CREATE INDEX "lead_put_by_id_3946ad71" ON "lead" ("put_by_id");

CREATE INDEX "notice_seen_by_id_814392f3" ON "notice" ("seen_by_id");

CREATE INDEX "notice_next" ON "notice" ("is_open", "next_at");

CREATE INDEX "delivery_next" ON "delivery" ("is_waiting", "channel", "next_at");

CREATE INDEX "addressed_instead_of_id_11f66a3e" ON "addressed" ("instead_of_id");

CREATE INDEX "addressed_officer_id_6bf213ac" ON "addressed" ("officer_id");

CREATE INDEX "addressed_delivery_id_d9c7018e" ON "addressed" ("delivery_id");

CREATE INDEX "addressed_notice_id_0819fc87" ON "addressed" ("notice_id");

CREATE INDEX "addressed_next" ON "addressed" ("is_handled", "not_before");

CREATE INDEX "posting_framework_id_42a732f6" ON "posting" ("framework_id");

CREATE INDEX "posting_officer_id_5f250815" ON "posting" ("officer_id");

CREATE INDEX "change_officer_id_280c8a9e" ON "change" ("officer_id");

CREATE INDEX "change_proposer_id_c3100ca3" ON "change" ("proposer_id");

CREATE INDEX "decision_decider_id_62b0552c" ON "decision" ("decider_id");

CREATE INDEX "signed_in_officer_id_f11daac9" ON "signed_in" ("officer_id");

CREATE INDEX "tries_last" ON "tries" ("last");

CREATE INDEX "token_use_at" ON "token_use" ("token_id", "at");

CREATE INDEX "token_use_token_id_8ba9a621" ON "token_use" ("token_id");

CREATE INDEX "draft_framework_id_8b5e81d3" ON "draft" ("framework_id");

CREATE INDEX "draft_officer_id_644ef042" ON "draft" ("officer_id");

CREATE INDEX "prepared_framework_id_391a497d" ON "prepared" ("framework_id");

CREATE INDEX "prepared_officer_id_89cd8f2a" ON "prepared" ("officer_id");

CREATE INDEX "prepared_second_id_9b0d4cfa" ON "prepared" ("second_id");

CREATE INDEX "prepared_waiting" ON "prepared" ("framework_id", "dossier", "answer");

CREATE UNIQUE INDEX "token_made_once" ON "token" ("officer_id", "once") WHERE NOT ("once" = '');

CREATE INDEX "token_officer_id_b96a2538" ON "token" ("officer_id");

CREATE INDEX "line_date" ON "line" ("framework_id", "kind", "date", "code");

CREATE INDEX "line_due" ON "line" ("framework_id", "kind", "is_closed", "due", "code");

CREATE INDEX "waiting_for" ON "waiting" ("framework_id", "party", "kind", "mandates", "by", "since");

CREATE INDEX "link_domestic_id_4b379c8f" ON "link" ("domestic_id");

CREATE INDEX "link_shared_id_00683d2d" ON "link" ("shared_id");

CREATE INDEX "echo_link_id_3d8adee4" ON "echo" ("link_id");

CREATE INDEX "attestation_link_id_bc794ff6" ON "attestation" ("link_id");

CREATE INDEX "bundled_framework_id_ea6f7a7f" ON "bundled" ("framework_id");

CREATE INDEX "bundled_officer_id_fa943f6d" ON "bundled" ("officer_id");

CREATE INDEX "bundled_dossier" ON "bundled" ("framework_id", "dossier", "at");

CREATE INDEX "ahead_framework_id_968921bc" ON "ahead" ("framework_id");

CREATE INDEX "ahead_dossier" ON "ahead" ("framework_id", "dossier");

CREATE INDEX "sealed_commit" ON "sealed" ("commit");

CREATE INDEX "sealed_owed" ON "sealed" ("log_id") WHERE "owed";

CREATE INDEX "sealed_erased" ON "sealed" ("log_id") WHERE NOT ("erased" = '');

CREATE INDEX "sealed_dossier" ON "sealed" ("log_id", "dossier");

CREATE INDEX "attachment_officer_id_39058d6e" ON "attachment" ("officer_id");

CREATE INDEX "attachment_act" ON "attachment" ("framework_id", "seq");

CREATE INDEX "access_framework_id_fefe57bd" ON "access" ("framework_id");

CREATE INDEX "access_officer_id_826e9352" ON "access" ("officer_id");

CREATE INDEX "access_dossier" ON "access" ("framework_id", "dossier", "at");

CREATE INDEX "heard_framework_id_1876c641" ON "heard" ("framework_id");

CREATE INDEX "heard_officer_id_aa2c51bd" ON "heard" ("officer_id");

CREATE INDEX "heard_at" ON "heard" ("framework_id", "at");

CREATE INDEX "mend_framework_id_15a91f6d" ON "mend" ("framework_id");

CREATE INDEX "outside_framework_id_cb845bc7" ON "outside" ("framework_id");

CREATE INDEX "released_framework_id_8981cd10" ON "released" ("framework_id");

CREATE INDEX "released_officer_id_72295ec1" ON "released" ("officer_id");

CREATE INDEX "released_taken_back_by_id_26634d68" ON "released" ("taken_back_by_id");

CREATE INDEX "released_waiting" ON "released" ("framework_id", "dossier", "written");

CREATE INDEX "log_framework_id_e0b283f7" ON "log" ("framework_id");

CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (1, 'contenttypes', '0001_initial', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (2, 'contenttypes', '0002_remove_content_type_name', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (3, 'auth', '0001_initial', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (4, 'auth', '0002_alter_permission_name_max_length', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (5, 'auth', '0003_alter_user_email_max_length', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (6, 'auth', '0004_alter_user_username_opts', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (7, 'auth', '0005_alter_user_last_login_null', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (8, 'auth', '0006_require_contenttypes_0002', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (9, 'auth', '0007_alter_validators_add_error_messages', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (10, 'auth', '0008_alter_user_username_max_length', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (11, 'auth', '0009_alter_user_last_name_max_length', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (12, 'auth', '0010_alter_group_name_max_length', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (13, 'auth', '0011_update_proxy_permissions', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (14, 'auth', '0012_alter_user_first_name_max_length', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (15, 'node', '0001_initial', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (16, 'account', '0001_initial', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (17, 'account', '0002_email_max_length', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (18, 'account', '0003_alter_emailaddress_create_unique_verified_email', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (19, 'account', '0004_alter_emailaddress_drop_unique_email', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (20, 'account', '0005_emailaddress_idx_upper_email', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (21, 'account', '0006_emailaddress_lower', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (22, 'account', '0007_emailaddress_idx_email', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (23, 'account', '0008_emailaddress_unique_primary_email_fixup', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (24, 'account', '0009_emailaddress_unique_primary_email', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (25, 'mfa', '0001_initial', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (26, 'mfa', '0002_authenticator_timestamps', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (27, 'mfa', '0003_authenticator_type_uniq', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (28, 'node', '0002_officers_words', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (29, 'node', '0003_peer_want', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (30, 'node', '0004_entries_a_day', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (31, 'node', '0005_keys_without_doubles', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (32, 'node', '0006_desk', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (33, 'node', '0007_desk_lines', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (34, 'node', '0008_notices', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (35, 'node', '0009_signin', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (36, 'node', '0010_tokens', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (37, 'node', '0011_drafts', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (38, 'node', '0012_sealed', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (39, 'node', '0013_lists', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (40, 'node', '0014_links', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (41, 'node', '0015_bundled', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (42, 'node', '0016_ahead', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (43, 'node', '0017_erasure', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (44, 'node', '0018_attachments', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (45, 'node', '0019_readings_chained', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (46, 'node', '0020_heard', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (47, 'node', '0021_generations', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (48, 'node', '0022_released', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (49, 'node', '0023_reach', CURRENT_TIMESTAMP);

INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (50, 'sessions', '0001_initial', CURRENT_TIMESTAMP);

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (1, 'auth', 'permission');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (2, 'auth', 'group');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (3, 'contenttypes', 'contenttype');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (4, 'sessions', 'session');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (5, 'node', 'framework');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (6, 'node', 'text');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (7, 'node', 'officer');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (8, 'node', 'log');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (9, 'node', 'entry');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (10, 'node', 'manifestversion');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (11, 'node', 'nonce');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (12, 'node', 'peer');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (13, 'node', 'posting');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (14, 'node', 'pseudonym');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (15, 'node', 'sight');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (16, 'node', 'tile');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (17, 'node', 'dossier');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (18, 'node', 'aside');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (19, 'node', 'word');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (20, 'node', 'described');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (21, 'node', 'waiting');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (22, 'node', 'line');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (23, 'node', 'passage');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (24, 'node', 'reach');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (25, 'node', 'scanned');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (26, 'node', 'hook');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (27, 'node', 'leave');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (28, 'node', 'notice');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (29, 'node', 'delivery');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (30, 'node', 'addressed');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (31, 'node', 'turn');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (32, 'node', 'holding');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (33, 'node', 'lead');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (34, 'node', 'change');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (35, 'node', 'decision');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (36, 'node', 'signedin');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (37, 'node', 'tries');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (38, 'node', 'token');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (39, 'node', 'tokenuse');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (40, 'node', 'draft');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (41, 'node', 'prepared');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (42, 'node', 'access');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (43, 'node', 'sealed');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (44, 'node', 'tally');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (45, 'node', 'link');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (46, 'node', 'echo');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (47, 'node', 'attestation');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (48, 'node', 'bundled');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (49, 'node', 'ahead');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (50, 'node', 'erasure');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (51, 'node', 'attachment');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (52, 'node', 'attachmentpiece');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (53, 'node', 'readingchain');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (54, 'node', 'readingmark');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (55, 'node', 'readingnote');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (56, 'node', 'heard');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (57, 'node', 'mend');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (58, 'node', 'outside');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (59, 'node', 'released');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (60, 'account', 'emailaddress');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (61, 'account', 'emailconfirmation');

INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (62, 'mfa', 'authenticator');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (1, 1, 'add_permission', 'Can add permission');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (2, 1, 'change_permission', 'Can change permission');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (3, 1, 'delete_permission', 'Can delete permission');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (4, 1, 'view_permission', 'Can view permission');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (5, 2, 'add_group', 'Can add group');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (6, 2, 'change_group', 'Can change group');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (7, 2, 'delete_group', 'Can delete group');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (8, 2, 'view_group', 'Can view group');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (9, 3, 'add_contenttype', 'Can add content type');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (10, 3, 'change_contenttype', 'Can change content type');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (11, 3, 'delete_contenttype', 'Can delete content type');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (12, 3, 'view_contenttype', 'Can view content type');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (13, 4, 'add_session', 'Can add session');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (14, 4, 'change_session', 'Can change session');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (15, 4, 'delete_session', 'Can delete session');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (16, 4, 'view_session', 'Can view session');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (17, 5, 'add_framework', 'Can add framework');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (18, 5, 'change_framework', 'Can change framework');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (19, 5, 'delete_framework', 'Can delete framework');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (20, 5, 'view_framework', 'Can view framework');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (21, 6, 'add_text', 'Can add text');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (22, 6, 'change_text', 'Can change text');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (23, 6, 'delete_text', 'Can delete text');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (24, 6, 'view_text', 'Can view text');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (25, 7, 'add_officer', 'Can add officer');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (26, 7, 'change_officer', 'Can change officer');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (27, 7, 'delete_officer', 'Can delete officer');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (28, 7, 'view_officer', 'Can view officer');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (29, 8, 'add_log', 'Can add log');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (30, 8, 'change_log', 'Can change log');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (31, 8, 'delete_log', 'Can delete log');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (32, 8, 'view_log', 'Can view log');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (33, 9, 'add_entry', 'Can add entry');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (34, 9, 'change_entry', 'Can change entry');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (35, 9, 'delete_entry', 'Can delete entry');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (36, 9, 'view_entry', 'Can view entry');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (37, 10, 'add_manifestversion', 'Can add manifest version');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (38, 10, 'change_manifestversion', 'Can change manifest version');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (39, 10, 'delete_manifestversion', 'Can delete manifest version');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (40, 10, 'view_manifestversion', 'Can view manifest version');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (41, 11, 'add_nonce', 'Can add nonce');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (42, 11, 'change_nonce', 'Can change nonce');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (43, 11, 'delete_nonce', 'Can delete nonce');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (44, 11, 'view_nonce', 'Can view nonce');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (45, 12, 'add_peer', 'Can add peer');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (46, 12, 'change_peer', 'Can change peer');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (47, 12, 'delete_peer', 'Can delete peer');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (48, 12, 'view_peer', 'Can view peer');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (49, 13, 'add_posting', 'Can add posting');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (50, 13, 'change_posting', 'Can change posting');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (51, 13, 'delete_posting', 'Can delete posting');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (52, 13, 'view_posting', 'Can view posting');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (53, 14, 'add_pseudonym', 'Can add pseudonym');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (54, 14, 'change_pseudonym', 'Can change pseudonym');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (55, 14, 'delete_pseudonym', 'Can delete pseudonym');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (56, 14, 'view_pseudonym', 'Can view pseudonym');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (57, 15, 'add_sight', 'Can add sight');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (58, 15, 'change_sight', 'Can change sight');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (59, 15, 'delete_sight', 'Can delete sight');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (60, 15, 'view_sight', 'Can view sight');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (61, 16, 'add_tile', 'Can add tile');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (62, 16, 'change_tile', 'Can change tile');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (63, 16, 'delete_tile', 'Can delete tile');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (64, 16, 'view_tile', 'Can view tile');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (65, 17, 'add_dossier', 'Can add dossier');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (66, 17, 'change_dossier', 'Can change dossier');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (67, 17, 'delete_dossier', 'Can delete dossier');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (68, 17, 'view_dossier', 'Can view dossier');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (69, 18, 'add_aside', 'Can add aside');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (70, 18, 'change_aside', 'Can change aside');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (71, 18, 'delete_aside', 'Can delete aside');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (72, 18, 'view_aside', 'Can view aside');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (73, 19, 'add_word', 'Can add word');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (74, 19, 'change_word', 'Can change word');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (75, 19, 'delete_word', 'Can delete word');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (76, 19, 'view_word', 'Can view word');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (77, 20, 'add_described', 'Can add described');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (78, 20, 'change_described', 'Can change described');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (79, 20, 'delete_described', 'Can delete described');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (80, 20, 'view_described', 'Can view described');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (81, 21, 'add_waiting', 'Can add waiting');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (82, 21, 'change_waiting', 'Can change waiting');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (83, 21, 'delete_waiting', 'Can delete waiting');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (84, 21, 'view_waiting', 'Can view waiting');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (85, 22, 'add_line', 'Can add line');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (86, 22, 'change_line', 'Can change line');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (87, 22, 'delete_line', 'Can delete line');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (88, 22, 'view_line', 'Can view line');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (89, 23, 'add_passage', 'Can add passage');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (90, 23, 'change_passage', 'Can change passage');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (91, 23, 'delete_passage', 'Can delete passage');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (92, 23, 'view_passage', 'Can view passage');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (93, 24, 'add_reach', 'Can add reach');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (94, 24, 'change_reach', 'Can change reach');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (95, 24, 'delete_reach', 'Can delete reach');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (96, 24, 'view_reach', 'Can view reach');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (97, 25, 'add_scanned', 'Can add scanned');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (98, 25, 'change_scanned', 'Can change scanned');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (99, 25, 'delete_scanned', 'Can delete scanned');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (100, 25, 'view_scanned', 'Can view scanned');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (101, 26, 'add_hook', 'Can add hook');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (102, 26, 'change_hook', 'Can change hook');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (103, 26, 'delete_hook', 'Can delete hook');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (104, 26, 'view_hook', 'Can view hook');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (105, 27, 'add_leave', 'Can add leave');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (106, 27, 'change_leave', 'Can change leave');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (107, 27, 'delete_leave', 'Can delete leave');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (108, 27, 'view_leave', 'Can view leave');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (109, 28, 'add_notice', 'Can add notice');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (110, 28, 'change_notice', 'Can change notice');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (111, 28, 'delete_notice', 'Can delete notice');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (112, 28, 'view_notice', 'Can view notice');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (113, 29, 'add_delivery', 'Can add delivery');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (114, 29, 'change_delivery', 'Can change delivery');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (115, 29, 'delete_delivery', 'Can delete delivery');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (116, 29, 'view_delivery', 'Can view delivery');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (117, 30, 'add_addressed', 'Can add addressed');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (118, 30, 'change_addressed', 'Can change addressed');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (119, 30, 'delete_addressed', 'Can delete addressed');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (120, 30, 'view_addressed', 'Can view addressed');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (121, 31, 'add_turn', 'Can add turn');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (122, 31, 'change_turn', 'Can change turn');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (123, 31, 'delete_turn', 'Can delete turn');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (124, 31, 'view_turn', 'Can view turn');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (125, 32, 'add_holding', 'Can add holding');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (126, 32, 'change_holding', 'Can change holding');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (127, 32, 'delete_holding', 'Can delete holding');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (128, 32, 'view_holding', 'Can view holding');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (129, 33, 'add_lead', 'Can add lead');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (130, 33, 'change_lead', 'Can change lead');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (131, 33, 'delete_lead', 'Can delete lead');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (132, 33, 'view_lead', 'Can view lead');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (133, 34, 'add_change', 'Can add change');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (134, 34, 'change_change', 'Can change change');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (135, 34, 'delete_change', 'Can delete change');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (136, 34, 'view_change', 'Can view change');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (137, 35, 'add_decision', 'Can add decision');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (138, 35, 'change_decision', 'Can change decision');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (139, 35, 'delete_decision', 'Can delete decision');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (140, 35, 'view_decision', 'Can view decision');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (141, 36, 'add_signedin', 'Can add signed in');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (142, 36, 'change_signedin', 'Can change signed in');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (143, 36, 'delete_signedin', 'Can delete signed in');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (144, 36, 'view_signedin', 'Can view signed in');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (145, 37, 'add_tries', 'Can add tries');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (146, 37, 'change_tries', 'Can change tries');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (147, 37, 'delete_tries', 'Can delete tries');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (148, 37, 'view_tries', 'Can view tries');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (149, 38, 'add_token', 'Can add token');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (150, 38, 'change_token', 'Can change token');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (151, 38, 'delete_token', 'Can delete token');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (152, 38, 'view_token', 'Can view token');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (153, 39, 'add_tokenuse', 'Can add token use');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (154, 39, 'change_tokenuse', 'Can change token use');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (155, 39, 'delete_tokenuse', 'Can delete token use');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (156, 39, 'view_tokenuse', 'Can view token use');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (157, 40, 'add_draft', 'Can add draft');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (158, 40, 'change_draft', 'Can change draft');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (159, 40, 'delete_draft', 'Can delete draft');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (160, 40, 'view_draft', 'Can view draft');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (161, 41, 'add_prepared', 'Can add prepared');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (162, 41, 'change_prepared', 'Can change prepared');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (163, 41, 'delete_prepared', 'Can delete prepared');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (164, 41, 'view_prepared', 'Can view prepared');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (165, 42, 'add_access', 'Can add access');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (166, 42, 'change_access', 'Can change access');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (167, 42, 'delete_access', 'Can delete access');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (168, 42, 'view_access', 'Can view access');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (169, 43, 'add_sealed', 'Can add sealed');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (170, 43, 'change_sealed', 'Can change sealed');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (171, 43, 'delete_sealed', 'Can delete sealed');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (172, 43, 'view_sealed', 'Can view sealed');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (173, 44, 'add_tally', 'Can add tally');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (174, 44, 'change_tally', 'Can change tally');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (175, 44, 'delete_tally', 'Can delete tally');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (176, 44, 'view_tally', 'Can view tally');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (177, 45, 'add_link', 'Can add link');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (178, 45, 'change_link', 'Can change link');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (179, 45, 'delete_link', 'Can delete link');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (180, 45, 'view_link', 'Can view link');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (181, 46, 'add_echo', 'Can add echo');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (182, 46, 'change_echo', 'Can change echo');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (183, 46, 'delete_echo', 'Can delete echo');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (184, 46, 'view_echo', 'Can view echo');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (185, 47, 'add_attestation', 'Can add attestation');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (186, 47, 'change_attestation', 'Can change attestation');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (187, 47, 'delete_attestation', 'Can delete attestation');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (188, 47, 'view_attestation', 'Can view attestation');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (189, 48, 'add_bundled', 'Can add bundled');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (190, 48, 'change_bundled', 'Can change bundled');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (191, 48, 'delete_bundled', 'Can delete bundled');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (192, 48, 'view_bundled', 'Can view bundled');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (193, 49, 'add_ahead', 'Can add ahead');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (194, 49, 'change_ahead', 'Can change ahead');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (195, 49, 'delete_ahead', 'Can delete ahead');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (196, 49, 'view_ahead', 'Can view ahead');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (197, 50, 'add_erasure', 'Can add erasure');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (198, 50, 'change_erasure', 'Can change erasure');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (199, 50, 'delete_erasure', 'Can delete erasure');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (200, 50, 'view_erasure', 'Can view erasure');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (201, 51, 'add_attachment', 'Can add attachment');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (202, 51, 'change_attachment', 'Can change attachment');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (203, 51, 'delete_attachment', 'Can delete attachment');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (204, 51, 'view_attachment', 'Can view attachment');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (205, 52, 'add_attachmentpiece', 'Can add attachment piece');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (206, 52, 'change_attachmentpiece', 'Can change attachment piece');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (207, 52, 'delete_attachmentpiece', 'Can delete attachment piece');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (208, 52, 'view_attachmentpiece', 'Can view attachment piece');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (209, 53, 'add_readingchain', 'Can add reading chain');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (210, 53, 'change_readingchain', 'Can change reading chain');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (211, 53, 'delete_readingchain', 'Can delete reading chain');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (212, 53, 'view_readingchain', 'Can view reading chain');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (213, 54, 'add_readingmark', 'Can add reading mark');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (214, 54, 'change_readingmark', 'Can change reading mark');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (215, 54, 'delete_readingmark', 'Can delete reading mark');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (216, 54, 'view_readingmark', 'Can view reading mark');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (217, 55, 'add_readingnote', 'Can add reading note');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (218, 55, 'change_readingnote', 'Can change reading note');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (219, 55, 'delete_readingnote', 'Can delete reading note');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (220, 55, 'view_readingnote', 'Can view reading note');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (221, 56, 'add_heard', 'Can add heard');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (222, 56, 'change_heard', 'Can change heard');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (223, 56, 'delete_heard', 'Can delete heard');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (224, 56, 'view_heard', 'Can view heard');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (225, 57, 'add_mend', 'Can add mend');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (226, 57, 'change_mend', 'Can change mend');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (227, 57, 'delete_mend', 'Can delete mend');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (228, 57, 'view_mend', 'Can view mend');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (229, 58, 'add_outside', 'Can add outside');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (230, 58, 'change_outside', 'Can change outside');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (231, 58, 'delete_outside', 'Can delete outside');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (232, 58, 'view_outside', 'Can view outside');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (233, 59, 'add_released', 'Can add released');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (234, 59, 'change_released', 'Can change released');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (235, 59, 'delete_released', 'Can delete released');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (236, 59, 'view_released', 'Can view released');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (237, 60, 'add_emailaddress', 'Can add email address');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (238, 60, 'change_emailaddress', 'Can change email address');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (239, 60, 'delete_emailaddress', 'Can delete email address');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (240, 60, 'view_emailaddress', 'Can view email address');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (241, 61, 'add_emailconfirmation', 'Can add email confirmation');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (242, 61, 'change_emailconfirmation', 'Can change email confirmation');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (243, 61, 'delete_emailconfirmation', 'Can delete email confirmation');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (244, 61, 'view_emailconfirmation', 'Can view email confirmation');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (245, 62, 'add_authenticator', 'Can add authenticator');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (246, 62, 'change_authenticator', 'Can change authenticator');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (247, 62, 'delete_authenticator', 'Can delete authenticator');

INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (248, 62, 'view_authenticator', 'Can view authenticator')
