/** One question: its heading, a control that fits the kind of answer, and "I don't know", as large as the others. */

import { button, element, paragraphs } from "./dom.js";
import { say, words } from "./words.js";

/**
 * @typedef {import("./server.js").Now} Now
 * @typedef {(text: string) => void} Send
 */

/** A choice whose labels are no longer than this stands in a row. */
const SHORT = 16;

/**
 * The question as a card. Whatever is tapped sends the words that a person could type.
 * @param {Now} now
 * @param {Send} send
 * @returns {HTMLElement[]}
 */
export function drawQuestion(now, send) {
  const [asked, more] = split(now.text);
  const hint = element("div", { id: "hint", class: "hint" }, ...paragraphs(more));
  const heading = element(
    "h2",
    { id: "question", tabindex: "-1", "aria-describedby": more ? "hint" : null },
    asked,
  );
  return [progress(now), heading, ...(more ? [hint] : []), ...control(now, send), ...why(now)];
}

/** The question itself, and what is said besides. @param {string} text @returns {[string, string]} */
function split(text) {
  const end = text.search(/\?(\s|$)/) + 1;
  return end ? [text.slice(0, end), text.slice(end).trim()] : [text, ""];
}

/** How far one is. @param {Now} now */
function progress({ answered = 0, remaining = 0 }) {
  const bar = element("progress", {
    max: String(answered + remaining || 1),
    value: String(answered),
    "aria-label": words.progress_label,
  });
  return element("div", { class: "progress" }, bar, element("p", {}, say("progress", { answered, remaining })));
}

/** Why it is asked, where the trial says so. @param {Now} now */
function why(now) {
  if (!now.why) return [];
  const summary = element("summary", {}, words.why);
  return [element("details", { class: "why" }, summary, ...paragraphs(now.why))];
}

/** @param {Now} now @param {Send} send @returns {HTMLElement[]} */
function control(now, send) {
  const labels = (now.options ?? []).map((option) => option.label);
  if (now.kind === "multi") return [checkboxes(labels, send)];
  const buttons = [...labels, words.unknown].map((label) => button(label, "option", () => send(label)));
  const short = [...labels, words.unknown].every((label) => label.length <= SHORT);
  const style = short ? "options short" : "options";
  const group = element("div", { class: style, role: "group", "aria-labelledby": "question" }, ...buttons);
  if (now.kind === "number") return [number(now.unit ?? "", send), group];
  if (now.kind === "date") return [date(send), group];
  return [group];
}

/** @param {string[]} labels @param {Send} send */
function checkboxes(labels, send) {
  const boxes = labels.map((label, index) =>
    /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", id: `box-${index}`, value: label })),
  );
  const lines = boxes.map((box) => element("label", { class: "option", for: box.id }, box, element("span", {}, box.value)));
  const error = errorLine();
  const form = element(
    "form",
    { class: "answer", novalidate: "" },
    element("div", { class: "options", role: "group", "aria-labelledby": "question" }, ...lines,
      button(words.unknown, "option", () => send(words.unknown))),
    error,
    submit(),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    if (chosen.length) send(chosen.join(", "));
    else refuse(boxes[0], error, words.error_choose);
  });
  return form;
}

/** @param {string} unit @param {Send} send */
function number(unit, send) {
  const field = input("number", words.number, { inputmode: "decimal", "aria-describedby": "unit" });
  const error = errorLine();
  const form = element(
    "form",
    { class: "answer", novalidate: "" },
    element("div", { class: "line" },
      element("div", { class: "field" }, label(field, words.number),
        element("div", { class: "line" }, field, element("span", { id: "unit", class: "unit" }, unit))),
      submit()),
    error,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!/\d/.test(text)) refuse(field, error, words.error_number);
    // What has a unit, or says more than a number, goes as it was written.
    else send(/[^\d\s.,<>=-]/.test(text) ? text : unit === "%" ? `${text}%` : `${text} ${unit}`);
  });
  return form;
}

/** @param {Send} send */
function date(send) {
  const names = words.months.split(" ");
  const month = /** @type {HTMLSelectElement} */ (element(
    "select",
    { id: "month" },
    element("option", { value: "" }, words.month_open),
    ...names.map((name) => element("option", { value: name }, name)),
  ));
  const day = input("day", words.day, { inputmode: "numeric", maxlength: "2" });
  const year = input("year", words.year, { inputmode: "numeric", maxlength: "4" });
  const error = errorLine();
  const form = element(
    "form",
    { class: "answer", novalidate: "" },
    element("div", { class: "date", role: "group", "aria-labelledby": "question" },
      element("div", { class: "field" }, label(month, words.month), month),
      element("div", { class: "field" }, label(day, words.day), day),
      element("div", { class: "field" }, label(year, words.year), year)),
    error,
    submit(),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const field of [day, month, year]) accept(field);
    const values = { day: String(Number(day.value.trim())), month: month.value, year: year.value.trim() };
    if (!/^\d{4}$/.test(values.year)) refuse(year, error, words.error_year);
    else if (day.value.trim() && !/^([1-9]|[12]\d|3[01])$/.test(values.day)) refuse(day, error, words.error_day);
    else if (day.value.trim() && !month.value) refuse(month, error, words.error_month);
    else if (day.value.trim()) send(say("say_day", values));
    else send(month.value ? say("say_month", values) : values.year);
  });
  return form;
}

/** @param {string} id @param {string} name @param {Record<string, string>} attributes */
function input(id, name, attributes) {
  return /** @type {HTMLInputElement} */ (element("input", { id, type: "text", autocomplete: "off", ...attributes }));
}

/** @param {HTMLElement} field @param {string} text */
function label(field, text) {
  return element("label", { for: field.id }, text);
}

function submit() {
  return element("button", { type: "submit", class: "primary" }, words.continue);
}

function errorLine() {
  return element("p", { id: "answer-error", class: "error", hidden: "" });
}

/**
 * Say what is missing, and go there: the focus reads the sentence out.
 * @param {HTMLElement} field
 * @param {HTMLElement} line
 * @param {string} text
 */
export function refuse(field, line, text) {
  line.textContent = text;
  line.hidden = false;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-errormessage", line.id);
  field.dataset.described ??= field.getAttribute("aria-describedby") ?? "";
  field.setAttribute("aria-describedby", `${line.id} ${field.dataset.described}`.trim());
  field.focus();
}

/** @param {HTMLElement} field */
export function accept(field) {
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-errormessage");
  if (field.dataset.described) field.setAttribute("aria-describedby", field.dataset.described);
  else field.removeAttribute("aria-describedby");
}
