"use strict";
// The cases of a run: a list that filters, and one case drawn when it is asked for. The address says what is shown:
// #cases?show=failing&suite=answers lists, #answers/q012 opens a case, #answers/q012/source-2 a source of it.
// What cases hold is hostile: it only ever becomes text, never markup.

const data = JSON.parse(document.getElementById("data").textContent);
const HELD_OUT = "held out: not to be read case by case";
const TURNS = ["lost", "worse", "better", "won"]; // as in comparing.py: Turn
const TURNED = ["right before, wrong now", "worse than before", "better than before", "wrong before, right now"];
const AT_A_TIME = 150;
const ELEMENTS = new Set("p h4 ul ol li blockquote strong em hr br table thead tbody tr th td code pre".split(" "));
const NO_FILTER = { show: "failing", suite: "", group: "", measure: "", expected: "", got: "", turn: "", text: "" };

const byId = (id) => document.getElementById(id);
const form = byId("filters"), list = byId("list"), article = byId("case");
const overview = byId("overview-place"), place = byId("cases-place");
const byAddress = new Map(), elsewhere = new Map();
for (const one of data.cases) {
  one.address = addressOf(one);
  byAddress.set(one.address, one);
  elsewhere.set(one.same, [...(elsewhere.get(one.same) || []), one]);
}
let filters = { ...NO_FILTER }, listed = [], shown = 0, open = null, leftAt = 0;

function addressOf(one) {
  return `#${encodeURIComponent(data.suites[one.suite].name)}/${encodeURIComponent(one.id)}`;
}

// An element with attributes and what it holds: strings become text.
function element(name, attributes, ...held) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...held.flat().filter((one) => one !== null && one !== undefined && one !== ""));
  return made;
}

const spaced = (name) => name.replaceAll("_", " ");
const plural = (n, noun) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;

// Which cases are listed

function fails(one, measure) {
  const of = data.suites[one.suite].measures[measure];
  return one.scores.some(([place, value]) => place === measure && of.decides && (one.fault || (value !== null && value < 1)));
}

function failing(one) {
  return one.scores.map(([measure]) => measure).filter((measure) => fails(one, measure));
}

function wordsOf(one) {
  if (one.words === undefined) {
    const parts = [one.id];
    if (!one.shut) {
      const answer = data.answers[one.answer];
      parts.push(one.reason, data.texts[one.asked], answer.text || flat(answer.tree), one.fault);
      for (const score of one.scores) parts.push(data.texts[score[2]]);
    }
    one.words = parts.join("\n").toLowerCase();
  }
  return one.words;
}

function flat(tree) {
  return typeof tree === "string" ? tree : (tree || []).map((node) => (typeof node === "string" ? node : flat(node.slice(1)))).join(" ");
}

function passes(one, want) {
  const name = data.suites[one.suite].name;
  if (want.suite && name !== want.suite) return false;
  if (want.show === "failing" && !one.failing) return false;
  if (want.show === "changed" && one.turn === null) return false;
  if (want.show === "unjudged" && !one.unjudged) return false;
  if (want.measure && !failing(one).some((measure) => data.suites[one.suite].measures[measure].name === want.measure)) return false;
  if (want.turn && TURNS[one.turn] !== want.turn) return false;
  if (want.group && one.group !== want.group) return false;
  if (want.expected && (one.shut || one.label[0] !== want.expected)) return false;
  if (want.got && (one.shut || one.label[1] !== want.got)) return false;
  const words = want.text.trim().toLowerCase();
  return !words || words.split(/\s+/).every((word) => wordsOf(one).includes(word));
}

// Changed cases by their turn, the gravest first; all others as they come: the gravest first, too.
function byTurn(one, other) {
  return filters.show === "changed" ? one.turn - other.turn : 0;
}

function relist() {
  listed = data.cases.filter((one) => passes(one, filters)).sort(byTurn);
  const byContent = filters.group || filters.expected || filters.got || filters.text.trim();
  const heldOut = data.cases.some((one) => one.shut && (!filters.suite || data.suites[one.suite].name === filters.suite));
  byId("counted").textContent = plural(listed.length, "case") + (byContent && heldOut ? ", those held out left aside" : "");
  list.replaceChildren();
  shown = 0;
  showMore();
  const labels = [filters.turn && TURNED[TURNS.indexOf(filters.turn)], filters.expected && `expected ${spaced(filters.expected)}`, filters.got && `came out ${spaced(filters.got)}`];
  byId("label-filter").hidden = !labels.some(Boolean);
  byId("label-filter").firstElementChild.textContent = labels.filter(Boolean).join(", ");
}

