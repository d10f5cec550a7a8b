/**
 * The server's clock, carried on by the page: whatever the learner's shows, and never backwards.
 *
 * The page's own counter may stand still while the machine sleeps, its calendar may be set by hand; so the counter
 * leads, and the calendar is believed where it has gone on much further.
 */

/** Milliseconds; above this, the calendar's lead is sleep. */
const SLEEP = 5_000;

export class ServerClock {
  #base = 0n;
  #last = 0n;
  #counter = 0;
  #calendar = 0;

  constructor(
    private readonly counter: () => number = () => performance.now(),
    private readonly calendar: () => number = () => Date.now(),
  ) {}

  /** `now`: the server's time in microseconds since the Unix epoch. */
  set(now: number): void {
    this.#base = BigInt(Math.trunc(now));
    this.#last = this.#base;
    this.#counter = this.counter();
    this.#calendar = this.calendar();
  }

  /** Microseconds since the Unix epoch. */
  now(): bigint {
    const counted = this.counter() - this.#counter;
    const shown = this.calendar() - this.#calendar;
    if (shown - counted > SLEEP) {
      // From here on both run together again.
      this.#counter -= shown - counted;
    }
    const elapsed = Math.max(counted, shown - counted > SLEEP ? shown : counted);
    const now = this.#base + BigInt(Math.trunc(elapsed * 1000));
    if (now > this.#last) this.#last = now;
    return this.#last;
  }
}
