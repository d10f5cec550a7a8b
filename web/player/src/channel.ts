/**
 * Shell and API frame talk by `postMessage`. The nonce, made anew by each shell and handed to the frame in its
 * address, keeps other windows out; the lists below are all that may be said.
 */

import type { ApiEdition, Exit, Settings } from "./protocol.js";
import type { TocNews, View } from "./view.js";

export type SaveState = "saved" | "saving" | "offline";

/** Why the player stops for good. */
export type Stop = "frozen" | "gone";

export interface FromFrame {
  /** The server started the launch. */
  started: {
    language: string;
    rightToLeft: boolean;
    title: string;
    strings: Record<string, string>;
    exit: Exit;
    edition: ApiEdition;
    settings: Settings;
    keepsNothing: boolean;
  };
  /** The launch was over before this page was loaded. */
  over: Record<never, never>;
  view: { view: View; toc: TocNews };
  save: { state: SaveState };
  /** A save fails; with a text the server said why, without a state all is well again. */
  trouble: { kind: "offline" | "refused" | "none"; text: string };
  /** A sentence for the learner. */
  tell: { text: string };
  /** The time for the course is over: what follows is leaving. */
  timeUp: Record<never, never>;
  /** Everything is being sent before the player leaves; `unsaved`: for longer than is pleasant. */
  leaving: { unsaved: boolean };
  /** Nothing remains to be done here: go. */
  leave: { saved: boolean };
  stop: { why: Stop; text: string };
  /** The player cannot go on. */
  failed: { text: string };
  /** May the course be left? */
  ask: { request: string };
}

export interface FromShell {
  /** The learner's request, as `continue` or `choice:ITEM`. */
  navigate: { request: string };
  /** The learner has the menu of requests open, or no longer; what follows by itself waits for the choice. Said again
   * and again while a hand is on its way to a control. */
  choosing: { now: boolean };
  /** Content called `top.close()`. */
  close: Record<never, never>;
  retry: Record<never, never>;
  leaveAnyway: Record<never, never>;
}

type Kinds = FromFrame & FromShell;
type Said<T> = { [K in keyof T]: { type: K } & T[K] }[keyof T];
export type FrameMessage = Said<FromFrame>;
export type ShellMessage = Said<FromShell>;

/** The closed lists: nothing else is heard. */
const LISTS = {
  frame: [
    "started",
    "over",
    "view",
    "save",
    "trouble",
    "tell",
    "timeUp",
    "leaving",
    "leave",
    "stop",
    "failed",
    "ask",
  ] satisfies (keyof FromFrame)[] as string[],
  shell: ["navigate", "choosing", "close", "retry", "leaveAnyway"] satisfies (keyof FromShell)[] as string[],
};

/** What the frame is loaded for where content has sent the one before away: to leave in good order. */
export const LEAVE = "leave";

/** 128 bits in hex. No secure context is needed for it. */
export function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function say<T extends FrameMessage | ShellMessage>(to: Window, nonce: string, message: T): void {
  to.postMessage({ ...message, nonce }, window.location.origin);
}

/** Hears what `from()` says on this origin under the nonce. */
export function hear<T extends keyof typeof LISTS>(
  who: T,
  from: () => Window | null,
  nonce: string,
  handle: (message: T extends "frame" ? FrameMessage : ShellMessage) => void,
): void {
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.source === null || event.source !== from() || event.origin !== window.location.origin) return;
    const data = event.data as ({ nonce?: unknown; type?: unknown } & Partial<Kinds>) | null;
    if (typeof data !== "object" || data === null || data.nonce !== nonce) return;
    if (typeof data.type !== "string" || !LISTS[who].includes(data.type)) return;
    handle(data as never);
  });
}
