/**
 * The journal's way to the server. What the engine has and the server has not acknowledged is sent again until it is;
 * numbers make that harmless.
 *
 * While the page lives, one request is under way at a time. Once it is hidden or going, what there is leaves at once,
 * beside requests under way if need be: browsers let about 64 KiB of such bodies outlive their page. The last ones of
 * a closing page are beacons, since WebKit drops a `fetch` with its page, `keepalive` or not.
 */

import type { SaveState } from "./channel.js";
import type { Acknowledged } from "./protocol.js";
import type { Pending } from "./view.js";

/** The engine, as the queue needs it. */
export interface Outbox {
  pending(): Pending;
  /** At most `limit` bytes; `null` where even the first entry is larger. */
  batch(limit: number): Uint8Array<ArrayBuffer> | null;
  acknowledge(number: number, digest: string): void;
}

/** What became of a post. */
export type Answer =
  | { kind: "acknowledged"; said: Acknowledged }
  /** No answer, or none that says anything about the entries. */
  | { kind: "failed" }
  /** The server will not take them. */
  | { kind: "refused"; text: string };

/** `keepalive`: the request may outlive the page. */
export type Post = (
  body: Uint8Array<ArrayBuffer>,
  keepalive: boolean,
  signal: AbortSignal,
) => Promise<Answer>;

export interface Timers {
  set(callback: () => void, millis: number): number;
  clear(timer: number): void;
}

export interface Hooks {
  /** The save state has changed. */
  state(state: SaveState): void;
  /** A save fails or was refused, or all is well again. */
  trouble(kind: "offline" | "refused" | "none", text: string): void;
  /** The server answered; its state, where it differs, has to be adopted. */
  acknowledged(said: Acknowledged): void;
  /** Unacknowledged work has changed; `now`: there may be no later. */
  keep(now: boolean): void;
}

/** Bytes of bodies under way that may outlive the page; the browsers' own limit is 64 KiB. */
export const KEEPALIVE_BYTES = 60_000;
/** Bytes of a body that may not. */
const BODY_BYTES = 8 << 20;
/** Status, score, Commit and Terminate wait this long for others, in milliseconds. */
const URGENT = 200;
/** Waits between tries, in milliseconds. */
const FIRST_RETRY = 1_000;
const LAST_RETRY = 30_000;
interface Flight {
  bytes: number;
  abort: AbortController;
}

export class Queue {
  readonly #flights = new Set<Flight>();
  #timer: { due: number; handle: number } | null = null;
  #failures = 0;
  #refused = false;
  #closing = false;
  #stopped = false;
  #acknowledged = 0;
  /** Number of the last entry that there was when something was sent. */
  #sent = 0;
  /** Bytes of beacons of a closing page. */
  #beaconed = 0;
  /** Something waits for the end of the script that runs. */
  #gathering = false;
  /** Number of an entry that fits into no last request: nothing leaves a closing page before it. */
  #tooLarge = 0;
  #waiting: ((saved: boolean) => void)[] = [];
  #state: SaveState | null = null;
  #trouble = "none";

  constructor(
    private readonly outbox: Outbox,
    private readonly post: Post,
    /** Sends without an answer; false where the browser does not take it. */
    private readonly beacon: (body: Uint8Array<ArrayBuffer>) => boolean,
    private readonly hooks: Hooks,
    /** Longest wait of ordinary entries, in milliseconds. */
    private readonly commitMillis: number,
    /** A failed try is told to the learner from this one on: most are over before anybody could act. */
    private readonly toldFailures: number,
    private readonly timers: Timers = {
      set: (callback, millis) => window.setTimeout(callback, millis),
      clear: (timer) => window.clearTimeout(timer),
    },
    private readonly now: () => number = () => performance.now(),
    private readonly random: () => number = () => Math.random(),
  ) {}

