// The page around the checks: takes what is pasted, dropped or chosen, and says in words what was found.

import {Amiss, anchorOf, checkFile} from "./verify.js";

const words = Object.fromEntries([...document.getElementById("words").content.querySelectorAll("[data-word]")]
  .map(each => [each.dataset.word, each.textContent]));
const findings = document.getElementById("findings");
// What was dropped or chosen, byte for byte, as long as nothing else is typed in its field.
const chosen = {proof: null, trust: null};

// Fills the named holes of a sentence; in one from right to left numbers and codes keep their own direction.
const isolated = value => document.documentElement.dir === "rtl" ? `\u2068${value}\u2069` : String(value);
const said = (key, holes = {}) => words[key].replace(/%\((\w+)\)s/g, (hole, name) => isolated(holes[name] ?? hole));

function element(tag, text = "", {name = "", parts = [], mark = ""} = {}) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (name) made.className = name;
  if (mark) made.dataset.found = mark;
  made.append(...parts);
  return made;
}

const part = key => words[`part.${key.split(".")[0]}`];

function faultWords({key, holes}) {
  return said("part_says", {part: part(key), how: said(`fault.${key}`, holes)});
}

function box(kind, title, parts) {
  const heading = element("strong", title, {name: "govuk-heading-s"});
  return element("div", "", {name: `jisr-finding jisr-finding--${kind}`, mark: kind, parts: [heading, ...parts]});
}

function list(lines) {
  return element("ul", "", {name: "govuk-list govuk-list--bullet", parts: lines.map(each => element("li", each))});
}

const kindOf = report => report.fault ? "fails" : report.signed && report.anchored ? "holds" : "open";

function shown(report) {
  const kind = kindOf(report), holes = {party: report.party, fingerprint: report.fingerprint, time: report.stolenSince};
  const held = report.held.map(([key, given]) => said("part_says", {part: part(key), how: said(`held.${key}`, given)}));
  const parts = [list(held)];
  if (report.fault) {
    parts.unshift(element("p", faultWords(report.fault), {name: "govuk-body", mark: report.fault.key}));
    parts.push(element("p", said("rest", {remedy: words.remedy}), {name: "govuk-body"}));
  } else {
    if (report.stolenSince) parts.unshift(element("p", said("unchecked.stolen", holes), {name: "govuk-body", mark: "stolen"}));
    const open = report.signed ? report.anchored ? report.byNode ? ["node"] : [] : ["anchor"] : ["ed25519", "anchor"];
    parts.push(list([...open, "standing", "person"].map(key => said(`unchecked.${key}`, holes))));
  }
  if (report.content !== null) {
    const text = element("pre", JSON.stringify(report.content, null, 2), {name: "jisr-code"});
    text.dir = "ltr";
    text.tabIndex = 0;
    parts.push(element("details", "", {name: "govuk-details", parts: [element("summary", words.content), text]}));
  }
  const title = report.entry ? said("title", {entry: report.entry, framework: report.framework}) : words.unread;
  return box(kind, said("part_says", {part: title, how: words[kind]}), parts);
}

async function anchors() {
  const given = chosen.trust ? new TextDecoder().decode(chosen.trust) : document.getElementById("trust-text").value;
  if (given.trim()) return [await anchorOf(given)];
  const texts = [...document.querySelectorAll("template[data-manifest]")].map(each => each.content.textContent);
  return Promise.all(texts.map(async each => ({...await anchorOf(each), isNode: true})));
}

async function check() {
  const typed = document.getElementById("proof-text").value;
  const bytes = chosen.proof ?? new TextEncoder().encode(typed);
  if (!bytes.length || (!chosen.proof && !typed.trim())) return [box("nothing", words.nothing, [element("p", words.empty, {name: "govuk-body"})])];
  try {
    const reports = await checkFile(bytes, await anchors());
    if (reports.length === 1) return reports.map(shown);
    const held = reports.filter(each => !each.fault).length;
    return [element("p", said("summary", {held, count: reports.length}), {name: "govuk-body-l", mark: "summary"}), ...reports.map(shown)];
  } catch (error) {
    if (!(error instanceof Amiss)) throw error;
    return [box("fails", words.fails, [element("p", faultWords(error), {name: "govuk-body", mark: error.key}),
      element("p", words.remedy, {name: "govuk-body"})])];
  }
}

async function take(which, file) {
  chosen[which] = new Uint8Array(await file.arrayBuffer());
  document.getElementById(`${which}-text`).value = new TextDecoder().decode(chosen[which]);
}

for (const which of ["proof", "trust"]) {
  const place = document.querySelector(`[data-drop="${which}"]`), picker = document.getElementById(`${which}-file`);
  document.getElementById(`${which}-text`).addEventListener("input", () => { chosen[which] = null; picker.value = ""; });
  picker.addEventListener("change", () => picker.files.length && take(which, picker.files[0]));
  place.addEventListener("dragover", event => { event.preventDefault(); place.classList.add("jisr-drop--over"); });
  place.addEventListener("dragleave", () => place.classList.remove("jisr-drop--over"));
  place.addEventListener("drop", event => {
    event.preventDefault();
    place.classList.remove("jisr-drop--over");
    if (event.dataTransfer.files.length) take(which, event.dataTransfer.files[0]);
  });
}
document.getElementById("check").addEventListener("click", async () => {
  findings.replaceChildren(...await check());
  findings.focus();
});

document.querySelector("[data-unscripted]").remove();
const verifier = document.querySelector("[data-verifier]");
if (globalThis.crypto?.subtle) verifier.hidden = false;
else verifier.replaceWith(element("div", words.unable, {name: "govuk-inset-text"}));
