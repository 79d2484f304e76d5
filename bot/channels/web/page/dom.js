/** Making elements: text is only ever text, so nothing that anyone wrote can become a part of the page. */

import { words } from "./words.js";

/** Matches every number that the page can call. */
const PHONES = new RegExp(
  `(?<!\\d)(?:${words.phones.split("\n").map((phone) => phone.replace(/[.*+?^$()|[\]{}\\]/g, "\\$&")).join("|")})(?!\\d)`,
  "g",
);

/**
 * An element with attributes and children. An attribute that is null is left out.
 * @param {string} tag
 * @param {Record<string, string | null>} [attributes]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * A button that does one thing.
 * @param {string} label
 * @param {string} style its class
 * @param {(event: Event) => void} action
 * @returns {HTMLButtonElement}
 */
export function button(label, style, action) {
  const made = /** @type {HTMLButtonElement} */ (element("button", { type: "button", class: style }, label));
  made.addEventListener("click", action);
  return made;
}

/**
 * A text whose telephone numbers can be called.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function callable(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(PHONES)) {
    parts.push(text.slice(end, found.index));
    parts.push(element("a", { href: `tel:${found[0].replace(/[^\d+]/g, "")}` }, found[0]));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

/**
 * A text of several lines as paragraphs, and as lists where lines begin with a dash.
 * @param {string} text
 * @returns {HTMLElement[]}
 */
export function paragraphs(text) {
  /** @type {HTMLElement[]} */
  const made = [];
  for (const line of text.split("\n").filter((line) => line.trim())) {
    if (!line.startsWith("- ")) {
      made.push(element("p", {}, ...callable(line)));
    } else {
      if (made.at(-1)?.tagName !== "UL") made.push(element("ul"));
      made.at(-1)?.append(element("li", {}, ...callable(line.slice(2))));
    }
  }
  return made;
}

/**
 * Words that only a screen reader says.
 * @param {string} text
 */
export function unseen(text) {
  return element("span", { class: "unseen" }, text);
}

/** @param {string} id */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
