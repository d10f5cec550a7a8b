// Waiting for what can only be asked for. Everything else waits for events.
import { setTimeout as pause } from "node:timers/promises";

/** Asks until the answer is true; the answer is what was found. Fails with `what` after `within` milliseconds. */
export async function until(what, ask, { within = 30_000, every = 100 } = {}) {
  const end = Date.now() + within;
  let last;
  for (;;) {
    last = await ask();
    if (last) return last;
    if (Date.now() > end) throw new Error(`not within ${within / 1000} s: ${what}`);
    await pause(every);
  }
}
