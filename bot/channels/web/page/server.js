/** The four requests of the page. */

const PATIENCE = 20_000;

/**
 * The server refused: `reason` names why, the message says it in a sentence.
 */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {{error: string, reason: string}} body
   * @param {number} seconds until it may be sent again
   */
  constructor(status, body, seconds) {
    super(body.error);
    this.status = status;
    this.reason = body.reason;
    this.seconds = seconds;
  }
}

/**
 * @typedef {{who: "you" | "bot", text: string, name: string}} Entry
 * @typedef {{value: unknown, label: string}} Option
 * @typedef {{question: string, label: string, words: string, change: string}} Row
 * @typedef {{id: string, title: string, status: "met" | "not_met" | "unknown", state: string, text: string,
 *   clears: string | null, ask: string[]}} Criterion
 * @typedef {{on: string, trial: string, head: string, criteria: Criterion[], team_decides: string, closed: string,
 *   contact: {text: string, name: string, phone: string, address: string}, remaining: number, rows: Row[]}} Card
 * @typedef {{kind: string, text: string, asking?: string | null, options?: Option[], why?: string, unit?: string,
 *   answered?: number, remaining?: number, rows?: Row[], card?: Card}} Now
 * @typedef {{entries: Entry[], now: Now | null, last: number}} Transcript
 * @typedef {{id: string, text: string, after: number}} Message
 */

/** Begin a conversation, or go on with this browser's. @returns {Promise<Transcript>} */
export const start = () => post("start", {});

/** Say something. @param {Message} message @returns {Promise<Transcript>} */
export const sendMessage = (message) => post("message", message);

/** Delete everything. @returns {Promise<unknown>} */
export const clearAnswers = () => post("clear", {});

/** Everything that was said. @returns {Promise<Transcript>} */
export const readConversation = () => request("conversation", { method: "GET" });

/** @param {string} path @param {object} body */
function post(path, body) {
  return request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/**
 * @param {string} path
 * @param {RequestInit} options
 * @returns {Promise<any>} the JSON of the answer; throws Refusal, or another error where there was none
 */
async function request(path, options) {
  const answer = await fetch(`/chat/${path}`, {
    ...options,
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Refusal(answer.status, body, Number(answer.headers.get("Retry-After")) || 0);
  return body;
}
