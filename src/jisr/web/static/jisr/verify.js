// Checks acts with their proofs in the browser (docs/proofs.md): what is pasted or dropped here leaves it nowhere.
// The same parts in the same order as the package jisr.bundle, which tests hold this file against.

const LIMITS = {fileBytes: 16 * 1024 * 1024, proofs: 1000, manifests: 100, hashes: 64, keys: 100, noteBytes: 1024 * 1024,
  signatures: 100, entryBytes: 64 * 1024, entryLevels: 16, manifestBytes: 512 * 1024};
const PROOF = "jisr/proof/1", BUNDLE = "jisr/bundle/1";
const KEYS = ["bytes", "content", "entry", "framework", "head", "index", "keys", "manifest", "proof", "size"];
const OPTIONAL = ["format", "manifest_text"];
const INSTANT = /^2[01]\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const FRAMEWORK = /^[a-z0-9-]{1,64}$/, ENTRY = /^([A-Z]{3})\.(0|[1-9][0-9]{0,15})$/;
const SIGNATURE_LINE = /^— ((?:[^\s+\x85\x1c-\x1f]|\ufeff){1,200}) ([A-Za-z0-9+/]+={0,2})$/u;
const encoder = new TextEncoder();

export class Amiss extends Error {
  constructor(key, holes = {}) { super(key); this.key = key; this.holes = holes; }
}

// Bytes, hashes, spellings

const same = (one, other) => one.length === other.length && one.every((each, at) => each === other[at]);

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
  parts.reduce((at, each) => { whole.set(each, at); return at + each.length; }, 0);
  return whole;
}

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
}

export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return btoa(text);
}

// Standard base64 with padding, in its one spelling; otherwise null.
function unbase64(text, length) {
  let bytes;
  try { bytes = Uint8Array.from(atob(text), each => each.charCodeAt(0)); } catch { return null; }
  return base64(bytes) === text && (length === undefined || bytes.length === length) ? bytes : null;
}

const hex = bytes => [...bytes].map(each => each.toString(16).padStart(2, "0")).join("");
const grouped = digits => digits.match(/.{4}/g).join(" ");
const isObject = value => typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value, least) => Number.isSafeInteger(value) && value >= least;
const areTexts = (value, most) => Array.isArray(value) && value.length <= most && value.every(each => typeof each === "string");

// Canonical JSON (RFC 8785) of what the protocol permits; anything else is an error.
function canonical(value, levels = LIMITS.entryLevels) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    if (value.includes("\0") || /[\ud800-\udfff]/u.test(value)) throw new Amiss("canonical");
    return JSON.stringify(value);
  }
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  if (typeof value !== "object" || levels === 0) throw new Amiss("canonical");
  if (Array.isArray(value)) return `[${value.map(each => canonical(each, levels - 1)).join(",")}]`;
  const parts = Object.keys(value).sort().map(key => {
    if (!/^[\x01-\x7f]*$/.test(key)) throw new Amiss("canonical");
    return `${JSON.stringify(key)}:${canonical(value[key], levels - 1)}`;
  });
  return `{${parts.join(",")}}`;
}

function parseCanonical(text, bytesMax) {
  if (encoder.encode(text).length > bytesMax) throw new Amiss("canonical");
  const value = JSON.parse(text);
  if (canonical(value) !== text) throw new Amiss("canonical");
  return value;
}

const decoded = bytes => new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes);

// Does what may fail, and gives that the name of a part.
function or(key, holds) {
  try { return holds(); } catch (error) {
    if (error instanceof Amiss && error.key !== "canonical") throw error;
    throw new Amiss(key);
  }
}

// Signed notes (c2sp.org/signed-note), heads (tlog-checkpoint), manifests

function parseNote(raw) {
  const gap = raw.lastIndexOf("\n\n");
  const wrong = encoder.encode(raw).length > LIMITS.noteBytes || gap < 0 || !raw.endsWith("\n")
    || /[\x00-\x09\x0b-\x1f]|[\ud800-\udfff]/u.test(raw);
  if (wrong) throw new Amiss("note");
  const signatures = raw.slice(gap + 2, -1).split("\n").map(line => {
    const found = SIGNATURE_LINE.exec(line), bytes = found && unbase64(found[2]);
    if (!bytes || bytes.length <= 4) throw new Amiss("note");
    return {name: found[1], id: bytes.subarray(0, 4), bytes: bytes.subarray(4)};
  });
  if (signatures.length > LIMITS.signatures) throw new Amiss("note");
  return {text: raw.slice(0, gap + 1), signatures};
}