  /**
   * The engine may have new entries. `more`: content is about to say more. A closing page has half a second, so what
   * one handler of content says leaves together.
   */
  changed(more = false): void {
    if (this.#stopped) return;
    const pending = this.outbox.pending();
    if (pending.entries > 0) {
      if (!this.#closing) {
        this.hooks.keep(false);
        if (this.#failures === 0 && !this.#refused)
          this.#schedule(pending.urgent ? URGENT : this.commitMillis);
      } else if (more) {
        if (!this.#gathering) queueMicrotask(() => this.#gathering && this.#sendLast());
        this.#gathering = true;
      } else {
        this.#sendLast();
      }
    }
    this.#report();
  }

  /** Sends at once whatever there is; true once the server has acknowledged all of it, false if it refuses. */
  flush(): Promise<boolean> {
    if (this.outbox.pending().entries === 0) return Promise.resolve(true);
    if (this.#stopped) return Promise.resolve(false);
    const settled = new Promise<boolean>((resolve) => this.#waiting.push(resolve));
    this.retry();
    return settled;
  }

  /** The learner, or a network that is back: the waiting is over. */
  retry(): void {
    if (this.#stopped) return;
    this.#refused = false;
    this.#cancel();
    if (this.#flights.size === 0 && this.outbox.pending().entries > 0) this.#send();
    this.#report();
  }

  /** The page is no longer seen, and may never be again. */
  hidden(): void {
    const pending = this.outbox.pending();
    if (this.#stopped || pending.entries === 0) return;
    this.#cancel();
    if (this.#flights.size === 0 || pending.last > this.#sent) this.#send();
    this.hooks.keep(true);
  }

  /** The page goes; from here on nothing waits. */
  closing(): void {
    this.#closing = true;
    if (this.#stopped || this.outbox.pending().entries === 0) return;
    this.#cancel();
    // Also what is under way: not every browser lets a request outlive its page.
    this.#sendLast();
  }

  /** The page came back from the browser's cache. */
  reopened(): void {
    this.#closing = false;
    this.#beaconed = 0;
    this.retry();
  }

  /** Nothing is sent any more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#settle(false);
  }

  #schedule(millis: number): void {
    if (this.#flights.size > 0) return;
    const due = this.now() + millis;
    if (this.#timer !== null) {
      if (this.#timer.due <= due) return;
      this.#cancel();
    }
    const handle = this.timers.set(() => {
      this.#timer = null;
      if (this.#flights.size === 0 && this.outbox.pending().entries > 0) this.#send();
    }, millis);
    this.#timer = { due, handle };
  }

  #cancel(): void {
    if (this.#timer !== null) this.timers.clear(this.#timer.handle);
    this.#timer = null;
  }

  /** Posts from the first entry on that is not acknowledged. */
  #send(): void {
    let room = KEEPALIVE_BYTES;
    for (const flight of this.#flights) room -= flight.bytes;
    let body = this.outbox.batch(KEEPALIVE_BYTES);
    let keepalive = true;
    if (body !== null && body.length > room) {
      // What is under way is part of this body: it makes room.
      this.#abort();
    } else if (body === null) {
      // Too large to outlive the page; it lies in storage too.
      if (this.#flights.size > 0) return;
      body = this.outbox.batch(BODY_BYTES);
      keepalive = false;
    }
    if (body === null) this.#refuse("");
    else this.#post(body, keepalive);
  }

  /** The last chance of a closing page, and storage for what does not make it. */
  #sendLast(): void {
    this.#gathering = false;
    const pending = this.outbox.pending();
    if (this.#stopped || pending.entries === 0) return;
    // What may not fit is put away first: making a body takes time that the browser may not give.
    const large = pending.bytes > KEEPALIVE_BYTES;
    if (large) this.hooks.keep(true);
    if (pending.first !== this.#tooLarge) {
      const body = this.outbox.batch(KEEPALIVE_BYTES);
      if (body === null) this.#tooLarge = pending.first;
      else if (!this.#beacon(body)) {
        // What is under way is part of this body: it makes room.
        this.#abort();
        if (!this.#beacon(body)) this.#post(body, true);
      }
    }
    if (!large) this.hooks.keep(true);
  }

  /** Beacons survive a closing page in every browser, but cannot be taken back to make room. */
  #beacon(body: Uint8Array<ArrayBuffer>): boolean {
    let bytes = this.#beaconed + body.length;
    for (const flight of this.#flights) bytes += flight.bytes;
    if (bytes > KEEPALIVE_BYTES || !this.beacon(body)) return false;
    this.#beaconed += body.length;
    return true;
  }

  #abort(): void {
    for (const flight of this.#flights) flight.abort.abort();
    this.#flights.clear();
  }

  #post(body: Uint8Array<ArrayBuffer>, keepalive: boolean): void {
    this.#sent = this.outbox.pending().last;
    const flight: Flight = { bytes: keepalive ? body.length : 0, abort: new AbortController() };
    this.#flights.add(flight);
    void this.#fly(flight, body, keepalive);
  }

  async #fly(flight: Flight, body: Uint8Array<ArrayBuffer>, keepalive: boolean): Promise<void> {
    const answer = await this.post(body, keepalive, flight.abort.signal);
    // Another flight has taken over what this one carried.
    if (!this.#flights.delete(flight) || this.#stopped) return;
    switch (answer.kind) {
      case "acknowledged":
        this.#failures = 0;
        this.#refused = false;
        if (answer.said.status === "frozen" || answer.said.status === "gone") {
          this.hooks.acknowledged(answer.said);
          return;
        }
        if (answer.said.acknowledged >= this.#acknowledged) {
          this.#acknowledged = answer.said.acknowledged;
          this.outbox.acknowledge(answer.said.acknowledged, answer.said.digest);
          this.hooks.acknowledged(answer.said);
        }
        this.#goOn();
        break;
      case "failed": {
        this.#failures += 1;
        const wait = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (this.#failures - 1));
        // Spread: a server that comes back is not met by everybody at once.
        this.#schedule(wait * (0.75 + this.random() / 2));
        break;
      }
      case "refused":
        this.#refuse(answer.text);
        break;
    }
    this.#report();
  }

  /** After an acknowledgement: the rest, if there is one. */
  #goOn(): void {
    if (this.#stopped) return;
    const pending = this.outbox.pending();
    this.hooks.keep(this.#closing);
    if (pending.entries === 0) {
      this.#settle(true);
    } else if (this.#flights.size === 0) {
      this.#schedule(this.#waiting.length > 0 ? 0 : pending.urgent ? URGENT : this.commitMillis);
    }
  }

  #refuse(text: string): void {
    this.#refused = true;
    this.#cancel();
    this.#tell("refused", text);
    this.#settle(false);
  }

  #settle(saved: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(saved);
  }

  #report(): void {
    if (!this.#refused)
      this.#tell(this.#failures > 0 && this.#failures >= this.toldFailures ? "offline" : "none", "");
    const unsaved = this.outbox.pending().entries > 0;
    const state = !unsaved ? "saved" : this.#refused || this.#failures > 0 ? "offline" : "saving";
    if (state === this.#state) return;
    this.#state = state;
    this.hooks.state(state);
  }

  #tell(kind: "offline" | "refused" | "none", text: string): void {
    if (kind === this.#trouble) return;
    this.#trouble = kind;
    this.hooks.trouble(kind, text);
  }
}
