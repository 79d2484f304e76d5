/** What was said: the past stands still, and what the bot says besides the question is spoken once. */

import { byId, element, paragraphs, unseen } from "./dom.js";
import { words } from "./words.js";

/** @typedef {import("./server.js").Entry} Entry */

const EMERGENCY = "utter_emergency";
/** Responses in another language end with its code. */
const LANGUAGE = /_(es|fr|pt|vi|zh|ar|de)$/;

const past = byId("past");
const fresh = byId("new");
const alarm = byId("alert");

/** @param {Entry} entry */
export const isEmergency = (entry) => entry.name.startsWith(EMERGENCY);

/** In which language, and from which side, it is to be read. @param {Entry} entry */
const language = (entry) => ({ lang: entry.name.match(LANGUAGE)?.[1] ?? null, dir: "auto" });

/** @param {Entry} entry */
function draw(entry) {
  const who = unseen(`${words[entry.who]}: `);
  const emergency = isEmergency(entry) ? " emergency" : "";
  const lines = entry.who === "you" ? [element("p", {}, entry.text)] : paragraphs(entry.text);
  lines[0]?.prepend(who);
  return element("div", { class: `entry ${entry.who}${emergency}`, ...language(entry) }, ...lines);
}

/**
 * Draw the whole conversation anew, without a word: whoever loads the page reads it as a page.
 * @param {Entry[]} entries
 */
export function drawAll(entries) {
  const last = entries.findLastIndex((entry) => entry.who === "you");
  past.replaceChildren(...entries.filter((entry, index) => index <= last || !isEmergency(entry)).map(draw));
  fresh.replaceChildren();
  alarm.replaceChildren(...entries.slice(last + 1).filter(isEmergency).map(drawAlarm));
}

/**
 * A turn is over: what was new becomes past, with the question and what was answered.
 * @param {Entry[]} entries
 */
export function drawPast(entries) {
  const before = [...alarm.children].map((one) => {
    one.className = "entry bot emergency";
    return one;
  });
  past.append(...fresh.children, ...before, ...entries.map(draw));
}

/**
 * What the bot said besides its question. An emergency stands in front of everything else, and gets the focus.
 * @param {Entry[]} notes
 * @returns {HTMLElement | null} the emergency
 */
export function drawNew(notes) {
  fresh.replaceChildren(...notes.filter((note) => !isEmergency(note)).map(draw));
  alarm.replaceChildren(...notes.filter(isEmergency).map(drawAlarm));
  return /** @type {HTMLElement | null} */ (alarm.firstElementChild);
}

/** @param {Entry} entry */
function drawAlarm(entry) {
  return element("div", { class: "emergency", tabindex: "-1", ...language(entry) }, ...paragraphs(entry.text));
}

/** The first thing that the bot said last, to look at. */
export const firstNew = () => /** @type {HTMLElement | null} */ (alarm.firstElementChild ?? fresh.firstElementChild);
