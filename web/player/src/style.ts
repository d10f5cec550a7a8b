/** The style sheet of the LMS. */

import { el } from "./dom.js";

/**
 * Adds it to the page. By script, because a link in the page's head would let a host that does not answer hold up
 * the whole player.
 */
export function addStyle(page: HTMLElement): void {
  const href = page.dataset.css;
  if (href !== undefined)
    document.head.append(el("link", { rel: "stylesheet", href, referrerpolicy: "no-referrer" }));
}

/** Where the package wants it, the browser's context menu stays closed. */
export function preventMenu(window: Window): void {
  window.document.addEventListener("contextmenu", (event) => event.preventDefault());
}