function parseHead(raw) {
  const note = parseNote(raw), lines = note.text.slice(0, -1).split("\n");
  const root = lines.length === 3 && unbase64(lines[2], 32);
  if (!lines[0] || !root || !/^(0|[1-9][0-9]{0,15})$/.test(lines[1])) throw new Amiss("note");
  return {note, origin: lines[0], size: Number(lines[1]), root};
}

async function verifierKey(name, text) {
  const key = unbase64(text, 32), id = (await sha256(encoder.encode(`${name}\n\x01`), key)).subarray(0, 4);
  return {name, key, id, text: `${name}+${hex(id)}+${base64(joined(Uint8Array.of(1), key))}`};
}

// Says whether a key has signed a note; raises NotSupportedError where the browser does not know Ed25519.
async function isSignedBy(note, key) {
  const own = note.signatures.filter(each => each.name === key.name && same(each.id, key.id));
  if (own.length === 0) return false;
  const known = await crypto.subtle.importKey("raw", key.key, {name: "Ed25519"}, false, ["verify"]);
  for (const each of own) {
    if (await crypto.subtle.verify({name: "Ed25519"}, known, each.bytes, encoder.encode(note.text))) return true;
  }
  return false;
}

const areEnds = ends => isObject(ends) && Object.values(ends).every(each =>
  Array.isArray(each) && each.length > 0 && each.every(one => isObject(one) && isCount(one.from, 0)));

async function manifestOf(text) {
  const value = parseCanonical(text.endsWith("\n") ? text.slice(0, -1) : text, LIMITS.manifestBytes);
  const isKey = each => isObject(each) && unbase64(each.key, 32) && isCount(each.from, 0)
    && (each.to === null || isCount(each.to, each.from))
    && (!("stolen_since" in each) || (each.to !== null && INSTANT.test(each.stolen_since)));
  const good = isObject(value) && FRAMEWORK.test(value.framework) && isCount(value.version, 1) && isObject(value.parties)
    && Object.values(value.parties).every(each =>
      isObject(each) && Array.isArray(each.log) && each.log.every(isKey) && unbase64(each.recovery, 32))
    && areEnds(Object.hasOwn(value, "generations") ? value.generations : {});
  if (!good) throw new Amiss("manifest");
  const hash = await sha256(encoder.encode(canonical(value)));
  return {value, digest: base64(hash), fingerprint: hex(hash), framework: value.framework, version: value.version};
}

// Where a log was ended by all parties and goes on (protocol 9.6, 12.27); of a log in its first generation none.
const endsOf = (manifest, party) => (Object.hasOwn(manifest.value, "generations") && manifest.value.generations[party]) || [];

function originOf(manifest, party) {
  const ends = endsOf(manifest, party);
  return `jisr/${manifest.framework}/${party}${ends.length ? `/${ends.length + 1}` : ""}`;
}

// The keys that may sign a head of a party at a size (protocol 9.3).
function logKeys(manifest, party, size) {
  const name = originOf(manifest, party), ends = endsOf(manifest, party);
  if (ends.length && size < ends.at(-1).from) return Promise.resolve([]);
  const inForce = manifest.value.parties[party].log.filter(each => each.from <= size && (each.to === null || size <= each.to));
  return Promise.all(inForce.map(each => verifierKey(name, each.key)));
}

async function isSigned(head, keys) {
  for (const each of keys) if (await isSignedBy(head.note, each)) return true;
  return false;
}

const unknownHere = error => error.name === "NotSupportedError";

// What the reader trusts beforehand: a fingerprint in any grouping, a manifest's text, or its note with signatures.
export async function anchorOf(given) {
  const digits = given.replace(/[\s:]/g, "").toLowerCase();
  if (/^[0-9a-f]{64}$/.test(digits)) return {fingerprint: digits, manifest: null};
  let manifest, note = null;
  try {
    note = given.includes("\n\n") ? parseNote(given) : null;
    manifest = await manifestOf(note ? note.text : given);
  } catch { throw new Amiss("anchor.unreadable"); }
  if (note && manifest.version === 1) await requireOwnSignatures(manifest, note);
  return {fingerprint: manifest.fingerprint, manifest};
}

async function requireOwnSignatures(manifest, note) {
  const lacking = [];
  for (const party of Object.keys(manifest.value.parties).sort()) {
    const key = await verifierKey(`jisr/${manifest.framework}/${party}/recovery`, manifest.value.parties[party].recovery);
    try { if (!await isSignedBy(note, key)) lacking.push(party); } catch (error) { if (!unknownHere(error)) throw error; }
  }
  if (lacking.length) throw new Amiss("anchor.unsigned", {parties: lacking.join(", ")});
}

