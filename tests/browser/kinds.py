"""Every kind of page that an officer or visitor can come upon, and how one gets there: what `--all` takes pictures of.

A test holds the addresses of the node against these lists: a page that is in none has been looked at by nobody.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page

HERE: Final = "/f/mar-esp"
CHAIR, CLERK, SPAIN, ADMIN = "mar.cochair", "esp.secretariat", "esp.cochair", "mar.admin.first"
SEND: Final = "main form button[type=submit]:not([name])"
# Pages that are looked at by lists of their own: those of a child's file, and those about getting in.
ELSEWHERE: Final = frozenset({
    "for-child", "guarantees", "readings", "all-readings", "sealed-read",
    "mfa_authenticate", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "account_change_password", "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn",
    "mfa_remove_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
})  # fmt: skip
# What answers with a file, with data, or leads on; what is refused there is among the refusals.
NO_PAGES: Final = frozenset({
    "verify-script", "proof", "exchange", "api", "set_language", "account_logout", "sign-out", "take-on", "released",
    "token-revoke", "sign-on", "openid_connect_login", "openid_connect_callback",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of page: who sees it (`` for a visitor), where, and what is done there before one looks.

    What stands in braces in a path are numbers of the demo's record, or of the scene's (`numbers_of`).
    """

    name: str
    path: str
    who: str = CHAIR
    # `demo`, or `scene`: where all stands that can stand against somebody.
    world: str = "demo"
    status: int = 200
    # What is typed, by selector, and what is pressed afterwards.
    types: Mapping[str, str] | None = None
    presses: tuple[str, ...] = ()
    # The form is sent as one that was opened before signing in.
    is_stale: bool = False

    def open(self, page: Page, url: str, numbers: Mapping[str, str]) -> int:
        """Go there and do it; give the status of the first answer."""
        place = url + self.path.format_map(numbers)
        answer = page.goto(place)
        status = answer.status if answer is not None else 0
        for selector, words in (self.types or {}).items():
            page.locator(selector).first.fill(words)
        if self.is_stale:
            page.context.clear_cookies(name=re.compile("_csrf$"))
        for each in self.presses:
            page.locator(each).first.click()
            page.wait_for_load_state()
        return status


def _work() -> Iterator[Kind]:
    filters = {
        "mine": "?who=mine", "answers": "?who=mine&kind=answers", "late": "?who=mine&kind=dates&when=late",
        "ours": "?who=ours", "theirs": "?who=theirs", "sent": "?who=sent", "other-group": "?group=mar-nld",
    }  # fmt: skip
    yield Kind(name="my-work", path="/my-work/")
    yield Kind(name="my-work-secretary", path="/my-work/", who=CLERK)
    yield Kind(name="my-work-nothing", path="/my-work/", who=ADMIN)
    for name, query in filters.items():
        yield Kind(name=f"my-work-{name}", path=f"/my-work/{query}")
    yield Kind(name="framework", path=f"{HERE}/")
    yield Kind(name="framework-nld", path="/f/mar-nld/")
    yield Kind(name="dossiers", path=f"{HERE}/dossiers/")
    yield Kind(name="dossiers-filtered", path=f"{HERE}/dossiers/?procedure=commitment&state=open&sort=due")
    yield Kind(name="dossiers-none", path=f"{HERE}/dossiers/?q=zzzz")
    yield Kind(name="figures", path=f"{HERE}/figures/")
    yield Kind(name="figures-agenda", path=f"{HERE}/figures/{{session}}/")
    yield Kind(name="search-empty", path="/search/")
    yield Kind(name="search", path="/search/?q=migration")
    yield Kind(name="search-number", path="/search/?q={entry}")
    yield Kind(name="search-nothing", path="/search/?q=zzzz")


def _dossiers() -> Iterator[Kind]:
    for name in ("session", "commitment", "action_plan", "older"):
        yield Kind(name=f"dossier-{name}", path=f"{HERE}/d/{{{name}}}/")
    yield Kind(name="dossier-framework", path=f"{HERE}/d/framework/")
    yield Kind(name="dossier-spain", path=f"{HERE}/d/{{session}}/", who=SPAIN)
    yield Kind(name="items", path=f"{HERE}/d/{{session}}/items/{{item_kind}}/")
    yield Kind(name="protect", path=f"{HERE}/d/{{session}}/protect/")
    yield Kind(name="protect-anywhere", path="/protect/")
    yield Kind(name="protect-number", path="/protect/?number={commitment}")
    yield Kind(name="protect-unknown", path="/protect/?number=ESP.9999")
    yield Kind(name="entry", path=f"{HERE}/e/{{entry}}/")
    yield Kind(name="bundle", path=f"{HERE}/d/{{session}}/bundle/")


