/**
 * The API frame: it holds the engine, answers content, and saves by itself, since the documents around it may be gone
 * first.
 */

import { api } from "./api.js";
import { fromBase64 } from "./base64.js";
import { type FrameMessage, hear, LEAVE, say } from "./channel.js";
import { ServerClock } from "./clock.js";
import { Content } from "./content.js";
import { Texts } from "./dom.js";
import { CALL, Engine } from "./engine.js";
import { beacon, post, StartRefused, start } from "./journal.js";
import { Leaving } from "./leaving.js";
import type { Acknowledged, Started } from "./protocol.js";
import { Queue } from "./queue.js";
import { type KeptItem, KeptWork } from "./storage.js";
import { addStyle, preventMenu } from "./style.js";
import type { View } from "./view.js";

/** Milliseconds in which changes of status and new work are gathered before they are shown and kept. */
const GATHER = 250;
const MINUTE = 60_000;
/** Minutes before the end of the time for the course at which the learner hears of it. */
const TOLD_MINUTES = [10, 5, 1];
/** Milliseconds; browsers do not take more than 2^31. */
const LONGEST_TIMER = 3_600_000;
/** The general error of both editions, for content that calls a player which cannot answer. */
const GENERAL = "101";

/** The real parent, which content must not meet: every search for the API ends in this window. */
const shell = window.parent;
const [nonce = "", errand = ""] = location.hash.slice(1).split(".");
const page = document.getElementById("frame") as HTMLElement;
const texts = Texts.of(page);
const clock = new ServerClock();
const kept = new KeptWork();

function tell(message: FrameMessage): void {
  say(shell, nonce, message);
}

async function main(): Promise<void> {
  if (shell === window) {
    // Opened without its shell.
    location.replace("./");
    return;
  }
  addStyle(page);
  if (typeof WebAssembly !== "object" || typeof BigInt64Array !== "function") {
    tell({ type: "failed", text: texts.get("error-browser") });
    return;
  }
  let engine: Engine;
  try {
    engine = await Engine.load(page.dataset.engine ?? "", () => clock.now());
  } catch {
    tell({ type: "failed", text: texts.get("error-engine") });
    return;
  }
  const { lull } = kept;
  if (lull > 0) await new Promise((resolve) => window.setTimeout(resolve, lull));
  let found = kept.list();
  let started: Started;
  try {
    [started, found] = await startWith(found);
  } catch (error) {
    if (error instanceof StartRefused && error.reason === "frozen") {
      tell({ type: "stop", why: "frozen", text: "" });
      return;
    }
    const text = error instanceof StartRefused ? error.message : "";
    tell({ type: "failed", text: text === "" ? texts.get("error-network") : text });
    return;
  }
  clock.set(started.now);
  texts.replace(started.strings);
  document.documentElement.lang = started.language;
  document.documentElement.dir = started.right_to_left ? "rtl" : "ltr";
  tell({
    type: "started",
    language: started.language,
    rightToLeft: started.right_to_left,
    title: started.title,
    strings: started.strings,
    exit: started.exit,
    edition: started.edition,
    settings: started.settings,
    keepsNothing: started.storage_key === null || !kept.works,
  });
  if (started.ended) {
    tell({ type: "over" });
    return;
  }
  try {
    engine.start(fromBase64(started.definition), fromBase64(started.state), started.storage_key);
    for (const item of found) {
      // The start carried them: what is of this launch is in the state, or was refused for good. What is sealed for
      // another registration waits for its own.
      if (kept.isOf(started.launch, item)) continue;
      const older = engine.restoreStored(fromBase64(item.sealed));
      if (older !== null) kept.remove(item.key);
    }
  } catch {
    tell({ type: "failed", text: texts.get("error-engine") });
    return;
  }
  new Frame(engine, started).run();
}

/** Starts with what was kept; with less of it where that is too much for something on the way. The rest stays kept. */
async function startWith(found: KeptItem[]): Promise<[Started, KeptItem[]]> {
  for (;;) {
    try {
      return [await start(found.map((item) => item.sealed)), found];
    } catch (error) {
      if (!(error instanceof StartRefused) || !error.tooLarge || found.length === 0) throw error;
      found = found.slice(0, Math.floor(found.length / 2));
    }
  }
}

class Frame {
  readonly #content: Content;
  readonly #queue: Queue;
  readonly #leaving: Leaving;
  #view: View | null = null;
  #stopped = false;
  #heartbeat = 0;
  #showing = 0;
  #keeping = 0;
  #timing = 0;
  #minutesTold = Number.POSITIVE_INFINITY;