// The file

function acts(value) {
  if (Array.isArray(value)) return [value, []];
  if (!isObject(value)) throw new Amiss("file.shape");
  if (!Object.hasOwn(value, "proofs")) return [[value], []];
  const texts = Object.hasOwn(value, "manifests") ? value.manifests : [];
  const good = {format: !Object.hasOwn(value, "format") || value.format === BUNDLE, proofs: Array.isArray(value.proofs),
    manifests: areTexts(texts, LIMITS.manifests)};
  requireAll({...good, ...Object.fromEntries(Object.keys(value).sort().filter(each => !(each in good)).map(each => [each, false]))});
  return [value.proofs, texts];
}

function requireAll(checks) {
  for (const [field, good] of Object.entries(checks)) if (!good) throw new Amiss("file.field", {field});
}

function readProof(value) {
  if (!isObject(value)) throw new Amiss("file.shape");
  for (const field of KEYS) if (!Object.hasOwn(value, field)) throw new Amiss("file.field", {field});
  for (const field of Object.keys(value).sort()) if (![...KEYS, ...OPTIONAL].includes(field)) throw new Amiss("file.field", {field});
  const isText = each => typeof each === "string";
  requireAll({
    bytes: isText(value.bytes), content: value.content === null || isObject(value.content),
    entry: isText(value.entry) && ENTRY.test(value.entry), format: !("format" in value) || value.format === PROOF,
    framework: isText(value.framework) && FRAMEWORK.test(value.framework), head: isText(value.head),
    index: isCount(value.index, 0), keys: areTexts(value.keys, LIMITS.keys), manifest: isText(value.manifest),
    manifest_text: !("manifest_text" in value) || isText(value.manifest_text),
    proof: areTexts(value.proof, LIMITS.hashes), size: isCount(value.size, 1),
  });
  return value;
}

// Checks every act of a file; raises Amiss where the file is none. Anchors: {fingerprint, manifest, isNode}.
export async function checkFile(bytes, anchors = []) {
  if (bytes.length > LIMITS.fileBytes) throw new Amiss("file.bytes", {limit: LIMITS.fileBytes});
  const begin = String.fromCharCode(...bytes.subarray(0, 100));
  if (/^jisr\/[a-z0-9-]{1,64}\/[A-Z]{3}\/pouch\n/.test(begin)) throw new Amiss("file.pouch");
  const [found, texts] = acts(or("file.json", () => JSON.parse(decoded(bytes))));
  if (found.length < 1 || found.length > LIMITS.proofs) throw new Amiss("file.count", {count: found.length, limit: LIMITS.proofs});
  const beside = [];
  for (const each of texts) beside.push(await manifestOf(each).catch(() => { throw new Amiss("manifest.text"); }));
  const reports = [];
  for (const each of found) reports.push(await checked(each, beside, anchors));
  return reports;
}

async function checked(value, beside, anchors) {
  const report = {framework: "", entry: "", party: "", content: null, held: [], fault: null, anchored: false, byNode: false,
    signed: false, fingerprint: "", stolenSince: null};
  try {
    const proof = readProof(value);
    [report.framework, report.entry, report.party] = [proof.framework, proof.entry, proof.entry.slice(0, 3)];
    const raw = checkBytes(proof, report);
    const head = checkHead(proof, report);
    await checkInclusion(proof, raw, head, report);
    const manifest = await checkManifest(proof, beside, anchors, report);
    if (head.origin !== originOf(manifest, report.party)) throw new Amiss("head.origin");
    const keys = await logKeys(manifest, report.party, proof.size);
    if (!same(proof.keys, keys.map(each => each.text))) throw new Amiss("keys.other");
    report.held.push(["keys", {party: report.party}]);
    if (!await isSigned(head, keys)) throw new Amiss("signature.none");
    report.held.push(["signature", {}]);
    report.signed = true;
    report.stolenSince = stolenSince([manifest, ...anchors.map(each => each.manifest)], proof, report.party);
    await checkAnchor(proof, head, anchors, report);
  } catch (error) {
    if (error instanceof Amiss) report.fault = error;
    else if (!unknownHere(error)) throw error;
  }
  return report;
}

// Since when the key for an act's place was stolen, by any manifest at hand (protocol 12.26).
function stolenSince(manifests, proof, party) {
  const keys = manifests.filter(each => each && each.framework === proof.framework)
    .flatMap(each => Object.hasOwn(each.value.parties, party) ? each.value.parties[party].log : []);
  const told = keys.filter(each => each.stolen_since && each.from <= proof.index + 1 && proof.index + 1 <= each.to);
  return told.map(each => each.stolen_since).sort()[0] ?? null;
}

