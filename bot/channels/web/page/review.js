/** Check your answers: a line for each, with a *Change*. */

import { button, element, unseen } from "./dom.js";
import { words } from "./words.js";

/**
 * @typedef {import("./server.js").Row} Row
 * @typedef {(text: string) => void} Send
 */

/**
 * @param {Row[]} rows
 * @param {Send} send
 */
export function drawRows(rows, send) {
  return element("dl", { class: "rows" }, ...rows.map((row) => line(row, send)));
}

/** @param {Row} row @param {Send} send */
function line(row, send) {
  const change = button(words.change_short, "link", () => send(row.change));
  change.append(unseen(` ${row.label}`));
  return element("div", {}, element("dt", {}, row.label), element("dd", {}, row.words), element("dd", { class: "change" }, change));
}

/**
 * The view before the result.
 * @param {import("./server.js").Now} now
 * @param {Send} send
 * @returns {HTMLElement[]}
 */
export function drawReview(now, send) {
  const yes = now.options?.[0]?.label ?? "";
  return [
    element("h2", { id: "question", tabindex: "-1", "aria-describedby": "hint" }, words.review),
    element("p", { id: "hint", class: "hint" }, words.review_hint),
    drawRows(now.rows ?? [], send),
    button(yes, "primary", () => send(yes)),
  ];
}