def _forms() -> Iterator[Kind]:
    for act in ("raise_item", "name_delegate", "contest", "propose_open_session"):
        yield Kind(name=f"form-{act}", path=f"{HERE}/d/{{session}}/act/{act}/")
    for procedure in ("session/1", "action_plan/1", "commitment/1"):
        yield Kind(name=f"open-{procedure.partition('/')[0]}", path=f"{HERE}/open/{procedure}/")
    yield Kind(name="form-report", path=f"{HERE}/d/{{commitment}}/act/report_progress/")
    yield Kind(name="form-correct", path=f"{HERE}/d/{{session}}/act/correct/?item={{entry}}")
    yield Kind(name="form-grave", path=f"{HERE}/d/{{commitment}}/act/propose_drop/", who=SPAIN)
    yield Kind(name="faults-open", path=f"{HERE}/open/session/1/", presses=(SEND,))
    yield Kind(name="faults-delegate", path=f"{HERE}/d/{{session}}/act/name_delegate/", presses=(SEND,))
    yield Kind(name="faults-commitment", path=f"{HERE}/open/commitment/1/?outer={{older}}", presses=(SEND,))
    dates = {"[name$=-day]": "31", "[name$=-month]": "2", "[name$=-year]": "2027", "[name=ordinal]": "Ñ 12"}
    yield Kind(name="faults-typed", path=f"{HERE}/open/session/1/", types=dates, presses=(SEND,))
    reason = {"#field-reason": "Overtaken by events."}
    grave = f"{HERE}/d/{{commitment}}/act/propose_drop/"
    yield Kind(name="check", path=grave, who=SPAIN, types=reason, presses=(SEND,))
    yield Kind(name="prepared-own", path="{prepared}", who=SPAIN)
    yield Kind(name="prepared", path="{prepared}", who=CLERK)
    yield Kind(name="drafts", path="/drafts/", who=SPAIN)
    yield Kind(name="drafts-none", path="/drafts/")
    yield Kind(name="form-draft", path=f"{HERE}/d/{{session}}/act/raise_item/", who=SPAIN)


def _duty() -> Iterator[Kind]:
    yield Kind(name="notices", path="/notices/")
    yield Kind(name="notices-spain", path="/notices/", who=SPAIN)
    yield Kind(name="notice", path="/notices/{notice}/", who=SPAIN)
    yield Kind(name="reach", path="/reach/")
    yield Kind(name="rotas", path="/duty/")
    yield Kind(name="rota", path="/duty/mar.interior/")
    yield Kind(name="files", path="/files/", who=SPAIN)


def _own() -> Iterator[Kind]:
    yield Kind(name="account", path="/account/")
    yield Kind(name="account-language", path="/account/language/")
    yield Kind(name="account-zone", path="/account/zone/")
    yield Kind(name="account-sessions", path="/account/sessions/")
    yield Kind(name="tokens", path="/account/tokens/", who=SPAIN)
    yield Kind(name="token-make", path="/account/tokens/make/", who=SPAIN)
    yield Kind(name="token-faults", path="/account/tokens/make/", who=SPAIN, presses=(SEND,))
    yield Kind(name="token", path="/account/tokens/{token}/", who=SPAIN)
    yield Kind(name="health", path="/health/")
    yield Kind(name="operator", path="/operator/", who=CLERK)
    ceremony = f"{HERE}/ceremony/?theirs=ar"
    yield Kind(name="ceremony", path=ceremony, who=CLERK)
    heard = {"#words": "robot tulip", "#whom": "M."}
    yield Kind(name="ceremony-differs", path=ceremony, who=CLERK, types=heard, presses=("[value=compare]",))
    yield Kind(name="api-docs", path="/api/1/docs")
    yield Kind(name="administration", path="/administration/", who=ADMIN)
    yield Kind(name="administration-add", path="/administration/officers/add/", who=ADMIN)
    yield Kind(name="administration-add-faults", path="/administration/officers/add/", who=ADMIN, presses=(SEND,))
    yield Kind(name="administration-officer", path="/administration/officers/1/", who=ADMIN)
    for kind in ("suspend", "post", "password", "administer"):
        yield Kind(name=f"administration-{kind}", path=f"/administration/officers/1/{kind}/", who=ADMIN)
    yield Kind(name="administration-changes", path="/administration/changes/", who=ADMIN)
    yield Kind(name="administration-change", path="/administration/changes/{change}/", who=ADMIN)


def _visitors() -> Iterator[Kind]:
    for path in ("/", "/status/", "/travels/", "/verify/", "/accessibility/", "/sign-in/"):
        yield Kind(name=path.strip("/") or "start", path=path, who="")


def _refusals() -> Iterator[Kind]:
    yield Kind(name="error-404", path="/nothing-here/", status=404)
    yield Kind(name="error-404-dossier", path=f"{HERE}/d/ESP.9999/", status=404)
    yield Kind(name="error-403", path="/operator/", status=403)
    yield Kind(name="error-403-act", path=f"{HERE}/d/{{session}}/act/raise_item/", who=ADMIN, status=403)
    yield Kind(name="error-405", path="/drafts/discard/", status=405)
    yield Kind(name="error-expired", path=f"{HERE}/d/{{session}}/act/raise_item/", presses=(SEND,), is_stale=True)


def _scene() -> Iterator[Kind]:
    visit = f"{HERE}/d/{{visit}}"
    for name, path in {
        "my-work": "/my-work/", "framework": f"{HERE}/", "dossier": f"{visit}/", "unjudged": f"{HERE}/d/{{riddle}}/",
        "protect": f"{visit}/protect/", "protect-anywhere": "/protect/", "items": f"{visit}/items/finding/",
        "entry-void": f"{HERE}/e/{{visit}}/", "entry-mine": f"{HERE}/e/{{mine}}/",
        "correct": f"{visit}/act/correct/?item={{mine}}",
    }.items():  # fmt: skip
        yield Kind(name=f"scene-{name}", path=path, who=SPAIN, world="scene")
    for act in ("halt", "check", "concur_report", "propose_depart", "answer", "find"):
        yield Kind(name=f"scene-form-{act}", path=f"{visit}/act/{act}/", who=SPAIN, world="scene")
    yield Kind(name="scene-unjudged-act", path=f"{HERE}/d/{{riddle}}/act/guess/", who=SPAIN, world="scene", status=409)


KINDS: Final = (
    *_work(), *_dossiers(), *_forms(), *_duty(), *_own(), *_visitors(), *_refusals(), *_scene(),
)  # fmt: skip
