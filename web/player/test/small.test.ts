import assert from "node:assert/strict";
import { test } from "node:test";

import { api, coerce } from "../src/api.js";
import { fromBase64, toBase64 } from "../src/base64.js";
import { ServerClock } from "../src/clock.js";
import { contentAddress } from "../src/content.js";
import { Texts } from "../src/dom.js";
import { KeptWork } from "../src/storage.js";

test("what content passes becomes text", () => {
  const odd = {
    toString() {
      throw new Error("no");
    },
  };
  const passed: unknown[] = [undefined, null, "", 0, false, 1.5, ["a", "b"], odd, Object.create(null)];
  assert.deepEqual(passed.map(coerce), ["", "", "", "0", "false", "1.5", "a,b", "", ""]);
});

test("each edition has its own names, and functions work without their object", () => {
  const calls: unknown[] = [];
  const answer = (...call: unknown[]) => {
    calls.push(call);
    return "true";
  };
  const [name12, object12] = api("1.2", answer);
  const [name2004, object2004] = api("2004", answer);
  assert.deepEqual([name12, name2004], ["API", "API_1484_11"]);
  const { LMSFinish } = object12 as Record<string, () => string>;
  const { SetValue } = object2004 as Record<string, (element: string, value: null) => string>;
  assert.equal(LMSFinish?.(), "true");
  assert.equal(SetValue?.("cmi.exit", null), "true");
  assert.deepEqual(calls, [
    [1, "", ""],
    [3, "cmi.exit", ""],
  ]);
  assert.deepEqual(Object.keys(object2004).includes("Finish"), false);
  assert.equal(Object.keys(object12).length, 8);
  assert.deepEqual([object12.version, object2004.version], [undefined, "1.0"]);
});

test("bytes survive base64", () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256);
  assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
});

test("the clock follows the server's, through sleep and changes by hand, and never goes back", () => {
  let counter = 1_000;
  let calendar = 5_000_000;
  const clock = new ServerClock(
    () => counter,
    () => calendar,
  );
  const pass = (counted: number, shown: number) => {
    counter += counted;
    calendar += shown;
    return Number(clock.now());
  };
  clock.set(1_000_000);
  assert.equal(pass(1_000, 1_000), 2_000_000);
  // The machine slept for a minute: the counter stood still.
  assert.equal(pass(0, 60_000), 62_000_000);
  assert.equal(pass(1_000, 1_000), 63_000_000);
  // Somebody set the calendar back an hour.
  assert.equal(pass(1_000, -3_600_000), 64_000_000);
  assert.equal(pass(1_000, 1_000), 65_000_000);
  // It was right after all.
  assert.equal(pass(1_000, 3_601_000), 66_000_000);
});

test("items lie under the package or on the web, and nowhere else", () => {
  const base = "https://cloud.example/content/k/";
  const where = (href: string) => contentAddress(href, base);
  assert.equal(where("a b/index.html?x=1#y"), "https://cloud.example/content/k/a%20b/index.html?x=1#y");
  assert.equal(where("https://other.example/sco"), "https://other.example/sco");
  for (const bad of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://"]) {
    assert.equal(where(bad), "about:blank", bad);
  }
});

test("texts are filled in, and stay readable where something is missing", () => {
  const texts = new Texts({ moved: "Now at { $activity }.", plain: "{$other}" });
  assert.equal(texts.get("moved", { activity: "Lesson $1" }), "Now at Lesson $1.");
  assert.equal(texts.get("plain"), "{$other}");
  assert.equal(texts.get("unknown-id"), "unknown-id");
});

class MemoryStorage {
  readonly items = new Map<string, string>();
  full = false;

  get length(): number {
    return this.items.size;
  }
  key(at: number): string | null {
    return [...this.items.keys()][at] ?? null;
  }
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (this.full) throw new Error("QuotaExceededError");
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
  clear(): void {
    this.items.clear();
  }
}

test("unsent work is kept by launch, newest first, and forgotten when it is old or rubbish", () => {
  const storage = new MemoryStorage();
  let now = 1_000_000;
  const kept = new KeptWork(storage, () => now);
  assert.ok(kept.write("1", Uint8Array.of(1)));
  now += 1_000;
  assert.ok(kept.write("2", Uint8Array.of(2)));
  storage.setItem("somebody else's", "x");
  storage.setItem("lyceum.unsent.3", "1000000:not base64!");
  storage.setItem("lyceum.unsent.4", "rubbish");
  assert.deepEqual(
    kept.list().map((item) => [item.key, item.sealed]),
    [
      ["lyceum.unsent.2", toBase64(Uint8Array.of(2))],
      ["lyceum.unsent.1", toBase64(Uint8Array.of(1))],
    ],
  );
  assert.equal(storage.length, 3);
  kept.forget("2");
  now += 61 * 86_400_000;
  assert.deepEqual(kept.list(), []);
  assert.ok(storage.items.has("somebody else's"));
});

test("last words of a window closed just now are waited for, unless it was this one", () => {
  const storage = new MemoryStorage();
  let now = 1_000_000;
  const older = new KeptWork(storage, () => now, new MemoryStorage());
  assert.equal(older.lull, 0);
  older.close();
  now += 500;
  const session = new MemoryStorage();
  const newer = new KeptWork(storage, () => now, session);
  assert.ok(newer.lull > 0);
  session.setItem("lyceum.here", "1");
  assert.equal(newer.lull, 0, "the page was loaded again");
  session.clear();
  now += 5_000;
  assert.equal(newer.lull, 0);
});

test("storage that is full or forbidden is no error", () => {
  const storage = new MemoryStorage();
  storage.full = true;
  const kept = new KeptWork(storage);
  assert.equal(kept.write("1", Uint8Array.of(1)), false);
  const none = new KeptWork(null);
  assert.equal(none.works, false);
  assert.equal(none.write("1", Uint8Array.of(1)), false);
  assert.deepEqual(none.list(), []);
});

test("a start carries no more than it may", () => {
  const storage = new MemoryStorage();
  const kept = new KeptWork(storage, () => 1_000);
  for (let at = 0; at < 50; at++) kept.write(String(at), Uint8Array.of(at));
  assert.equal(kept.list().length, 20);
});
