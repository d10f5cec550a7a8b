/** The shell: everything around the content. It shows what the API frame says and tells it what the learner wants. */

import { type FrameMessage, hear, LEAVE, newNonce, type ShellMessage, type Stop, say } from "./channel.js";
import { ControlBar } from "./controls.js";
import { el, setText, Texts } from "./dom.js";
import { Drawer } from "./drawer.js";
import { leave, redirectAddress } from "./exit.js";
import { Launcher, OWN_WINDOW } from "./launcher.js";
import { Notices } from "./notices.js";
import { action, Panels } from "./panels.js";
import type { Exit, Settings, WindowSettings } from "./protocol.js";
import { Question, type Reply } from "./question.js";
import { SaveIndicator } from "./save_state.js";
import { addStyle, preventMenu } from "./style.js";
import { Toc } from "./toc.js";
import { TopTools } from "./top_tools.js";
import type { TocNews, View } from "./view.js";
import { keepSize } from "./window.js";

type State = "loading" | "playing" | "choosing" | "ended" | "frozen" | "error";

/** Milliseconds between two messages about a moving hand. */
const HAND_PAUSE = 200;

class Shell {
  readonly #player = document.getElementById("player") as HTMLElement;
  readonly #texts = Texts.of(this.#player);
  readonly #nonce = newNonce();
  readonly #frame: HTMLIFrameElement;
  readonly #title = el("h1");
  readonly #toc = new Toc(this.#texts, (id) => this.#choose(id));
  readonly #drawer = new Drawer(this.#toc, this.#texts);
  readonly #controls = new ControlBar(
    this.#texts,
    (request) => this.#request(request),
    (now) => this.#say({ type: "choosing", now }),
  );
  readonly #save = new SaveIndicator(this.#texts);
  readonly #notices = new Notices(this.#texts, () => this.#say({ type: "retry" }));
  readonly #panels = new Panels();
  readonly #question = new Question(this.#texts);
  /** Content may replace what it finds in this window. */
  readonly #closeWindow = window.close.bind(window);
  #exit: Exit = { action: "message" };
  #is2004 = false;
  #settings: Settings | null = null;
  #timeUp = false;
  #keepsNothing = false;
  #frameSeen = false;
  /** Nothing the frame says changes the page any more. */
  #over = false;
  readonly #tools = new TopTools(this.#texts, this.#question);

  /** `errand`: what the frame is loaded for, if not for playing. */
  constructor(private readonly errand = "") {
    this.#frame = el("iframe", {
      class: "frame",
      title: this.#texts.get("course-frame"),
      allow: "unload; fullscreen; autoplay; clipboard-write; encrypted-media; picture-in-picture",
    });
    const top = el(
      "header",
      { class: "top" },
      this.#drawer.toggle,
      this.#title,
      ...this.#tools.elements,
      this.#save.element,
    );
    const stage = el("main", { class: "stage" }, this.#notices.element, this.#frame, this.#panels.element);
    this.#panels.show({ title: this.#texts.get("loading"), busy: true });
    this.#player.replaceChildren(
      top,
      this.#controls.bar,
      this.#drawer.side,
      this.#drawer.backdrop,
      stage,
      this.#question.element,
    );
    hear(
      "frame",
      () => this.#frame.contentWindow,
      this.#nonce,
      (message) => this.#heard(message),
    );
    window.close = () => this.#say({ type: "close" });
    this.#watchHands(this.#controls.bar, this.#drawer.side);
    this.#frame.addEventListener("load", () => this.#loaded());
    this.#frame.src = errand === "" ? `frame#${this.#nonce}` : `frame?${errand}#${this.#nonce}.${errand}`;
  }

  /**
   * Content that sets `parent.location` has left, and taken the API frame with it. A new one leaves in its place, so
   * that the session ends and the learner gets where the LMS has said.
   */
  #loaded(): void {
    const shown = this.#shown();
    if (shown === new URL("frame", window.location.href).pathname) this.#frameSeen = true;
    else if (!this.#over && (this.#frameSeen || shown !== "blank")) {
      this.#panels.show({ title: this.#texts.get("leaving"), busy: true });
      // Another path, so that it is a load even if only the fragment differs.
      this.#frame.src = `frame?${LEAVE}#${this.#nonce}.${LEAVE}`;
    }
  }

  /** The path that is shown in the frame; "blank" is what a browser may show first. */
  #shown(): string {
    try {
      return this.#frame.contentWindow?.location.pathname ?? "";
    } catch {
      return "";
    }
  }

  #say(message: ShellMessage): void {
    if (this.#frame.contentWindow !== null) say(this.#frame.contentWindow, this.#nonce, message);
  }

  #heard(message: FrameMessage): void {
    if (this.#over) return;
    switch (message.type) {
      case "started":
        this.#texts.replace(message.strings);
        document.documentElement.lang = message.language;
        document.documentElement.dir = message.rightToLeft ? "rtl" : "ltr";
        this.#exit = message.exit;
        this.#keepsNothing = message.keepsNothing;
        this.#is2004 = message.edition === "2004";
        this.#name(message.title);
        this.#set(message.settings);
        break;
      case "over":
        // Whoever comes only to leave goes on to where leaving leads.
        if (this.errand === LEAVE) this.#leave(true);
        else this.#ended(true, false);
        break;
      case "view":
        this.#show(message.view, message.toc);
        break;
      case "save":
        this.#save.show(message.state);
        break;
      case "trouble":
        this.#notices.trouble(message.kind, message.text, this.#keepsNothing);
        break;
      case "tell":
        this.#notices.tell(message.text);
        break;
      case "timeUp":
        this.#timeUp = true;
        break;
      case "leaving":
        this.#leaving(message.unsaved);
        break;
      case "leave":
        this.#leave(message.saved);
        break;
      case "stop":
        this.#stopped(message.why, message.text);
        break;
      case "failed":
        this.#failed(message.text);
        break;
      case "ask":
        void this.#ask(message.request);
        break;
    }
  }

  /** What the package wants of the page. */
  #set(settings: Settings): void {
    this.#settings = settings;
    this.#title.classList.toggle("aside", !settings.title_bar);
    this.#drawer.prepare(settings.contents_open, settings.contents_width);
    this.#tools.set(settings);
    if (!settings.context_menu) preventMenu(window);
    if (settings.window.fixed && isOwnWindow()) keepSize(window);
    const { innerWidth, innerHeight } = window;
    if (settings.review !== null) {
      this.#notices.tell(this.#texts.get(settings.review === "time" ? "review-time" : "review"));
    } else if (settings.needs_full_screen && this.#tools.canFill) {
      this.#notices.tell(this.#texts.get("full-screen-needed"), [this.#tools.fillButton()]);
    } else if (settings.required_width > innerWidth || settings.required_height > innerHeight) {
      const room = { width: String(settings.required_width), height: String(settings.required_height) };
      this.#notices.tell(this.#texts.get("small-screen", room));
    }
  }

  #show(view: View, toc: TocNews): void {
    this.#name(view.title);
    this.#toc.show(toc);
    this.#drawer.show(this.#toc.offers, view.state === "choosing");
    this.#controls.show(view.controls, {
      is2004: this.#is2004,
      closeItem: this.#settings?.close_item === true,
      leave: this.#settings?.leave ?? "suspend",
    });
    this.#tools.progress(view.progress);
    if (view.state === "ended") return;
    this.#state(view.state);
    if (view.state === "playing") {
      this.#panels.hide();
      if (view.message !== undefined) this.#notices.tell(this.#texts.get(view.message));
    } else {
      this.#panels.show({
        icon: "contents",
        title: this.#texts.get("choose"),
        text: this.#texts.get(view.message ?? "choose-hint"),
      });
    }
  }

  /** A hand on its way to a control: what would follow by itself gives it time to arrive. */
  #watchHands(...places: HTMLElement[]): void {
    let last = 0;
    const moved = () => {
      if (performance.now() - last < HAND_PAUSE) return;
      last = performance.now();
      this.#say({ type: "choosing", now: this.#controls.isOpen });
    };
    for (const place of places) {
      for (const kind of ["pointermove", "pointerdown", "focusin", "keydown"]) {
        place.addEventListener(kind, moved, { passive: true });
      }
    }
  }

  #choose(id: string): void {
    this.#drawer.chosen();
    this.#request(`choice:${id}`);
  }

  #request(request: string): void {
    if (request === "returnToLms" && this.#settings?.leave === "ask") {
      void this.#askHow();
      return;
    }
    this.#notices.quiet();
    this.#say({ type: "navigate", request });
  }

  async #ask(request: string): Promise<void> {
    const replies: Reply[] = [
      ["", "no-stay"],
      [request, "yes-leave"],
    ];
    const answer = await this.#question.ask("confirm-exit", ["confirm-exit-text"], replies);
    if (answer !== "") this.#request(answer);
  }

  /** Whether the learner leaves for now or for good (`returnToLmsAction` selectable). */
  async #askHow(): Promise<void> {
    const replies: Reply[] = [
      ["", "no-stay"],
      ["exitAll", "exit-all"],
      ["suspendAll", "suspend-all"],
    ];
    this.#say({ type: "choosing", now: true });
    const answer = await this.#question.ask("confirm-exit", ["leave-how-text"], replies);
    this.#say({ type: "choosing", now: false });
    if (answer !== "") this.#request(answer);
  }

  #leaving(unsaved: boolean): void {
    this.#state("ended");
    if (!unsaved) {
      this.#panels.show({ title: this.#texts.get("leaving"), busy: true });
      return;
    }
    this.#panels.show({
      icon: "offline",
      title: this.#texts.get("leaving-unsaved"),
      text: this.#texts.get("leaving-unsaved-text"),
      actions: [
        action(this.#texts.get("leave-anyway"), false, () => this.#say({ type: "leaveAnyway" })),
        action(this.#texts.get("save-again"), true, () => this.#say({ type: "retry" })),
      ],
    });
  }

  #leave(saved: boolean): void {
    // Who has no time left reads so first.
    if (this.#timeUp) {
      this.#ended(saved, false);
      return;
    }
    this.#go(saved);
  }

  #go(saved: boolean): void {
    // Beside the page that opened this window: that one goes where the LMS has said, once this one is closed.
    if (isOwnWindow()) {
      this.#ended(saved, true);
      this.#closeWindow();
      return;
    }
    leave(this.#exit, this.#closeWindow, (triedToClose) => this.#ended(saved, triedToClose));
  }

  #ended(saved: boolean, triedToClose: boolean): void {
    this.#finish("ended");
    if (this.#exit.action === "blank" && !this.#timeUp) {
      this.#panels.blank();
      this.#title.parentElement?.setAttribute("hidden", "");
      return;
    }
    const back = redirectAddress(this.#exit);
    const link = () => el("a", { class: "button primary", href: back ?? "" }, this.#texts.get("ended-back"));
    if (this.#timeUp) {
      const go = () => {
        this.#timeUp = false;
        this.#go(saved);
      };
      this.#panels.show({
        icon: "clock",
        title: this.#texts.get("time-up"),
        text: saved ? this.#texts.get("time-up-text") : this.#unsavedText(),
        actions:
          this.#exit.action === "message" && !isOwnWindow()
            ? []
            : [action(this.#texts.get("go-on"), true, go)],
      });
      return;
    }
    this.#panels.show({
      icon: saved ? "done" : "offline",
      title: this.#texts.get("ended"),
      text: saved ? this.#texts.get(triedToClose ? "ended-close" : "ended-text") : this.#unsavedText(),
      actions: back === null || isOwnWindow() ? [] : [link()],
    });
  }

  #unsavedText(): string {
    return this.#texts.get(this.#keepsNothing ? "ended-lost-text" : "ended-unsaved-text");
  }

  #stopped(why: Stop, text: string): void {
    this.#finish(why === "frozen" ? "frozen" : "ended");
    this.#panels.show({
      icon: why === "frozen" ? "window" : "failed",
      title: this.#texts.get(why),
      text: text === "" ? this.#texts.get(`${why}-text`) : text,
    });
  }

  #failed(text: string): void {
    this.#finish("error");
    this.#panels.show({
      icon: "offline",
      title: this.#texts.get("error"),
      text,
      actions: [action(this.#texts.get("try-again"), true, () => window.location.reload())],
    });
  }

  /** The last page: bar and contents go, and the frame can change nothing. */
  #finish(state: State): void {
    this.#over = true;
    this.#state(state);
    this.#notices.trouble("none", "", false);
    this.#notices.quiet();
    this.#question.element.close();
  }

  #state(state: State): void {
    if (this.#player.dataset.state !== state) this.#player.dataset.state = state;
    // What lies under a panel is neither read nor reached.
    this.#frame.inert = state !== "playing";
  }

  #name(title: string): void {
    setText(this.#title, title);
    if (title !== "") document.title = title;
  }
}

/** Whether this is the window that the player's page has opened for itself, and that page is still there. */
function isOwnWindow(): boolean {
  return window.location.hash === OWN_WINDOW && window.opener !== null && !(window.opener as Window).closed;
}

function begin(): void {
  const page = document.getElementById("player") as HTMLElement;
  addStyle(page);
  const wanted = page.dataset.window;
  if (wanted === undefined || isOwnWindow()) new Shell();
  else new Launcher(page, JSON.parse(wanted) as WindowSettings, () => new Shell(LEAVE));
}

/** A page that the browser prepares in advance begins nothing. */
if ((document as Document & { prerendering?: boolean }).prerendering === true) {
  document.addEventListener("prerenderingchange", begin, { once: true });
} else {
  begin();
}
