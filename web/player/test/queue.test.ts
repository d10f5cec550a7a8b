import assert from "node:assert/strict";
import { test } from "node:test";

import type { Acknowledged } from "../src/protocol.js";
import { type Answer, type Outbox, Queue } from "../src/queue.js";
import { ManualTimers, settle } from "./timers.js";

interface Entry {
  number: number;
  bytes: number;
  urgent: boolean;
}

/** An engine that only counts: a body has one byte for each byte of its entries. */
class Engine implements Outbox {
  entries: Entry[] = [];
  #number = 0;

  add(bytes: number, urgent = false): void {
    this.#number += 1;
    this.entries.push({ number: this.#number, bytes, urgent });
  }

  pending() {
    return {
      entries: this.entries.length,
      bytes: this.entries.reduce((sum, entry) => sum + entry.bytes, 0),
      urgent: this.entries.some((entry) => entry.urgent),
      first: this.entries[0]?.number ?? this.#number + 1,
      last: this.#number,
    };
  }

  batch(limit: number): Uint8Array<ArrayBuffer> | null {
    let bytes = 0;
    for (const [at, entry] of this.entries.entries()) {
      if (bytes + entry.bytes > limit) return at === 0 ? null : new Uint8Array(bytes);
      bytes += entry.bytes;
    }
    return new Uint8Array(bytes);
  }

  acknowledge(number: number): void {
    this.entries = this.entries.filter((entry) => entry.number > number);
  }
}

interface Posted {
  bytes: number;
  keepalive: boolean;
  signal: AbortSignal;
  answer(answer: Answer): void;
}

function setUp() {
  const engine = new Engine();
  const timers = new ManualTimers();
  const posted: Posted[] = [];
  const told: string[] = [];
  const said: Acknowledged[] = [];
  const beacons: number[] = [];
  const browser = { takesBeacons: true };
  let kept = 0;
  const queue = new Queue(
    engine,
    (body, keepalive, signal) =>
      new Promise((resolve) => posted.push({ bytes: body.length, keepalive, signal, answer: resolve })),
    (body) => {
      if (browser.takesBeacons) beacons.push(body.length);
      return browser.takesBeacons;
    },
    {
      state: (state) => told.push(state),
      trouble: (kind, text) => told.push(`trouble ${kind} ${text}`.trim()),
      acknowledged: (answer) => said.push(answer),
      keep: () => kept++,
    },
    10_000,
    2,
    timers,
    timers.now,
    () => 0.5,
  );
  const answer = async (at: number, what: Answer) => {
    posted[at]?.answer(what);
    await settle();
  };
  const acknowledge = (at: number, number: number, more: Partial<Acknowledged> = {}) =>
    answer(at, {
      kind: "acknowledged",
      said: { status: "ok", acknowledged: number, digest: "0", ...more },
    });
  return {
    engine,
    timers,
    posted,
    beacons,
    browser,
    told,
    said,
    queue,
    answer,
    acknowledge,
    kept: () => kept,
  };
}

const failed: Answer = { kind: "failed" };

test("ordinary entries wait for the commit interval, urgent ones are gathered for a moment", async () => {
  const { engine, timers, posted, queue } = setUp();
  engine.add(10);
  queue.changed();
  assert.equal(timers.wait, 10_000);
  await timers.pass(5_000);
  engine.add(10, true);
  queue.changed();
  assert.ok((timers.wait ?? 1000) <= 250);
  engine.add(10, true);
  queue.changed();
  await timers.pass(250);
  assert.deepEqual(
    posted.map((post) => post.bytes),
    [30],
  );
});

test("one request at a time; what comes meanwhile follows", async () => {
  const { engine, timers, posted, told, queue, acknowledge } = setUp();
  engine.add(10, true);
  queue.changed();
  await timers.pass(250);
  engine.add(20, true);
  queue.changed();
  await timers.pass(5_000);
  assert.equal(posted.length, 1);
  await acknowledge(0, 1);
  assert.equal(told.at(-1), "saving", "the second entry is not acknowledged");
  await timers.pass(250);
  await acknowledge(1, 2);
  assert.deepEqual(
    posted.map((post) => post.bytes),
    [10, 20],
  );
  assert.equal(told.at(-1), "saved");
});

test("a failed save is tried again after growing waits, told from the second on, and taken back", async () => {
  const { engine, timers, posted, told, queue, answer, acknowledge } = setUp();
  engine.add(10, true);
  queue.changed();
  await timers.pass(250);
  const waits: (number | null)[] = [];
  for (let at = 0; at < 7; at++) {
    await answer(at, failed);
    waits.push(timers.wait);
    if (at === 0) assert.ok(!told.includes("trouble offline"));
    await timers.pass(timers.wait ?? 0);
  }
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  assert.deepEqual(told, ["saving", "offline", "trouble offline"]);
  await acknowledge(posted.length - 1, 1);
  assert.deepEqual(told.slice(3), ["trouble none", "saved"]);
});

test("new entries do not shorten the wait after a failure, the network's return does", async () => {
  const { engine, timers, posted, queue, answer } = setUp();
  engine.add(10, true);
  queue.changed();
  await timers.pass(250);
  for (let at = 0; at < 5; at++) {
    await answer(at, failed);
    if (at < 4) await timers.pass(timers.wait ?? 0);
  }
  engine.add(10, true);
  queue.changed();
  assert.equal(timers.wait, 16_000);
  queue.retry();
  assert.equal(posted.length, 6);
});

test("a refused save is told with the server's words and waits for the learner", async () => {
  const { engine, timers, posted, told, queue, answer, acknowledge } = setUp();
  engine.add(10, true);
  queue.changed();
  await timers.pass(250);
  await answer(0, { kind: "refused", text: "no" });
  assert.deepEqual(told, ["saving", "trouble refused no", "offline"]);
  engine.add(10, true);
  queue.changed();
  assert.equal(timers.wait, null);
  queue.retry();
  await acknowledge(1, 2);
  assert.equal(posted.length, 2);
  assert.equal(told.at(-1), "saved");
});

test("hidden: what was not sent leaves beside what is under way", async () => {
  const { engine, timers, posted, queue, acknowledge } = setUp();
  engine.add(1_000, true);
  queue.changed();
  await timers.pass(250);
  queue.hidden();
  assert.equal(posted.length, 1, "everything is under way already");
  engine.add(2_000);
  queue.hidden();
  assert.deepEqual(
    posted.map((post) => [post.bytes, post.keepalive]),
    [
      [1_000, true],
      [3_000, true],
    ],
  );
  assert.equal(posted[0]?.signal.aborted, false);
  // Answers come in any order.
  await acknowledge(1, 2);
  await acknowledge(0, 1);
  assert.equal(engine.entries.length, 0);
});

test("a closing page sends beacons, also of what is under way", async () => {
  const { engine, timers, posted, beacons, queue } = setUp();
  engine.add(100, true);
  queue.changed();
  await timers.pass(250);
  queue.closing();
  engine.add(100, true);
  queue.changed();
  assert.deepEqual(beacons, [100, 200]);
  assert.equal(posted.length, 1);
  assert.equal(timers.wait, null);
});

test("what one handler of content says while the page closes leaves together", async () => {
  const { engine, beacons, queue, kept } = setUp();
  queue.closing();
  for (let at = 0; at < 3; at++) {
    engine.add(100, true);
    queue.changed(true);
  }
  assert.deepEqual(beacons, []);
  await settle();
  assert.deepEqual([beacons, kept()], [[300], 1]);
  // Finish is the last word: nothing waits for the end of the handler.
  engine.add(100, true);
  queue.changed(true);
  engine.add(100, true);
  queue.changed();
  assert.deepEqual(beacons, [300, 500]);
  await settle();
  assert.deepEqual(beacons, [300, 500]);
});

test("bodies that outlive the page never exceed their budget together", async () => {
  const { engine, timers, posted, beacons, queue, kept } = setUp();
  engine.add(30_000, true);
  queue.changed();
  await timers.pass(250);
  queue.closing();
  assert.deepEqual(beacons, [30_000]);
  engine.add(20_000, true);
  queue.changed();
  assert.deepEqual(beacons, [30_000], "a second one would be too much");
  assert.equal(posted[0]?.signal.aborted, true, "the larger body holds what the first one had");
  assert.deepEqual([posted[1]?.bytes, posted[1]?.keepalive], [50_000, true]);
  assert.ok(kept() >= 2, "storage has it too");
});

test("a request under way makes room for the beacon of a closing page", async () => {
  const { engine, timers, posted, beacons, queue } = setUp();
  engine.add(40_000, true);
  queue.changed();
  await timers.pass(250);
  queue.closing();
  assert.deepEqual(beacons, [40_000], "not every browser lets the request outlive its page");
  assert.deepEqual([posted.length, posted[0]?.signal.aborted], [1, true]);
});

test("where the browser takes no beacon, a request is tried", () => {
  const { engine, posted, browser, queue } = setUp();
  browser.takesBeacons = false;
  queue.closing();
  engine.add(100, true);
  queue.changed();
  assert.deepEqual([posted[0]?.bytes, posted[0]?.keepalive], [100, true]);
});

test("an entry too large for a last request is posted as an ordinary one", async () => {
  const { engine, timers, posted, queue } = setUp();
  engine.add(200_000, true);
  queue.changed();
  await timers.pass(250);
  assert.deepEqual([posted[0]?.bytes, posted[0]?.keepalive], [200_000, false]);
});

test("a closing page does not try again and again what fits into no last request", () => {
  const { engine, posted, beacons, queue, kept } = setUp();
  queue.closing();
  engine.add(200_000, true);
  queue.changed();
  const batch = engine.batch.bind(engine);
  let made = 0;
  engine.batch = (limit) => {
    made += 1;
    return batch(limit);
  };
  engine.add(10, true);
  queue.changed();
  assert.deepEqual([posted.length, beacons.length, made], [0, 0, 0]);
  assert.ok(kept() >= 2);
});

test("flush ends once everything is acknowledged, whatever it takes", async () => {
  const { engine, timers, posted, queue, answer, acknowledge } = setUp();
  let saved: boolean | null = null;
  assert.equal(await queue.flush(), true, "there is nothing");
  engine.add(10);
  engine.add(10);
  void queue.flush().then((result) => {
    saved = result;
  });
  await answer(0, failed);
  assert.equal(saved, null);
  await timers.pass(1_000);
  await acknowledge(1, 1);
  assert.equal(saved, null);
  await timers.pass(0);
  await acknowledge(2, 2);
  assert.equal(saved, true);
  assert.equal(posted.length, 3);
});

test("flush says where the server refuses", async () => {
  const { engine, queue, answer } = setUp();
  engine.add(10);
  const saved = queue.flush();
  await answer(0, { kind: "refused", text: "" });
  assert.equal(await saved, false);
});

test("another window has the course: nothing is sent any more", async () => {
  const { engine, timers, posted, said, queue, acknowledge } = setUp();
  engine.add(10, true);
  queue.changed();
  await timers.pass(250);
  await acknowledge(0, 0, { status: "frozen" });
  assert.equal(said[0]?.status, "frozen");
  queue.stop();
  engine.add(10, true);
  queue.changed();
  queue.hidden();
  queue.retry();
  await timers.pass(60_000);
  assert.equal(posted.length, 1);
});
