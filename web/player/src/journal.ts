/** The two requests of the player. */

import type { Acknowledged, Refused, Start, Started } from "./protocol.js";
import type { Answer } from "./queue.js";

/** Milliseconds after which a request without an answer has failed. */
const PATIENCE = 30_000;
/** Bytes that a slow line carries in a millisecond: a large body gets longer, or it would never arrive. */
const SLOW_LINE = 4;
/** Status of what is too large: for our server, or for a proxy in front of it. */
const TOO_LARGE = 413;

/** The launch could not begin; the message is for the learner, empty where the server gave none. */
export class StartRefused extends Error {
  constructor(
    /** Short name of the reason. */
    readonly reason: string,
    message: string,
    readonly tooLarge: boolean,
  ) {
    super(message);
  }
}

/** `POST start`. The page's script has begun to run, so the launch begins. */
export async function start(kept: string[]): Promise<Started> {
  const body: Start = { kept };
  const answer = await fetch("start", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    cache: "no-store",
  });
  if (!answer.ok) {
    const refused = await reason(answer);
    throw new StartRefused(refused.error, refused.message, answer.status === TOO_LARGE);
  }
  return (await answer.json()) as Started;
}

/** `POST journal`, with a batch as the engine made it. */
export async function post(
  body: Uint8Array<ArrayBuffer>,
  keepalive: boolean,
  signal: AbortSignal,
): Promise<Answer> {
  const patience = new AbortController();
  const timer = window.setTimeout(() => patience.abort(), PATIENCE + body.length / SLOW_LINE);
  signal.addEventListener("abort", () => patience.abort());
  try {
    const answer = await fetch("journal", {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body,
      keepalive,
      signal: patience.signal,
      cache: "no-store",
    });
    if (answer.ok) return { kind: "acknowledged", said: (await answer.json()) as Acknowledged };
    // Too busy, too new, too slow: all of them pass.
    if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return { kind: "failed" };
    const { error, message } = await reason(answer);
    if (error === "frozen" || error === "gone") {
      return { kind: "acknowledged", said: { status: error, acknowledged: 0, digest: "" } };
    }
    return { kind: "refused", text: message };
  } catch {
    return { kind: "failed" };
  } finally {
    window.clearTimeout(timer);
  }
}

/** The same without an answer. What a beacon carried is sent again by whoever comes back. */
export function beacon(body: Uint8Array<ArrayBuffer>): boolean {
  return navigator.sendBeacon("journal", new Blob([body], { type: "application/octet-stream" }));
}

async function reason(answer: Response): Promise<Refused> {
  try {
    const refused = (await answer.json()) as Partial<Refused>;
    return { error: String(refused.error ?? ""), message: String(refused.message ?? "") };
  } catch {
    return { error: "", message: "" };
  }
}
