import assert from "node:assert/strict";
import { test } from "node:test";

import { GRACE, LAST_WORDS, Leaving, NEXT_PAGE, PATIENCE } from "../src/leaving.js";
import type { PendingRequest, View } from "../src/view.js";
import { ManualTimers, settle } from "./timers.js";

const CONTROL = { visible: true, enabled: true };

function view(state: View["state"], number = 0): View {
  return {
    state,
    title: "A course",
    current: null,
    delivery:
      state === "playing"
        ? { number, activity: `ITEM-${number}`, href: "a.html", title: "", kind: "sco" }
        : null,
    controls: {
      continue: CONTROL,
      previous: CONTROL,
      exit: CONTROL,
      exitAll: CONTROL,
      suspendAll: CONTROL,
      abandon: CONTROL,
      abandonAll: CONTROL,
      returnToLms: CONTROL,
    },
  };
}

/** Writes down what happens in which order. */
function setUp(onRemove: () => void = () => {}) {
  const timers = new ManualTimers();
  const log: string[] = [];
  let pending: PendingRequest = { action: "none" };
  let deliveries = 0;
  let settleFlush: (saved: boolean) => void = () => {};
  const leaving = new Leaving(
    {
      engine: {
        unloaded: () => log.push("unloaded"),
        navigate: (request) => {
          log.push(request);
          if (["exitAll", "suspendAll", "returnToLms"].includes(request)) return view("ended");
          deliveries += 1;
          return view("playing", deliveries);
        },
        pendingRequest: () => pending,
      },
      content: {
        remove: () => {
          log.push("remove");
          onRemove();
          return Promise.resolve();
        },
        open: (delivery) => log.push(`open ${delivery.number}`),
      },
      queue: {
        changed: () => {},
        flush: () => {
          log.push("flush");
          return new Promise((resolve) => {
            settleFlush = resolve;
          });
        },
        retry: () => {},
      },
      show: (shown) => log.push(`show ${shown.state}`),
      finishedHere: () => log.push("finished here"),
      ask: (request) => log.push(`ask ${request}`),
      leaving: (unsaved) => log.push(unsaved ? "unsaved" : "saving"),
      leave: (saved) => log.push(saved ? "leave saved" : "leave unsaved"),
    },
    timers,
  );
  return {
    timers,
    leaving,
    /** What happened since it was last asked. */
    happened: () => log.splice(0),
    follows: (next: PendingRequest) => {
      pending = next;
    },
    flushed: async (saved: boolean) => {
      settleFlush(saved);
      await settle();
    },
  };
}

async function playing(set: ReturnType<typeof setUp>) {
  await set.leaving.perform("start");
  assert.deepEqual(set.happened(), ["start", "show playing", "open 1"]);
}

test("content is gone and its session ended before the request is performed", async () => {
  const set = setUp();
  await playing(set);
  await set.leaving.perform("continue");
  assert.deepEqual(set.happened(), ["remove", "unloaded", "continue", "show playing", "open 2"]);
});

test("leaving the course waits for the acknowledgement", async () => {
  const set = setUp();
  await playing(set);
  await set.leaving.perform("returnToLms");
  assert.deepEqual(set.happened(), ["remove", "unloaded", "returnToLms", "show ended", "saving", "flush"]);
  await set.timers.pass(PATIENCE - 1);
  assert.deepEqual(set.happened(), []);
  await set.flushed(true);
  assert.deepEqual(set.happened(), ["leave saved"]);
  await set.timers.pass(PATIENCE);
  assert.deepEqual(set.happened(), []);
});

test("after ten seconds the learner is told, and is let go once it is saved after all", async () => {
  const set = setUp();
  await playing(set);
  await set.leaving.perform("exitAll");
  set.happened();
  await set.timers.pass(PATIENCE);
  assert.deepEqual(set.happened(), ["unsaved"]);
  await set.flushed(true);
  assert.deepEqual(set.happened(), ["leave saved"]);
});

test("leave anyway means it, once", async () => {
  const set = setUp();
  await playing(set);
  await set.leaving.perform("exitAll");
  await set.timers.pass(PATIENCE);
  set.happened();
  set.leaving.leaveAnyway();
  await set.flushed(true);
  assert.deepEqual(set.happened(), ["leave unsaved"]);
});

test("a refused last save is told at once, and tried again on request", async () => {
  const set = setUp();
  await playing(set);
  await set.leaving.perform("exitAll");
  set.happened();
  await set.flushed(false);
  assert.deepEqual(set.happened(), ["unsaved"]);
  void set.leaving.sendAll();
  assert.deepEqual(set.happened(), ["saving", "flush"]);
  await set.flushed(true);
  assert.deepEqual(set.happened(), ["leave saved"]);
});

test("what content asked for follows a second after it has finished", async () => {
  const set = setUp();
  await playing(set);
  set.follows({ action: "navigate", request: "continue" });
  set.leaving.finished();
  await set.timers.pass(GRACE - 1);
  assert.deepEqual(set.happened(), []);
  await set.timers.pass(1);
  assert.deepEqual(set.happened(), ["remove", "unloaded", "continue", "show playing", "open 2"]);
});

test("a page that loads after Finish gets its second too", async () => {
  const set = setUp();
  await playing(set);
  set.follows({ action: "exitCourse", request: "exitAll" });
  set.leaving.finished();
  await set.timers.pass(500);
  set.leaving.unloading();
  await set.timers.pass(5_000);
  assert.deepEqual(set.happened(), [], "the next page takes its time");
  set.leaving.loaded();
  await set.timers.pass(GRACE - 1);
  assert.deepEqual(set.happened(), []);
  // The new page has initialized again, so nothing follows.
  set.follows({ action: "none" });
  await set.timers.pass(1);
  assert.deepEqual(set.happened(), []);
});