function showMore() {
  list.append(...listed.slice(shown, shown + AT_A_TIME).map(listItem));
  shown = Math.min(listed.length, shown + AT_A_TIME);
  byId("more").hidden = shown === listed.length;
  byId("more").textContent = `Show more (${(listed.length - shown).toLocaleString("en")} left)`;
  markOpen();
}

function listItem(one) {
  const suite = data.suites[one.suite];
  const wrong = failing(one).map((measure) => spaced(suite.measures[measure].name));
  const states = [
    one.turn === null ? "" : element("span", { class: `tag ${TURNS[one.turn]}` }, TURNS[one.turn]),
    one.fault ? element("span", { class: "tag lost" }, "no output") : "",
    one.unjudged ? element("span", { class: "tag" }, "not judged") : "",
    one.sealed ? element("span", { class: "tag" }, "held out") : "",
  ];
  return element("li", {}, element("a", { href: one.address },
    element("span", { class: "line" }, element("b", {}, one.id), " ", element("span", { class: "where" }, suite.name), " ", states),
    one.shut ? "" : element("span", { class: "asked" }, data.texts[one.asked].slice(0, 240)),
    element("span", { class: wrong.length ? "wrong" : "soft" }, wrong.join(", ") || (one.unjudged ? "" : one.scores.length ? "right" : "nothing to measure")),
  ));
}

// The open case, marked in the list.
function markOpen() {
  for (const link of list.querySelectorAll("a")) {
    if (!open || link.hash !== open.address) link.removeAttribute("aria-current");
    else link.setAttribute("aria-current", "true");
  }
}

function bringToSight(one) {
  const at = listed.indexOf(one), pane = list.parentElement;
  while (shown <= at) showMore();
  if (at < 0 || pane.scrollHeight === pane.clientHeight) return;
  const { top, bottom } = list.children[at].getBoundingClientRect(), within = pane.getBoundingClientRect();
  if (top < within.top || bottom > within.bottom) pane.scrollTop += top - within.top - within.height / 3;
}

// The form

function fill(select, all, names) {
  select.replaceChildren(element("option", { value: "" }, all), ...names.map((name) => element("option", { value: name }, spaced(name))));
}

function fillForm() {
  const suites = data.suites.filter((suite) => !filters.suite || suite.name === filters.suite);
  const within = data.cases.filter((one) => !filters.suite || data.suites[one.suite].name === filters.suite);
  fill(form.elements.suite, "every suite", data.suites.map((suite) => suite.name));
  fill(form.elements.group, "every group", [...new Set(within.filter((one) => one.group).map((one) => one.group))].sort());
  fill(form.elements.measure, "any measure", [...new Set(suites.flatMap((suite) => suite.measures.filter((one) => one.decides).map((one) => one.name)))]);
  for (const name of ["show", "suite", "group", "measure", "text"]) form.elements[name].value = filters[name];
}

function narrow(changes) {
  filters = { ...filters, ...changes };
  if (!open) history.replaceState(null, "", listAddress());
  fillForm();
  relist();
}

function listAddress() {
  const named = Object.entries(filters).filter(([key, value]) => value && value !== NO_FILTER[key]);
  return named.length ? `#cases?${new URLSearchParams(named)}` : "#cases";
}

if (!data.cases.some((one) => one.unjudged)) form.querySelector('[value="unjudged"]').parentElement.remove();
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", (event) => {
  const name = event.target.name;
  if (name === "suite") narrow({ suite: event.target.value, group: "", measure: "", expected: "", got: "" });
  else if (name === "show") narrow({ show: event.target.value, turn: "" });
  else if (name !== "text") narrow({ [name]: event.target.value });
});
let typing = 0;
form.elements.text.addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    filters.text = event.target.value;
    if (!open) history.replaceState(null, "", listAddress());
    relist();
  }, 120);
});
byId("label-filter").lastElementChild.addEventListener("click", () => narrow({ expected: "", got: "", turn: "" }));
byId("more").addEventListener("click", () => {
  const next = shown;
  showMore();
  list.children[next].firstElementChild.focus();
});
list.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const items = [...list.querySelectorAll("a")], at = items.indexOf(document.activeElement);
  if (!step || at < 0 || !items[at + step]) return;
  event.preventDefault();
  items[at + step].focus();
});

