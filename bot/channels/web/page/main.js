/** The page: it starts or goes on, shows where the conversation stands, and sends one answer at a time. */

import { drawAll, drawNew, drawPast, firstNew } from "./conversation.js";
import { button, byId, callable, element, paragraphs } from "./dom.js";
import * as outbox from "./outbox.js";
import { accept, drawQuestion, refuse } from "./question.js";
import { drawResult } from "./result.js";
import { drawReview, drawRows } from "./review.js";
import { Refusal, clearAnswers, readConversation, start } from "./server.js";
import { enter, newestView, remembered, viewFor } from "./views.js";
import { say, words } from "./words.js";

/** @typedef {import("./server.js").Transcript} Transcript */
/** @typedef {import("./server.js").Now} Now */

const composer = /** @type {HTMLFormElement} */ (byId("composer"));
const field = /** @type {HTMLTextAreaElement} */ (byId("text"));
const question = byId("now");
const steps = byId("steps");
const trouble = byId("trouble");
const dialog = /** @type {HTMLDialogElement} */ (byId("confirm-clear"));
const otherWindows = new BroadcastChannel("prescreen");

/** @type {Now | null} Where the conversation stands. */
let now = null;
/** The number of the person's last message. */
let last = 0;
/** A message is on its way: nothing else is sent until it is there. */
let busy = false;

// ---------------------------------------------------------------------------------------------- what is shown

/** Draw the question, the review or the result, as the view asks. */
function draw() {
  const view = viewFor(now?.kind, remembered());
  document.body.dataset.view = view;
  question.replaceChildren(...parts(view), typing());
  question.setAttribute("aria-busy", "false");
  composer.hidden = false;
  byId("own-words").textContent = now?.kind === "result" ? words.own_words_after : words.own_words;
  drawSteps(view);
}

/** @param {string} view @returns {HTMLElement[]} */
function parts(view) {
  if (!now) return [];
  if (view === "result" && now.card) return drawResult(now.card, send);
  if (view === "review" && now.kind === "review") return drawReview(now, send);
  if (view === "review" && now.card)
    return [heading(words.review), drawRows(now.card.rows, send),
      button(words.show_result, "primary", () => show("result"))];
  const newest = newestView(now.kind);
  if (newest !== "conversation")
    return [heading(words.answered_all), button(words[`show_${newest}`], "primary", () => show(newest))];
  return drawQuestion(now, send);
}

/** @param {string} text */
function heading(text) {
  return element("h2", { id: "question", tabindex: "-1" }, text);
}

/** The steps below: back, stop, and the other views. @param {string} view */
function drawSteps(view) {
  const isQuestion = now !== null && now.kind !== "review" && now.kind !== "result";
  const made = [];
  if ((isQuestion && now?.answered) || now?.kind === "review") made.push(button(words.back, "quiet", () => send(words.say_back)));
  if (isQuestion) made.push(button(words.stop, "quiet", () => send(words.say_stop)));
  if (!isQuestion && view !== "conversation")
    made.push(button(words.show_conversation, "quiet", () => show("conversation")));
  steps.replaceChildren(...made);
  steps.hidden = !made.length;
}

/** Go to another view, as a step of the history. @param {"conversation" | "review" | "result"} view */
function show(view) {
  enter(view);
  draw();
  lookAt(byId("question"), question);
}