function checkBytes(proof, report) {
  const raw = unbase64(proof.bytes);
  if (raw === null) throw new Amiss("bytes.base64");
  const said = or("bytes.canonical", () => parseCanonical(decoded(raw), LIMITS.entryBytes));
  const [, party, digits] = ENTRY.exec(proof.entry), seq = Number(digits);
  if (seq !== proof.index) throw new Amiss("bytes.field", {field: "index"});
  for (const [field, value] of Object.entries({framework: proof.framework, party, seq})) {
    if (!isObject(said) || !Object.hasOwn(said, field) || said[field] !== value) throw new Amiss("bytes.field", {field});
  }
  if (or("bytes.content", () => canonical(proof.content)) !== decoded(raw)) throw new Amiss("bytes.content");
  report.content = said;
  report.held.push(["bytes", {entry: proof.entry, framework: proof.framework}]);
  return raw;
}

function checkHead(proof, report) {
  let head;
  try { head = parseHead(proof.head); } catch { throw new Amiss("head.note"); }
  const first = `jisr/${proof.framework}/${report.party}`;
  if (head.origin !== first && !head.origin.startsWith(`${first}/`)) throw new Amiss("head.origin");
  if (head.size !== proof.size) throw new Amiss("head.size");
  report.held.push(["head", {party: report.party, size: proof.size}]);
  return head;
}

// RFC 9162, 2.1.3.2. Numbers of 53 bits: no bitwise operators, which cut to 32.
async function checkInclusion(proof, raw, head, report) {
  const path = proof.proof.map(each => unbase64(each, 32));
  if (path.includes(null)) throw new Amiss("inclusion.hash");
  const leaf = await sha256(Uint8Array.of(0), raw);
  let at = proof.index, last = proof.size - 1, node = leaf;
  const half = number => Math.floor(number / 2);
  if (at > last) throw new Amiss("inclusion.false");
  for (const each of path) {
    if (last === 0) throw new Amiss("inclusion.false");
    if (at % 2 || at === last) {
      node = await sha256(Uint8Array.of(1), each, node);
      while (at % 2 === 0 && at) { at = half(at); last = half(last); }
    } else node = await sha256(Uint8Array.of(1), node, each);
    at = half(at);
    last = half(last);
  }
  if (last || !same(node, head.root)) throw new Amiss("inclusion.false");
  report.held.push(["inclusion", {code: grouped(hex(leaf))}]);
}

async function checkManifest(proof, beside, anchors, report) {
  let manifest;
  if ("manifest_text" in proof) {
    try { manifest = await manifestOf(proof.manifest_text); } catch { throw new Amiss("manifest.text"); }
  }
  const known = [...beside, ...anchors.map(each => each.manifest).filter(Boolean)];
  manifest = manifest || known.find(each => each.digest === proof.manifest);
  if (!manifest) throw new Amiss("manifest.lacking");
  if (manifest.digest !== proof.manifest) throw new Amiss("manifest.digest");
  if (manifest.framework !== proof.framework) throw new Amiss("manifest.framework");
  if (!Object.hasOwn(manifest.value.parties, report.party)) throw new Amiss("manifest.party");
  report.fingerprint = grouped(manifest.fingerprint);
  report.held.push(["manifest", {version: manifest.version, framework: manifest.framework}]);
  return manifest;
}

// Holds the key against what the reader trusts. What this node states speaks for a key, never against it.
async function checkAnchor(proof, head, anchors, report) {
  const byNode = anchors.length > 0 && anchors.every(each => each.isNode), digits = report.fingerprint.replaceAll(" ", "");
  const hold = (key, holes) => { report.held.push([key, holes]); report.anchored = true; report.byNode = byNode; };
  if (anchors.some(each => each.fingerprint === digits)) return hold(byNode ? "node.same" : "anchor.given", {});
  const others = anchors.map(each => each.manifest).filter(Boolean);
  for (const each of others) {
    if (each.framework !== proof.framework || !Object.hasOwn(each.value.parties, report.party)) continue;
    if (!await isSigned(head, await logKeys(each, report.party, proof.size))) continue;
    return hold(byNode ? "node.version" : "anchor.version", {version: each.version});
  }
  if (!anchors.length || byNode) return undefined;
  const foreign = others.filter(each => each.framework !== proof.framework);
  if (foreign.length === anchors.length) throw new Amiss("anchor.framework", {framework: foreign[0].framework});
  throw new Amiss("anchor.other");
}