// One case

function build(tree) {
  return tree.map((node) => {
    if (typeof node === "string") return node;
    const [name, ...held] = node;
    if (name === "cite") return element("a", { class: "cite", href: `${open.address}/source-${held[0]}`, "aria-label": `Source ${held[0]}` }, `[${held[0]}]`);
    return ELEMENTS.has(name) ? element(name, {}, build(held)) : "";
  });
}

function inNumbers(value, measure) {
  if (value === null) return "not judged";
  if (measure.unit !== "share") return `${Number(value.toFixed(1)).toLocaleString("en")} ${measure.unit}`;
  return value === 1 ? "right" : value === 0 ? "wrong" : value.toFixed(2);
}

const ORDER = ["bad", "open", "good", "told"];

function stateOf(one, [place, value]) {
  if (fails(one, place)) return "bad";
  if (value === null) return "open";
  return data.suites[one.suite].measures[place].decides ? "good" : "told";
}

// A measure, its value, and why; `isRepeated`: the row above gives the same reason.
function scoreRow(one, [place, value, why, before], isRepeated) {
  const measure = data.suites[one.suite].measures[place];
  const state = stateOf(one, [place, value]);
  const changed = before !== undefined && before !== value ? element("span", { class: "was" }, `was ${inNumbers(before, measure)}`) : "";
  return element("li", { class: state },
    element("span", { class: "sign", "aria-hidden": "true" }, { bad: "✗", good: "✓", open: "?", told: "·" }[state]),
    element("div", {},
      element("p", { class: "measured" }, element("b", {}, spaced(measure.name)), " ", element("span", { class: "value" }, inNumbers(value, measure)), " ", changed,
        " ", measure.never && state === "bad" ? element("span", { class: "tag lost" }, "none may be lost") : ""),
      data.texts[why] && !isRepeated ? element("p", { class: "why" }, data.texts[why]) : ""),
  );
}

function scoresOf(one) {
  if (!one.scores.length) return element("p", { class: "soft" }, one.fault ? "None: there is no output." : "The suite measures nothing in how this case ended.");
  const gravest = [...one.scores].sort((a, b) => ORDER.indexOf(stateOf(one, a)) - ORDER.indexOf(stateOf(one, b)));
  return element("ul", { class: "scores" }, gravest.map((score, index) => scoreRow(one, score, index > 0 && gravest[index - 1][2] === score[2])));
}

function part(title, kind, ...held) {
  return element("section", { class: kind }, element("h3", {}, title), ...held);
}