function typing() {
  return element("div", { class: "typing", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
}

/** @param {HTMLElement} target @param {HTMLElement} [first] what to scroll to, where that is above it */
function lookAt(target, first = target) {
  target.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  first.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

/** Draw everything anew. Who comes back finds what is asked now, not the top. @param {Transcript} transcript */
function drawWhole(transcript) {
  ({ now, last } = transcript);
  drawAll(transcript.entries);
  enter(viewFor(now?.kind, remembered()));
  draw();
  if (transcript.entries.length) (firstNew() ?? question).scrollIntoView({ block: "start" });
}

// ---------------------------------------------------------------------------------------------- a turn

/** Say something, unless something is on its way: a second tap counts for nothing. @param {string} text */
function send(text) {
  if (busy || !text.trim()) return;
  void turn(outbox.compose(text, last));
}

/** @param {import("./server.js").Message} message */
async function turn(message) {
  wait(true);
  for (const tapped of question.querySelectorAll("button"))
    if (tapped.textContent === message.text) tapped.classList.add("chosen");
  let reply = null;
  while (reply === null) {
    try {
      reply = await outbox.deliver(message, () => tell(words.offline));
    } catch (problem) {
      if (outbox.isFinal(problem)) {
        wait(false);
        await refused(/** @type {Refusal} */ (problem), message);
        return;
      }
      const reason = problem instanceof Refusal ? `${problem.message} ` : "";
      await offerRetry(reason + say("not_sent", { text: message.text }), words.retry);
    }
  }
  wait(false);
  hush();
  if (field.value.trim() === message.text.trim()) typed("");
  receive(reply);
  otherWindows.postMessage("changed");
}

/** Nothing can be sent, or it can again. @param {boolean} waiting */
function wait(waiting) {
  busy = waiting;
  document.body.classList.toggle("waiting", waiting);
  question.setAttribute("aria-busy", String(waiting));
  for (const one of document.querySelectorAll("main button, footer button")) {
    if (waiting) one.setAttribute("aria-disabled", "true");
    else one.removeAttribute("aria-disabled");
  }
  if (!waiting) for (const one of question.querySelectorAll(".chosen")) one.classList.remove("chosen");
}

/** Show the reply to a message. @param {Transcript} reply */
function receive(reply) {
  const [said, ...notes] = reply.entries;
  const before = now;
  const asked = before?.text ? [{ who: /** @type {const} */ ("bot"), text: before.text, name: "" }] : [];
  drawPast([...asked, ...(said ? [said] : [])]);
  last = reply.last;
  now = reply.now ?? before;
  const goesOn = JSON.stringify(now) !== JSON.stringify(before);
  if (goesOn) {
    enter(newestView(now?.kind));
    draw();
  }
  // The focus comes first: what it reads is not cut short by what is spoken after it.
  if (goesOn) byId("question").focus({ preventScroll: true });
  const alarm = drawNew(notes);
  lookAt(alarm ?? (goesOn ? byId("question") : /** @type {HTMLElement} */ (document.activeElement)), firstNew() ?? question);
}

/** The server doesn't take the message. @param {Refusal} problem @param {import("./server.js").Message} message */
async function refused(problem, message) {
  if (problem.status === 401) {
    outbox.forget();
    await begin();
    tell(problem.message);
  } else if (problem.status === 409) {
    drawWhole(await readConversation());
    tell(problem.message);
  } else {
    if (!field.value) typed(message.text);
    refuse(field, byId("text-error"), problem.message);
  }
}

// ---------------------------------------------------------------------------------------------- what goes wrong

/** Say it, where the person is. @param {string} text @param {HTMLElement} [more] */
function tell(text, more) {
  trouble.replaceChildren(...paragraphs(text), ...(more ? [more] : []));
  trouble.hidden = false;
  lookAt(trouble);
}

function hush() {
  trouble.hidden = true;
  trouble.replaceChildren();
}

/** The connection is lost, or back. Whoever is in the middle of something stays there. */
function drawConnection() {
  if (busy) return;
  if (navigator.onLine) {
    hush();
  } else {
    trouble.replaceChildren(...paragraphs(words.offline_now));
    trouble.hidden = false;
  }
}

/** Say it, and wait until it is to be tried again. @param {string} text @param {string} label */
function offerRetry(text, label) {
  return new Promise((resolve) => {
    tell(text, button(label, "primary", () => {
      hush();
      resolve(undefined);
    }));
  });
}

// ---------------------------------------------------------------------------------------------- begin and end

/** Begin, or go on where this browser was; a message that was on its way is sent first. */
async function begin() {
  for (;;) {
    try {
      drawWhole(await start());
      break;
    } catch (problem) {
      await offerRetry(problem instanceof Refusal ? problem.message : words.start_failed, words.start_retry);
    }
  }
  const message = outbox.unsent();
  if (message) await turn(message);
}

/** Look whether another window went on. */
async function refresh() {
  if (busy || !now || document.visibilityState === "hidden") return;
  try {
    const transcript = await readConversation();
    if (!busy && transcript.last !== last) drawWhole(transcript);
  } catch (problem) {
    if (problem instanceof Refusal && problem.status === 401) {
      outbox.forget();
      await begin();
    }
  }
}

async function clear() {
  try {
    await clearAnswers();
  } catch (problem) {
    tell(problem instanceof Refusal ? problem.message : words.start_failed);
    return;
  }
  outbox.forget();
  typed("");
  history.replaceState(null, "");
  otherWindows.postMessage("changed");
  await begin();
  tell(words.cleared);
}

/** @param {string} text */
function typed(text) {
  field.value = text;
  outbox.draft.set(text);
  byId("text-error").hidden = true;
  accept(field);
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  if (busy) return;
  if (field.value.trim()) send(field.value);
  else refuse(field, byId("text-error"), words.error_empty);
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});
field.addEventListener("input", () => outbox.draft.set(field.value));
byId("clear").addEventListener("click", () => busy || dialog.showModal());
dialog.addEventListener("close", () => dialog.returnValue === "yes" && void clear());
window.addEventListener("popstate", () => {
  draw();
  byId("question")?.focus({ preventScroll: true });
});
window.addEventListener("offline", drawConnection);
window.addEventListener("online", drawConnection);
window.addEventListener("focus", () => void refresh());
document.addEventListener("visibilitychange", () => void refresh());
otherWindows.addEventListener("message", () => void refresh());

for (const line of document.querySelectorAll(".notice p")) {
  const said = line.querySelector("strong") ?? line;
  said.replaceChildren(...callable(said.textContent ?? ""));
}
field.value = outbox.draft.get();
await begin();