test("a page that is slow to answer after Finish is waited for", async () => {
  const set = setUp();
  await playing(set);
  set.follows({ action: "exitCourse", request: "exitAll" });
  set.leaving.finished();
  set.leaving.setsOff();
  await set.timers.pass(NEXT_PAGE - 1);
  set.leaving.unloading();
  await set.timers.pass(60 * NEXT_PAGE);
  assert.deepEqual(set.happened(), []);
  set.leaving.loaded();
  await set.timers.pass(GRACE);
  assert.deepEqual(set.happened(), ["remove", "unloaded", "exitAll", "show ended", "saving", "flush"]);
});

test("content that finishes while it leaves a page is waited for as well", async () => {
  const set = setUp();
  await playing(set);
  set.follows({ action: "exitCourse", request: "exitAll" });
  set.leaving.setsOff();
  set.leaving.finished();
  await set.timers.pass(NEXT_PAGE - 1);
  assert.deepEqual(set.happened(), []);
});

test("a file that content hands out is no page: the exit action follows all the same", async () => {
  const set = setUp();
  await playing(set);
  set.follows({ action: "exitCourse", request: "exitAll" });
  set.leaving.setsOff();
  set.leaving.finished();
  await set.timers.pass(NEXT_PAGE + GRACE);
  assert.deepEqual(set.happened(), ["remove", "unloaded", "exitAll", "show ended", "saving", "flush"]);
});

test("loading pages means nothing while content has not finished", async () => {
  const set = setUp();
  await playing(set);
  set.follows({ action: "exitCourse", request: "exitAll" });
  set.leaving.loaded();
  await set.timers.pass(5_000);
  assert.deepEqual(set.happened(), []);
});

test("questions and messages leave content where it is", async () => {
  const set = setUp();
  await playing(set);
  set.follows({ action: "confirmExit", request: "exitAll" });
  set.leaving.finished();
  await set.timers.pass(GRACE);
  set.follows({ action: "message" });
  set.leaving.finished();
  await set.timers.pass(GRACE);
  assert.deepEqual(set.happened(), ["ask exitAll", "finished here"]);
});

test("the learner's request wins over what content asks for while it goes", async () => {
  const set = setUp(() => set.leaving.finished());
  await playing(set);
  set.follows({ action: "navigate", request: "previous" });
  await set.leaving.perform("continue");
  await set.timers.pass(5_000);
  assert.deepEqual(set.happened(), ["remove", "unloaded", "continue", "show playing", "open 2"]);
});

test("content that closes its window leaves, by its own request where it has one", async () => {
  const first = setUp();
  await playing(first);
  first.leaving.closed();
  first.leaving.closed();
  await settle();
  assert.deepEqual(first.happened(), [], "the script that calls it goes on first");
  await first.timers.pass(LAST_WORDS);
  assert.ok(first.happened().includes("returnToLms"));

  const second = setUp();
  await playing(second);
  second.follows({ action: "navigate", request: "continue" });
  second.leaving.closed();
  await second.timers.pass(LAST_WORDS);
  assert.ok(second.happened().includes("continue"));
});

test("the server's state leaves content where it is, unless the session is over", async () => {
  const set = setUp();
  await playing(set);
  await set.leaving.adopted(view("playing", 9));
  assert.deepEqual(set.happened(), ["show playing"]);
  await set.leaving.adopted(view("ended"));
  assert.deepEqual(set.happened(), ["remove", "unloaded", "show ended", "saving", "flush"]);
});

test("a stopped player performs nothing", async () => {
  const set = setUp();
  await playing(set);
  await set.leaving.stop();
  assert.deepEqual(set.happened(), ["remove", "unloaded"]);
  await set.leaving.perform("continue");
  set.leaving.closed();
  set.leaving.finished();
  await set.timers.pass(5_000);
  assert.deepEqual(set.happened(), []);
});

test("the exit action waits while the learner has the menu open, and gives way to what is chosen there", async () => {
  const set = setUp();
  await playing(set);
  set.follows({ action: "exitCourse", request: "suspendAll" });
  set.leaving.finished();
  await set.timers.pass(GRACE - 1);
  set.leaving.choosing(true);
  await set.timers.pass(60 * GRACE);
  assert.deepEqual(set.happened(), []);
  // Nothing was chosen: it gets its time again.
  set.leaving.choosing(false);
  await set.timers.pass(GRACE - 1);
  assert.deepEqual(set.happened(), []);
  set.leaving.choosing(true);
  await set.leaving.perform("exitAll");
  set.leaving.choosing(false);
  await set.timers.pass(2 * GRACE);
  assert.deepEqual(set.happened(), ["remove", "unloaded", "exitAll", "show ended", "saving", "flush"]);
});

test("a menu that was open when content finished is waited for as well, and one page does not end that", async () => {
  const set = setUp();
  await playing(set);
  set.follows({ action: "exitCourse", request: "exitAll" });
  set.leaving.choosing(true);
  set.leaving.finished();
  set.leaving.unloading();
  set.leaving.loaded();
  await set.timers.pass(60 * GRACE);
  assert.deepEqual(set.happened(), []);
  set.leaving.choosing(false);
  await set.timers.pass(GRACE);
  assert.deepEqual(set.happened(), ["remove", "unloaded", "exitAll", "show ended", "saving", "flush"]);
});
