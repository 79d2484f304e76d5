/** The one message that is on its way. It is kept until the server has it, also if the page is closed meanwhile. */

import { Refusal, sendMessage } from "./server.js";

const KEY = "prescreen-outbox";
const DRAFT = "prescreen-draft";
const PAUSE = 1500;
const LONGEST_PAUSE = 10_000;

/** @typedef {import("./server.js").Message} Message */

/** @param {string} key @param {string | null} value */
function keep(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing for this page: the message is still in memory.
  }
}

/** @param {string} key */
function kept(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** What was typed and not sent. */
export const draft = {
  get: () => kept(DRAFT) ?? "",
  /** @param {string} text */
  set: (text) => keep(DRAFT, text || null),
};

/** The message that was not answered before the page was closed. @returns {Message | null} */
export function unsent() {
  try {
    return JSON.parse(kept(KEY) ?? "null");
  } catch {
    return null;
  }
}

/** Forget what was kept. */
export function forget() {
  keep(KEY, null);
  keep(DRAFT, null);
}

/**
 * A new message. Its id makes it count once, however often it is sent.
 * @param {string} text
 * @param {number} after the last message that this page knows of
 * @returns {Message}
 */
export function compose(text, after) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const id = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const message = { id, text, after };
  keep(KEY, JSON.stringify(message));
  return message;
}

/**
 * Send it, and once more where it didn't get through: when the connection is back, or after a moment.
 * @param {Message} message
 * @param {() => void} onOffline called where it has to wait for the connection
 * @returns {Promise<import("./server.js").Transcript>} throws what the second sending throws
 */
export async function deliver(message, onOffline) {
  try {
    return done(await sendMessage(message));
  } catch (problem) {
    if (isFinal(problem)) {
      keep(KEY, null);
      throw problem;
    }
    if (!navigator.onLine) {
      onOffline();
      await connection();
    } else {
      const seconds = problem instanceof Refusal ? problem.seconds : 0;
      await new Promise((resolve) => setTimeout(resolve, Math.min(seconds * 1000 || PAUSE, LONGEST_PAUSE)));
    }
  }
  try {
    return done(await sendMessage(message));
  } catch (problem) {
    if (isFinal(problem)) keep(KEY, null);
    throw problem;
  }
}

/** Wait until there is a connection; not every browser tells of it at once. */
function connection() {
  return new Promise((resolve) => {
    const look = () => {
      if (!navigator.onLine) return;
      clearInterval(looking);
      window.removeEventListener("online", look);
      resolve(undefined);
    };
    const looking = setInterval(look, PAUSE);
    window.addEventListener("online", look);
  });
}

/** Whether sending the same once more can't help. @param {unknown} problem */
export function isFinal(problem) {
  return problem instanceof Refusal && problem.status < 500 && problem.status !== 429;
}

/** @template T @param {T} reply @returns {T} */
function done(reply) {
  keep(KEY, null);
  return reply;
}