function expectedOf(text) {
  if (/^\s*[[{]/.test(text)) return element("pre", {}, text);
  return element("ul", { class: "due" }, text.split("\n").filter(Boolean).map((line) => element("li", {}, line)));
}

function answerOf(answer) {
  if (answer.tree) return element("div", { class: "prose" }, build(answer.tree));
  return answer.text ? element("pre", {}, answer.text) : element("p", { class: "soft" }, "There is no output.");
}

function sourcesOf(answer) {
  return element("ol", { class: "sources" }, answer.sources.map(([section, quote], index) =>
    element("li", { id: `source-${index + 1}`, tabindex: "-1" },
      element("p", { class: "section" }, `[${index + 1}] `, element("code", {}, section)), element("blockquote", {}, data.texts[quote]))));
}

function duration(seconds) {
  if (seconds < 0.001) return "under 1 ms";
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}

function footOf(one) {
  const facts = [["Took", duration(one.seconds)]];
  if (!one.shut && one.label[0]) facts.push(["Expected", spaced(one.label[0])], ["Came out", spaced(one.label[1])]);
  const others = elsewhere.get(one.same).filter((other) => other !== one);
  if (others.length) {
    facts.push(["Also in", others.flatMap((other, index) => [index ? ", " : "", element("a", { href: other.address }, data.suites[other.suite].name), other.failing ? " (fails)" : ""])]);
  }
  return element("dl", { class: "foot" }, facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

function stepsFrom(one) {
  const at = listed.indexOf(one);
  const step = (to, words, label) => listed[to] ? element("a", { href: listed[to].address, "aria-label": `${label}: ${listed[to].id}` }, words) : "";
  return element("nav", { class: "steps", "aria-label": "Cases of the list" },
    element("a", { class: "back", href: listAddress() }, "All listed"),
    element("span", { class: "soft" }, at < 0 ? "not in the list" : `${at + 1} of ${listed.length}`),
    at < 0 ? "" : step(at - 1, "← Previous", "Previous"), at < 0 ? "" : step(at + 1, "Next →", "Next"));
}

function draw(one) {
  const suite = data.suites[one.suite];
  const head = [
    stepsFrom(one),
    element("p", { class: "where" }, suite.name, one.group ? ` · ${spaced(one.group)}` : "", one.sealed ? " · held out" : ""),
    element("h2", { id: "case-title", tabindex: "-1" }, one.id, one.turn === null ? "" : element("span", { class: `tag ${TURNS[one.turn]}` }, TURNED[one.turn])),
  ];
  if (one.shut) {
    article.replaceChildren(...head, element("p", { class: "held-out" }, HELD_OUT), part("Scores", "marks", scoresOf(one)), footOf(one));
    return;
  }
  const answer = data.answers[one.answer];
  article.replaceChildren(...head,
    element("p", { class: "reason" }, one.reason),
    part("Asked", "question", element("p", {}, data.texts[one.asked])),
    one.fault ? element("p", { class: "fault" }, one.fault) : "",
    part("Scores", "marks", scoresOf(one)),
    element("div", { class: "two" }, part("What came back", "came", answerOf(answer)), part("What a right one holds", "due-part", expectedOf(data.texts[one.expected]))),
    answer.sources.length ? part("Sources", "quotes", sourcesOf(answer)) : "",
    footOf(one));
}

// The address

function go(isFirst) {
  const { place: where, one, source, query } = read(location.hash);
  if (where === "overview") return showOverview(isFirst);
  if (!overview.hidden && !isFirst) leftAt = scrollY;
  overview.hidden = true;
  place.hidden = false;
  current("#cases");
  const before = listAddress();
  if (query !== null) filters = { ...NO_FILTER, ...Object.fromEntries([...new URLSearchParams(query)].filter(([key]) => key in NO_FILTER)) };
  const wasOpen = open;
  open = one;
  if (!byId("counted").textContent || listAddress() !== before) {
    fillForm();
    relist();
  }
  place.classList.toggle("reading", Boolean(one));
  article.hidden = !one;
  byId("no-case").hidden = Boolean(one);
  markOpen();
  if (!one) {
    document.title = `Cases · ${TITLE}`;
    if (wasOpen) [...list.querySelectorAll("a")].find((link) => link.hash === wasOpen.address)?.focus();
    else if (!isFirst) scrollTo(0, 0);
    return;
  }
  if (one !== wasOpen) draw(one);
  if (isFirst || wasOpen) bringToSight(one);
  document.title = `${one.id} · ${data.suites[one.suite].name} · ${TITLE}`;
  const target = source ? byId(source) : byId("case-title");
  if (target) target.focus({ preventScroll: true });
  if (source && target) target.scrollIntoView({ block: "center" });
  else scrollTo(0, 0);
}

const TITLE = document.title;

function read(hash) {
  const nowhere = { place: "overview", one: null, source: null, query: null };
  if (hash === "#cases" || hash.startsWith("#cases?")) return { ...nowhere, place: "cases", query: hash.slice(7) };
  const [, address, source] = /^(#[^/]+\/[^/]+)(?:\/(source-\d+))?$/.exec(hash) || [];
  const one = address && (byAddress.get(address) || byAddress.get(again(address)));
  return one ? { place: "cases", one, source, query: null } : nowhere;
}

// The address spelt as `addressOf` spells it.
function again(address) {
  try {
    return `#${address.slice(1).split("/").map((word) => encodeURIComponent(decodeURIComponent(word))).join("/")}`;
  } catch {
    return address;
  }
}

function showOverview(isFirst) {
  const wasHidden = overview.hidden;
  overview.hidden = false;
  place.hidden = true;
  open = null;
  document.title = TITLE;
  const target = location.hash.length > 1 && byId(location.hash.slice(1));
  current(location.hash === "#changes" ? "#changes" : "#overview");
  if (target && overview.contains(target)) target.scrollIntoView();
  else if (wasHidden && !isFirst) scrollTo(0, leftAt);
}

function current(hash) {
  for (const link of document.querySelectorAll(".top nav a")) {
    if (link.getAttribute("href") === hash) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

addEventListener("hashchange", () => go(false));
go(true);
