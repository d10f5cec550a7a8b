/** Time that passes when the test says so. */

export class ManualTimers {
  #now = 0;
  #next = 1;
  readonly #timers = new Map<number, { due: number; callback: () => void }>();

  readonly now = (): number => this.#now;

  set(callback: () => void, millis: number): number {
    const timer = this.#next++;
    this.#timers.set(timer, { due: this.#now + millis, callback });
    return timer;
  }

  clear(timer: number): void {
    this.#timers.delete(timer);
  }

  /** Milliseconds until the next timer; `null` where none runs. */
  get wait(): number | null {
    const due = [...this.#timers.values()].map((timer) => timer.due);
    return due.length === 0 ? null : Math.min(...due) - this.#now;
  }

  /** Lets time pass, and everything that waits for a promise in between. */
  async pass(millis: number): Promise<void> {
    const end = this.#now + millis;
    for (;;) {
      await settle();
      const next = [...this.#timers]
        .filter(([, timer]) => timer.due <= end)
        .sort(([, a], [, b]) => a.due - b.due)[0];
      if (next === undefined) break;
      this.#timers.delete(next[0]);
      this.#now = next[1].due;
      next[1].callback();
    }
    this.#now = end;
    await settle();
  }
}

/** Every promise that can be kept by now has been. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