  constructor(
    private readonly engine: Engine,
    private readonly started: Started,
  ) {
    this.#content = new Content(
      page,
      new URL(started.content_base, location.href).href,
      { window: started.settings.window, contextMenu: started.settings.context_menu },
      {
        frame: texts.get("content-frame"),
        popupOpened: texts.get("popup-opened"),
        popupOpenedHint: texts.get("popup-opened-hint"),
        popupShow: texts.get("popup-show"),
        popupBlocked: texts.get("popup-blocked"),
        popupOpen: texts.get("popup-open"),
      },
      {
        loaded: () => this.#leaving.loaded(),
        setsOff: () => this.#leaving.setsOff(),
        unloading: () => this.#leaving.unloading(),
        closed: () => this.#leaving.closed(),
        note: (text) => this.#note(false, text),
      },
    );
    this.#queue = new Queue(
      engine,
      post,
      beacon,
      {
        state: (state) => tell({ type: "save", state }),
        trouble: (kind, text) => {
          if (kind !== "none") this.#note(false, `saving: ${kind}`);
          tell({ type: "trouble", kind, text });
        },
        acknowledged: (said) => this.#acknowledged(said),
        keep: (now) => this.#keep(now),
      },
      started.commit_millis,
      started.settings.told_failures,
    );
    this.#leaving = new Leaving({
      engine: {
        unloaded: () => this.#guarded(() => engine.unloaded()),
        navigate: (request) => this.#guarded(() => engine.navigate(request)),
        pendingRequest: () => this.#guarded(() => engine.pendingRequest()),
      },
      content: this.#content,
      queue: this.#queue,
      show: (view) => this.#show(view),
      finishedHere: () => tell({ type: "tell", text: texts.get("activity-finished") }),
      ask: (request) => tell({ type: "ask", request }),
      leaving: (unsaved) => tell({ type: "leaving", unsaved }),
      leave: (saved) => this.#leave(saved),
    });
  }

  run(): void {
    const { settings } = this.started;
    if (!settings.context_menu) preventMenu(window);
    page.style.setProperty("--needed-width", `${settings.required_width}px`);
    page.style.setProperty("--needed-height", `${settings.required_height}px`);
    this.#isolate();
    hear(
      "shell",
      () => shell,
      nonce,
      (message) => {
        switch (message.type) {
          case "navigate":
            void this.#leaving.perform(message.request);
            break;
          case "choosing":
            this.#leaving.choosing(message.now);
            break;
          case "close":
            this.#leaving.closed();
            break;
          case "retry":
            if (this.#view?.state === "ended") void this.#leaving.sendAll();
            else this.#queue.retry();
            break;
          case "leaveAnyway":
            this.#leaving.leaveAnyway();
            break;
        }
      },
    );
    this.#watchPage();
    this.#heartbeat = window.setInterval(() => this.#alive(), this.started.heartbeat_secs * 1000);
    this.#queue.changed();
    this.#keep(false);
    kept.claim(this.started.launch, nonce, () => void this.#stop("frozen", ""));
    void this.#leaving.perform(errand === LEAVE ? "returnToLms" : "start").then(() => {
      this.#watchTime(this.#view?.timeLeft);
    });
  }

  /** Where the time for the course is limited, the learner hears of it, and leaves when it is over. */
  #watchTime(left: number | undefined): void {
    if (left === undefined || this.#stopped || this.#view?.state === "ended") return;
    if (left === 0) {
      tell({ type: "timeUp" });
      void this.#leaving.perform("exitAll");
      return;
    }
    const minutes = Math.ceil(left / MINUTE);
    if (minutes < this.#minutesTold) {
      this.#minutesTold = minutes;
      tell({ type: "tell", text: texts.get("time-left", { minutes: String(minutes) }) });
    }
    const next = Math.max(0, ...TOLD_MINUTES.map((minute) => minute * MINUTE).filter((told) => told < left));
    this.#timing = window.setTimeout(
      () => {
        // Time counts up to each sign of life.
        this.#alive();
        if (!this.#stopped) this.#watchTime(this.#guarded(() => this.engine.view()).timeLeft);
      },
      Math.min(left - next, LONGEST_TIMER),
    );
  }

  #note(detailed: boolean, text: string): void {
    if (!this.#stopped) this.#guarded(() => this.engine.note(detailed, text));
  }

  /** The API of the edition, here and in the shell; and no way out of this window for a search. */
  #isolate(): void {
    const [name, object] = api(this.started.edition, (number, first, second) =>
      this.#answer(number, first, second),
    );
    const own = window as unknown as Record<string, unknown>;
    own[name] = object;
    own.parent = window;
    own.opener = null;
    window.close = () => this.#leaving.closed();
    try {
      (shell as unknown as Record<string, unknown>)[name] = object;
    } catch {
      // A shell of another origin has its reasons.
    }
  }

  #answer(number: number, first: string, second: string): string {
    if (this.#stopped) return unable(number);
    let answer: string;
    try {
      answer = this.engine.call(number, first, second);
    } catch {
      this.#broken();
      return unable(number);
    }
    if (number === CALL.setValue || number === CALL.commit || number <= CALL.terminate) {
      this.#queue.changed(number === CALL.setValue || number === CALL.initialize);
      this.#showSoon();
      if (number === CALL.terminate && answer === "true") this.#leaving.finished();
    }
    return answer;
  }

  #watchPage(): void {
    document.addEventListener("visibilitychange", () => {
      this.#note(true, `the page is ${document.visibilityState}`);
      if (document.visibilityState === "hidden") this.#queue.hidden();
      // Whoever comes back learns whether the course was opened elsewhere meanwhile.
      else this.#alive();
    });
    window.addEventListener("pagehide", (event) => {
      this.#queue.closing();
      kept.close();
      if (!event.persisted) this.#content.abandonPopup();
    });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.#queue.reopened();
    });
    window.addEventListener("online", () => this.#queue.retry());
  }

  #alive(): void {
    if (this.#stopped || this.#view?.state === "ended") return;
    this.#guarded(() => this.engine.heartbeat());
    this.#queue.changed();
    this.#queue.retry();
  }

  #acknowledged(said: Acknowledged): void {
    if (said.status === "frozen" || said.status === "gone") {
      void this.#stop(said.status, said.message ?? "");
      return;
    }
    if (typeof said.message === "string" && said.message !== "") tell({ type: "tell", text: said.message });
    if (typeof said.state !== "string") return;
    const number = typeof said.next === "number" ? said.next - 1 : said.acknowledged;
    const before = this.#view;
    const view = this.#guarded(() => this.engine.adopt(fromBase64(said.state as string), number));
    if (view === null) return;
    if (before !== null && view.current !== before.current && view.state !== "ended") {
      const activity = view.delivery?.title ?? view.title;
      tell({ type: "tell", text: texts.get("moved-elsewhere", { activity }) });
    }
    void this.#leaving.adopted(view);
  }

  async #stop(why: "frozen" | "gone", text: string): Promise<void> {
    if (this.#stopped) return;
    this.#end();
    await this.#leaving.stop();
    tell({ type: "stop", why, text });
  }

  /** The engine failed: nothing it says can be believed. What it made before is with the server or in storage. */
  #broken(): void {
    if (this.#stopped) return;
    this.#end();
    void this.#content.remove();
    tell({ type: "failed", text: texts.get("error-engine") });
  }

  #leave(saved: boolean): void {
    kept.unclaim(this.started.launch);
    if (saved) kept.forget(this.started.launch);
    // A last request beside the one that gets no answer, and storage.
    else this.#queue.closing();
    this.#end();
    tell({ type: "leave", saved });
  }

  #end(): void {
    this.#stopped = true;
    window.clearInterval(this.#heartbeat);
    window.clearTimeout(this.#showing);
    window.clearTimeout(this.#keeping);
    window.clearTimeout(this.#timing);
    this.#queue.stop();
  }

  #show(view: View): void {
    window.clearTimeout(this.#showing);
    this.#showing = 0;
    this.#view = view;
    tell({ type: "view", view, toc: this.#guarded(() => this.engine.tableOfContents()) });
  }

  #showSoon(): void {
    if (this.#showing !== 0) return;
    this.#showing = window.setTimeout(() => {
      this.#showing = 0;
      if (!this.#stopped) this.#show(this.#guarded(() => this.engine.view()));
    }, GATHER);
  }

  #keep(now: boolean): void {
    if (this.started.storage_key === null) return;
    if (now) this.#keepNow();
    else if (this.#keeping === 0) this.#keeping = window.setTimeout(() => this.#keepNow(), GATHER);
  }

  #keepNow(): void {
    window.clearTimeout(this.#keeping);
    this.#keeping = 0;
    const sealed = this.engine.stored();
    if (sealed === null) kept.forget(this.started.launch);
    else kept.write(this.started.launch, sealed);
  }

  #guarded<T>(operation: () => T): T {
    try {
      return operation();
    } catch (error) {
      this.#broken();
      throw error;
    }
  }
}

/** The answer of a player that stands still. */
function unable(number: number): string {
  if (number === CALL.getLastError) return GENERAL;
  return number === CALL.getValue || number > CALL.getLastError ? "" : "false";
}

void main();
