/** The content frame, or the window of its own that content asks for. */

import { el } from "./dom.js";
import type { WindowSettings } from "./protocol.js";
import { preventMenu } from "./style.js";
import { announceLeaving, eachWindow } from "./unload.js";
import type { Delivery } from "./view.js";
import { keepSize, openWindow, watchWindow } from "./window.js";

export interface ContentHooks {
  /** A page has been loaded by content: its first or a later one. */
  loaded(): void;
  /** Content asks for another page, or for a file. */
  setsOff(): void;
  /** A page of content goes, another may come. */
  unloading(): void;
  /** Content called `close()`, or its window is closed. */
  closed(): void;
  /** Something for the log. */
  note(text: string): void;
}

/** How content is shown. */
export interface ContentSettings {
  window: WindowSettings;
  contextMenu: boolean;
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

/** Milliseconds that a window gets to run its last handlers. */
const POPUP_GRACE = 1_000;
const NAME = "content";

export class Content {
  #frame: HTMLIFrameElement | null = null;
  #popup: Window | null = null;
  /** Ends the watch over the window. */
  #unwatch = () => {};
  /** Documents whose context menu is closed already. */
  readonly #quiet = new WeakSet<Document>();

  constructor(
    private readonly place: HTMLElement,
    /** Absolute address of the top of the package. */
    private readonly base: string,
    private readonly settings: ContentSettings,
    private readonly texts: ContentTexts,
    private readonly hooks: ContentHooks,
  ) {}

  open(delivery: Delivery): void {
    const address = contentAddress(delivery.href, this.base);
    const { opens } = this.settings.window;
    if (opens === "frame") this.#openFrame(address, delivery);
    else if (opens === "window") this.#openPopup(address, delivery);
    else this.#offerPopup(address, delivery);
  }

  /** Leaves content; its last handlers have run once this is done. For a frame that is before it returns. */
  remove(): Promise<void> {
    const popup = this.#popup;
    this.#popup = null;
    this.#unwatch();
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
    this.#unwatch();
    announceLeaving(popup, ["beforeunload", "pagehide", "unload"]);
    popup.close();
  }

  #openFrame(address: string, delivery: Delivery): void {
    this.#frame = this.#fill(this.place, address, delivery);
  }

  /** Puts content into a frame. */
  #fill(place: HTMLElement, address: string, delivery: Delivery): HTMLIFrameElement {
    const frame = el("iframe", {
      name: NAME,
      class: "content",
      title: `${this.texts.frame}: ${delivery.title}`,
      allow: "unload; fullscreen; autoplay; clipboard-write; encrypted-media; picture-in-picture",
    });
    frame.src = address;
    // Every load, also of pages that content goes to by itself.
    frame.addEventListener("load", () => {
      if (!frame.isConnected || frame.contentWindow === null) return;
      this.#hook(frame.contentWindow);
      // Not for the empty page that is there before the first one: Chromium lets the first page have its window, loses count
      // of such listeners there, and then runs none of `beforeunload` when the tab is closed, content's neither.
      listen(frame.contentWindow, "beforeunload", () => this.hooks.setsOff());
      this.hooks.loaded();
    });
    place.replaceChildren(frame);
    // The first page gets the window that is there now, and may call `close()` before it has loaded.
    if (frame.contentWindow !== null) this.#hook(frame.contentWindow);
    return frame;
  }

  #hook(content: Window): void {
    eachWindow(content, (window) => {
      window.close = () => this.hooks.closed();
    });
    this.#keepQuiet(content);
    listen(content, "pagehide", () => this.hooks.unloading());
  }

  #keepQuiet(content: Window): void {
    if (this.settings.contextMenu) return;
    eachWindow(content, (window) => {
      if (this.#quiet.has(window.document)) return;
      this.#quiet.add(window.document);
      preventMenu(window);
    });
  }

  /** A window that opens after a click, or whose opening the browser wants a click for. */
  #offerPopup(address: string, delivery: Delivery): void {
    const open = el("button", { class: "primary", type: "button" }, this.texts.popupOpen);
    open.addEventListener("click", () => this.#openPopup(address, delivery));
    this.place.replaceChildren(panel(this.texts.popupBlocked, "", open));
  }

  #openPopup(address: string, delivery: Delivery): void {
    const { window: wanted } = this.settings;
    const popup = openWindow(wanted.wrapped ? "" : address, wanted);
    if (popup === null) {
      this.hooks.note("the browser blocked the window of the content");
      this.#offerPopup(address, delivery);
      return;
    }
    const show = el("button", { class: "primary", type: "button" }, this.texts.popupShow);
    show.addEventListener("click", () => popup.focus());
    this.place.replaceChildren(panel(this.texts.popupOpened, this.texts.popupOpenedHint, show));
    this.#popup = popup;
    if (wanted.fixed) keepSize(popup);
    const look = () => {
      if (wanted.wrapped) this.#wrap(popup, address, delivery);
      this.#keepQuiet(popup);
    };
    look();
    this.#unwatch();
    this.#unwatch = watchWindow(
      popup,
      () => {
        if (this.#popup !== popup) return;
        this.#popup = null;
        this.hooks.note("the window of the content was closed");
        this.hooks.closed();
      },
      look,
    );
  }

  /** The API in the window itself and content in a frame of it, again where the learner has loaded the window anew. */
  #wrap(popup: Window, address: string, delivery: Delivery): void {
    const { document } = popup;
    if (document.readyState !== "complete" || document.getElementsByName(NAME).length > 0) return;
    const own = popup as unknown as Record<string, unknown>;
    for (const name of ["API", "API_1484_11"]) {
      const api = (window as unknown as Record<string, unknown>)[name];
      if (api !== undefined) own[name] = api;
    }
    document.title = delivery.title;
    // The player's style sheet does not reach this page.
    document.body.style.margin = "0";
    const frame = this.#fill(document.body, address, delivery);
    Object.assign(frame.style, { border: "0", width: "100vw", height: "100vh", display: "block" });
  }
}

/** Listens where the page allows it: one of another origin has no API to finish with either. */
function listen(content: Window, event: string, act: () => void): void {
  try {
    content.addEventListener(event, act);
  } catch {
    // Of another origin.
  }
}

function panel(title: string, text: string, button: HTMLElement): HTMLElement {
  return el("div", { class: "panel" }, el("h2", {}, title), el("p", {}, text), button);
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
