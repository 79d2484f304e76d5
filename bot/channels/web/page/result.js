/** The result: each criterion with an icon, a colour and a word for its state; what to ask; who decides; whom to call. */

import { button, callable, element, paragraphs } from "./dom.js";
import { drawRows } from "./review.js";
import { say, words } from "./words.js";

/**
 * @typedef {import("./server.js").Card} Card
 * @typedef {import("./server.js").Criterion} Criterion
 * @typedef {(text: string) => void} Send
 */

const SVG = "http://www.w3.org/2000/svg";
const STATES = /** @type {const} */ (["not_met", "unknown", "met"]);
const ICONS = {
  met: "M5 12.5l4.5 4.5L19 7.5",
  not_met: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  unknown: "M9 9.2a3 3 0 1 1 4.3 2.7c-.9.45-1.3 1-1.3 2.1M12 17.6v.1",
};

/**
 * @param {Card} card
 * @param {Send} send
 * @returns {HTMLElement[]}
 */
export function drawResult(card, send) {
  const asks = [...new Set(card.criteria.flatMap((criterion) => criterion.ask))];
  return [
    element("h2", { id: "question", tabindex: "-1", "aria-describedby": "hint" }, words.result),
    element("p", { class: "hint" }, say("result_of", { trial: card.trial, day: card.on })),
    element("div", { id: "hint", class: "head" }, ...paragraphs([card.head, card.closed].join("\n"))),
    counts(card),
    ...STATES.flatMap((status) => group(card.criteria.filter((criterion) => criterion.status === status))),
    ...(asks.length
      ? [part("ask", words.ask_heading, element("p", {}, words.ask_hint),
          element("ul", { class: "asks" }, ...asks.map((ask) => element("li", {}, ask))))]
      : []),
    part("decides", words.decides, ...paragraphs(card.team_decides)),
    part("contact", words.contact, ...contact(card)),
    element("div", { class: "options print-not" },
      button(words.print, "primary", () => window.print()),
      ...(card.remaining ? [button(words.go_on, "option", () => send(words.say_go_on))] : [])),
    part("answers", words.answers, drawRows(card.rows, send)),
  ];
}

/** How many of each. @param {Card} card */
function counts(card) {
  return element("ul", { class: "counts" }, ...STATES.map((status) => {
    const some = card.criteria.filter((criterion) => criterion.status === status);
    return element("li", { class: status }, element("b", {}, String(some.length)), " ", words[`state_${status}`]);
  }));
}

/** @param {Criterion[]} criteria */
function group(criteria) {
  if (!criteria.length) return [];
  const { status } = criteria[0];
  return [part(status, words[`group_${status}`], element("ul", { class: "criteria" }, ...criteria.map(item)))];
}

/** @param {Criterion} criterion */
function item(criterion) {
  return element("li", { class: criterion.status },
    icon(criterion.status),
    element("div", {},
      element("p", { class: "title" }, element("b", {}, criterion.title), " ",
        element("span", { class: "state" }, criterion.state)),
      element("p", {}, criterion.text),
      criterion.clears ? element("p", { class: "clears" }, `${criterion.clears} ${words.clears_note}`) : null,
      criterion.ask.length ? element("p", { class: "clears" }, say("ask", { items: criterion.ask.join(", ") })) : null));
}

/** The state's picture; the word beside it says the same. @param {"met" | "not_met" | "unknown"} status */
function icon(status) {
  const picture = document.createElementNS(SVG, "svg");
  const drawn = document.createElementNS(SVG, "path");
  for (const [name, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["class", "icon"]])
    picture.setAttribute(name, value);
  drawn.setAttribute("d", ICONS[status]);
  picture.append(drawn);
  return /** @type {HTMLElement} */ (/** @type {unknown} */ (picture));
}

/** @param {Card} card */
function contact({ contact: { text, name, phone, address } }) {
  const lines = [text, ...(phone ? [] : [name]), address].filter(Boolean);
  return lines.map((one) => element("p", {}, ...callable(one)));
}

/** @param {string} id @param {string} heading @param {...HTMLElement} children */
function part(id, heading, ...children) {
  return element("section", { class: `part ${id}`, "aria-labelledby": `part-${id}` },
    element("h3", { id: `part-${id}` }, heading), ...children);
}
