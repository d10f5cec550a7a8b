/** Where the learner goes when everything is done. It is always the player's own window that goes. */

import type { Exit } from "./protocol.js";

/** Milliseconds in which a window that may be closed is closed. */
const CLOSING = 400;

/** The address of a redirect, where it is one of the web. */
export function redirectAddress(exit: Exit): string | null {
  if (exit.action !== "redirect") return null;
  try {
    const address = new URL(exit.url, window.location.href);
    return address.protocol === "http:" || address.protocol === "https:" ? exit.url : null;
  } catch {
    return null;
  }
}

/** Goes; `stays` is called where the page remains, with whether closing it was tried. */
export function leave(exit: Exit, close: () => void, stays: (triedToClose: boolean) => void): void {
  const address = redirectAddress(exit);
  if (address !== null) {
    stays(false);
    window.location.assign(address);
  } else if (exit.action === "closer") {
    close();
    window.setTimeout(() => stays(true), CLOSING);
  } else {
    stays(false);
  }
}
