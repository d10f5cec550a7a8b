/**
 * Leaving content, in the order that keeps everything it says while it goes: remove it (its handlers run inside that
 * call), end what it did not finish, perform the request, send, and only then leave the player.
 */

import type { PendingRequest, View } from "./view.js";

/** What leaving needs of the rest of the frame. */
export interface Stage {
  engine: {
    unloaded(): void;
    navigate(request: string): View;
    pendingRequest(): PendingRequest;
  };
  content: {
    remove(): Promise<void>;
    open(delivery: NonNullable<View["delivery"]>): void;
  };
  queue: {
    changed(): void;
    flush(): Promise<boolean>;
    retry(): void;
  };
  show(view: View): void;
  /** Content has finished and nothing follows. */
  finishedHere(): void;
  /** May the course be left by this request? */
  ask(request: string): void;
  leaving(unsaved: boolean): void;
  leave(saved: boolean): void;
}

export interface Timers {
  set(callback: () => void, millis: number): number;
  clear(timer: number): void;
}

/** Milliseconds after Finish or Terminate in which no new page loads; then the exit actions apply. */
export const GRACE = 1_000;
/** It passes in so many parts, each timed by itself: on a machine that is late with everything it lasts longer. */
const GRACE_PARTS = 4;
/** Milliseconds that a page which content has asked for may take to answer; what never answers, a download, is no page. */
export const NEXT_PAGE = 10_000;
/** Milliseconds after `close()` in which content may say what it still has to say. */
export const LAST_WORDS = 100;
/** Milliseconds without an acknowledgement after which the learner is told. */
export const PATIENCE = 10_000;

export class Leaving {
  /** Something was opened that the engine does not know to be gone. */
  #open = false;
  #busy = false;
  #over = false;
  #grace: number | null = null;
  /** Content has asked for another page, which has not answered yet. */
  #nextPage: number | null = null;
  #armed = false;
  #choosing = false;
  #patience: number | null = null;

  constructor(
    private readonly stage: Stage,
    private readonly timers: Timers = {
      set: (callback, millis) => window.setTimeout(callback, millis),
      clear: (timer) => window.clearTimeout(timer),
    },
  ) {}

  /** Performs a navigation request. While one is performed, others are passed over. */
  async perform(request: string): Promise<void> {
    if (this.#busy || this.#over) return;
    this.#busy = true;
    this.#disarm();
    try {
      const { stage } = this;
      await this.#removeContent();
      const view = stage.engine.navigate(request);
      stage.queue.changed();
      this.#follow(view);
    } finally {
      this.#busy = false;
    }
  }

  /** Content called Finish or Terminate, and it was accepted. */
  finished(): void {
    if (this.#busy || this.#over) return;
    this.#armed = true;
    this.#wait();
  }

  /** Content asks for another page: however slow the line is, the exit action waits for its answer. */
  setsOff(): void {
    this.unloading();
    this.#nextPage = this.timers.set(() => {
      this.#nextPage = null;
      if (this.#armed) this.#wait();
    }, NEXT_PAGE);
  }

  /** A page of content goes, and the next one loads: the exit action waits for that. */
  unloading(): void {
    this.#hold();
    if (this.#nextPage !== null) this.timers.clear(this.#nextPage);
    this.#nextPage = null;
  }

  /** Content has loaded a page. */
  loaded(): void {
    this.unloading();
    if (this.#armed) this.#wait();
  }

  /** The learner is about to make a request of their own: the exit action waits until that is clear. */
  choosing(now: boolean): void {
    this.#choosing = now;
    if (now) this.#hold();
    else if (this.#armed) this.#wait();
  }

  /** Content asked to be closed, or its window is gone. */
  closed(): void {
    if (this.#busy || this.#over) return;
    this.timers.set(() => {
      if (this.#busy || this.#over) return;
      const next = this.stage.engine.pendingRequest();
      void this.perform("request" in next ? next.request : "returnToLms");
    }, LAST_WORDS);
  }

  /** The learner would rather lose work than wait. */
  leaveAnyway(): void {
    if (!this.#over) return;
    if (this.#patience !== null) this.timers.clear(this.#patience);
    this.#patience = null;
    this.stage.leave(false);
  }

  /** The learner wants another try. */
  async sendAll(): Promise<void> {
    const { stage } = this;
    this.#over = true;
    stage.leaving(false);
    if (this.#patience !== null) this.timers.clear(this.#patience);
    this.#patience = this.timers.set(() => stage.leaving(true), PATIENCE);
    const saved = await stage.queue.flush();
    if (this.#patience === null) return;
    this.timers.clear(this.#patience);
    if (!saved) {
      stage.leaving(true);
      return;
    }
    this.#patience = null;
    stage.leave(true);
  }

  /** The server's state has replaced the engine's: what is open stays, unless the session is over. */
  async adopted(view: View): Promise<void> {
    if (this.#busy || this.#over) return;
    this.#busy = true;
    try {
      if (view.state === "ended") await this.#removeContent();
      this.stage.show(view);
      if (view.state === "ended") void this.sendAll();
    } finally {
      this.#busy = false;
    }
  }

  /** The player stops where it is. */
  async stop(): Promise<void> {
    this.#over = true;
    this.#disarm();
    await this.#removeContent();
  }

  async #removeContent(): Promise<void> {
    if (!this.#open) return;
    await this.stage.content.remove();
    this.#open = false;
    this.stage.engine.unloaded();
  }

  #follow(view: View): void {
    this.stage.show(view);
    if (view.state === "ended") {
      void this.sendAll();
    } else if (view.delivery !== null && view.state === "playing") {
      this.#open = true;
      this.stage.content.open(view.delivery);
    }
  }

  #hold(): void {
    if (this.#grace !== null) this.timers.clear(this.#grace);
    this.#grace = null;
  }

  #wait(): void {
    this.#hold();
    if (!this.#choosing && this.#nextPage === null) this.#pass(GRACE_PARTS);
  }

  #pass(parts: number): void {
    this.#grace = this.timers.set(() => {
      this.#grace = null;
      if (parts > 1) {
        this.#pass(parts - 1);
        return;
      }
      this.#armed = false;
      this.#act();
    }, GRACE / GRACE_PARTS);
  }

  #disarm(): void {
    this.unloading();
    this.#armed = false;
  }

  /** The exit action, or what content itself asked for. */
  #act(): void {
    const next = this.stage.engine.pendingRequest();
    switch (next.action) {
      case "navigate":
      case "exitCourse":
        void this.perform(next.request);
        break;
      case "confirmExit":
        this.stage.ask(next.request);
        break;
      case "message":
        this.stage.finishedHere();
        break;
      case "none":
        break;
    }
  }
}
