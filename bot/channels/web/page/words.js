/** What the page says itself. The sentences stand in domain.yml; the server puts them into the page. */

/** @type {Record<string, string>} */
export const words = JSON.parse(
  /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="words"]')).content,
);

/**
 * A sentence with its placeholders filled.
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 */
export function say(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}
