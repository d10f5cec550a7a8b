/** The content frame, or the window of its own that content asks for. */

import { el } from "./dom.js";
import { announceLeaving, eachWindow } from "./unload.js";
import type { Delivery } from "./view.js";

export interface ContentHooks {
  /** A page has been loaded by content: its first or a later one. */
  loaded(): void;
  /** A page of content goes, another may come. */
  unloading(): void;
  /** Content called `close()`, or its window is closed. */
  closed(): void;
}

/** Texts of the page that stands in while content has a window of its own. */
export interface ContentTexts {
  frame: string;
  popupOpened: string;
  popupOpenedHint: string;
  popupShow: string;
  popupBlocked: string;
  popupOpen: string;
}

/** Milliseconds between two looks at a window of its own. */
const POPUP_WATCH = 300;
/** Milliseconds that a window gets to run its last handlers. */
const POPUP_GRACE = 1_000;
const NAME = "content";

export class Content {
  #frame: HTMLIFrameElement | null = null;
  #popup: Window | null = null;
  #watch = 0;

  constructor(
    private readonly place: HTMLElement,
    /** Absolute address of the top of the package. */
    private readonly base: string,
    private readonly texts: ContentTexts,
    private readonly hooks: ContentHooks,
  ) {}

  open(delivery: Delivery): void {
    const address = contentAddress(delivery.href, this.base);
    if (delivery.popup) this.#openPopup(address, delivery);
    else this.#openFrame(address, delivery);
  }

  /** Leaves content; its last handlers have run once this is done. For a frame that is before it returns. */
  remove(): Promise<void> {
    const popup = this.#popup;
    this.#popup = null;
    window.clearInterval(this.#watch);
    const frame = this.#frame;
    this.#frame = null;
    if (frame !== null) {
      if (frame.contentWindow !== null) announceLeaving(frame.contentWindow);
      frame.remove();
    }
    this.place.replaceChildren();
    return popup === null || popup.closed ? Promise.resolve() : closePopup(popup);
  }

  /** The player itself goes, and a window without it could save nothing. */
  abandonPopup(): void {
    const popup = this.#popup;
    if (popup === null || popup.closed) return;
    window.clearInterval(this.#watch);
    announceLeaving(popup, ["beforeunload", "pagehide", "unload"]);
    popup.close();
  }

  #openFrame(address: string, delivery: Delivery): void {
    const frame = el("iframe", {
      name: NAME,
      class: "content",
      title: `${this.texts.frame}: ${delivery.title}`,
      allow: "unload; fullscreen; autoplay; clipboard-write; encrypted-media; picture-in-picture",
    });
    frame.src = address;
    this.#frame = frame;
    // Every load, also of pages that content goes to by itself.
    frame.addEventListener("load", () => {
      if (this.#frame !== frame || frame.contentWindow === null) return;
      this.#hook(frame.contentWindow);
      this.hooks.loaded();
    });
    this.place.replaceChildren(frame);
    // The first page gets the window that is there now, and may call `close()` before it has loaded.
    if (frame.contentWindow !== null) this.#hook(frame.contentWindow);
  }

  #hook(content: Window): void {
    eachWindow(content, (window) => {
      window.close = () => this.hooks.closed();
    });
    try {
      content.addEventListener("pagehide", () => this.hooks.unloading());
    } catch {
      // Of another origin: it has no API to finish with either.
    }
  }

  #openPopup(address: string, delivery: Delivery): void {
    const { width, height } = popupSize();
    // Without a name: the LMS may have another player open, whose content frame a name would find.
    const popup = window.open(
      address,
      "_blank",
      `popup,resizable,scrollbars,width=${width},height=${height}`,
    );
    const again = el("button", { class: "primary", type: "button" });
    if (popup === null) {
      again.textContent = this.texts.popupOpen;
      again.addEventListener("click", () => this.#openPopup(address, delivery));
      this.place.replaceChildren(panel(this.texts.popupBlocked, "", again));
      return;
    }
    again.textContent = this.texts.popupShow;
    again.addEventListener("click", () => popup.focus());
    this.place.replaceChildren(panel(this.texts.popupOpened, this.texts.popupOpenedHint, again));
    this.#popup = popup;
    window.clearInterval(this.#watch);
    this.#watch = window.setInterval(() => {
      if (!popup.closed) return;
      window.clearInterval(this.#watch);
      if (this.#popup !== popup) return;
      this.#popup = null;
      this.hooks.closed();
    }, POPUP_WATCH);
  }
}

function panel(title: string, text: string, button: HTMLElement): HTMLElement {
  return el("div", { class: "panel" }, el("h2", {}, title), el("p", {}, text), button);
}

function popupSize(): { width: number; height: number } {
  return { width: Math.min(1280, screen.availWidth - 40), height: Math.min(900, screen.availHeight - 80) };
}

/** Where an item lies. Anything but a web address (a script, a file of the learner's) leads to an empty page. */
export function contentAddress(href: string, base: string): string {
  try {
    const address = new URL(href, base);
    return address.protocol === "http:" || address.protocol === "https:" ? address.href : "about:blank";
  } catch {
    return "about:blank";
  }
}

/** Closes a window and waits for its last handlers, which may call the API. */
function closePopup(popup: Window): Promise<void> {
  announceLeaving(popup);
  return new Promise((resolve) => {
    const done = () => window.setTimeout(resolve, 0);
    try {
      popup.addEventListener("unload", done);
    } catch {
      // Of another origin: nothing to wait for.
      done();
    }
    window.setTimeout(resolve, POPUP_GRACE);
    popup.close();
  });
}
