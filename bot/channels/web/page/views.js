/** What of the conversation is looked at. Each view is a step in the browser's history: Back leaves no answer behind. */

/** @typedef {"conversation" | "review" | "result"} View */

/** @type {Record<string, View[]>} The views that a conversation has at its review and at its result. */
const VIEWS = { review: ["review", "conversation"], result: ["result", "review", "conversation"] };

/** The view that fits what the bot said last. @param {string | undefined} kind @returns {View} */
export const newestView = (kind) => VIEWS[kind ?? ""]?.[0] ?? "conversation";

/** The view to show: the one that is wished for, where there is one now. @param {string | undefined} kind @param {unknown} wished @returns {View} */
export const viewFor = (kind, wished) =>
  VIEWS[kind ?? ""]?.find((view) => view === wished) ?? newestView(kind);

/** The view that this step of the history stands for. @returns {unknown} */
export const remembered = () => history.state?.view;

/** Make the view a step of the history. @param {View} view */
export function enter(view) {
  if (remembered() === undefined) history.replaceState({ view }, "");
  else if (remembered() !== view) history.pushState({ view }, "");
}
