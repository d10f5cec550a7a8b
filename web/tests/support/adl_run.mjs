// One official test package from import to verdict. The package tells what it does by calling `__adlEvent`; we are
// its hand on the controls and its eye on the page.
import { EventEmitter, once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { Player } from "./player.mjs";

/** The longest that a package may say nothing. */
const SILENCE = 15_000;
/** Where pictures of packages with trouble go, if anywhere. */
const SHOTS = process.env.LYCEUM_ADL_SHOTS;
/** The longest trouble list that is printed. */
const TROUBLE = 12;

export class AdlRun {
  #events = [];
  #bell = new EventEmitter();
  #trouble = [];
  /** Questions about the page that were answered. */
  #asked = 0;

  constructor(world, folder, name) {
    this.world = world;
    this.cloud = world.cloud;
    this.folder = folder;
    this.name = name;
    this.registrations = new Map();
  }

  /** Plays it; the answer is the row of the table. */
  async play() {
    this.context = await this.world.chromium().newContext({ viewport: { width: 1280, height: 900 } });
    await this.context.exposeFunction("__adlEvent", (line) => this.#take(JSON.parse(line)));
    try {
      // The two packages with shared data are one test, which begins in the first of them.
      await this.#launch(this.name === "DDMb" ? "DDMa" : this.name);
      await this.#untilVerdict();
    } catch (error) {
      this.#trouble.push(`! ${error.message.split("\n")[0]}`);
    }
    if (this.#trouble.length > 0 && SHOTS) {
      await this.player?.page.screenshot({ path: join(SHOTS, `${this.name}.png`) }).catch(() => {});
    }
    const state = await this.#state().catch(() => undefined);
    await this.context.close();
    const verdict = state?.verdict ?? "none";
    const steps = state ? `${state.index}` : "0";
    const trouble = this.#trouble.slice(0, TROUBLE);
    return { name: this.name, verdict, steps: `step ${steps}`, asked: this.#asked, trouble };
  }

  #take(event) {
    this.#events.push(event);
    this.#bell.emit("event");
  }

  async #next() {
    if (this.#events.length === 0) {
      await once(this.#bell, "event", { signal: AbortSignal.timeout(SILENCE) }).catch(() => {
        throw new Error(`nothing happened for ${SILENCE / 1000} s; the player is ${this.lastState ?? "elsewhere"}`);
      });
    }
    return this.#events.shift();
  }

  async #untilVerdict() {
    for (;;) {
      this.lastState = await this.player.main.getAttribute("data-state", { timeout: 200 }).catch(() => "gone");
      const event = await this.#next();
      if (event.t === "verdict") return;
      if (event.t === "fail") this.#trouble.push(event.msg);
      if (event.t === "uiq") await this.#answer(event.keys);
      if (event.t === "instruct") {
        if (event.done) return await this.#finish(event.key);
        await this.#follow(event.key);
      }
    }
  }

  /** The registration of a package, made when it is first needed. */
  async #registration(name) {
    if (!this.registrations.has(name)) {
      const course = this.world.id(`adl-${name}`);
      await this.cloud.importCourse(course, await readFile(join(this.folder, `LMSTestPackage_${name}.zip`)));
      const regid = this.world.id(`adl-reg-${name}`);
      await this.cloud.register(course, regid, { learnerid: `adl-${this.name}` });
      this.registrations.set(name, regid);
    }
    return this.registrations.get(name);
  }

  async #launch(name) {
    const page = await this.context.newPage();
    await page.goto(this.cloud.launchUrl(await this.#registration(name)));
    await this.player?.page.close();
    this.player = new Player(page);
    await page.locator('#player:is([data-state="playing"], [data-state="choosing"])').waitFor({ timeout: 20_000 });
    if ((await this.player.main.getAttribute("data-state")) === "choosing") await this.#choose(startOf(name));
  }

  async #choose(title) {
    await this.#entry(title).click({ timeout: 10_000 });
  }

  /** The entry of the table of contents with this title; without one, the first. */
  #entry(title) {
    const entries = this.player.root.locator("[data-activity]:visible");
    if (title === undefined) return entries.first();
    return entries.filter({ has: this.player.root.getByText(titleIn(title), { exact: true }) }).first();
  }

  /** What the learner is asked to do while the course goes on. */
  async #follow(key) {
    const [word, ...rest] = key.split("~");
    if (word === "") return;
    if (word === "Continue") await this.#settled(() => this.player.go("continue"));
    else if (word === "Previous") await this.#settled(() => this.player.go("previous"));
    else if (word === "Choice") await this.#settled(() => this.#choose(rest[0]));
    else if (/^(exitlaunch|DMBxAct)$/.test(word)) {
      // These end the attempt; what only leaves goes on where it was.
      await this.#exitAll();
      await this.player.left();
      await this.#launch(rest[0] ?? this.name);
    } else if (/^(re-?launch|DMBx|autoendrelaunch|ContinueExit)/i.test(word)) {
      if (word.startsWith("ContinueExit")) await this.#settled(() => this.player.go("continue")).catch(() => {});
      await this.#leave();
      await this.#launch(/DDM[ab]/.exec(key)?.[0] ?? this.name);
    } else if (/^APIt/.test(word)) await this.#settled(() => this.#choose(API_TESTS[word]));
    else throw new Error(`instruction ${key} is not known`);
  }

  /** A control may be used once the content has finished its last call. */
  async #settled(use) {
    await this.player.page.waitForLoadState("load");
    await use();
  }

  /** Ends the attempt. On a busy machine the exit action of the last activity, which does the same, may be first. */
  async #exitAll() {
    const asked = this.player.go("exitAll");
    asked.catch(() => {});
    await Promise.race([asked, this.player.becomes("ended", 30_000)]);
  }

  /** Leaves the course, unless it ended by itself. */
  async #leave() {
    const ended = this.player.root.locator('#player[data-state="ended"]');
    const byItself = await ended.waitFor({ timeout: 2500 }).then(() => true, () => false);
    if (!byItself) await this.player.go("suspendAll").catch(() => this.player.page.close({ runBeforeUnload: true }));
    await ended.waitFor({ timeout: 5000 }).catch(() => {});
  }

  /** The last step is done: the content must go, by itself or by us, to give its verdict. */
  async #finish(key) {
    const ended = this.player.root.locator('#player[data-state="ended"]');
    if (key === "AutoTest" || key === "HasEnded") {
      await ended.waitFor({ timeout: 10_000 }).catch(() => this.#trouble.push("the attempt did not end by itself"));
    }
    if (key.startsWith("ChoiceExit~")) await this.#choose(key.split("~")[1]);
    if (key === "TRIGExitAll") await this.player.go("exitAll");
    if (!(await ended.isVisible())) await this.#leave();
    const gone = Date.now() + 5000;
    while (Date.now() < gone) if ((await this.#next().catch(() => ({ t: "verdict" }))).t === "verdict") return;
  }

  /** Answers questions about the page by its hooks. */
  async #answer(keys) {
    const content = this.player.content;
    for (const [n, key] of keys.entries()) {
      const yes = await this.#isTrue(key);
      await content.locator(yes ? `#tRadio${n}` : `#fRadio${n}`).check();
      this.#asked += 1;
    }
    await content.locator("#submit").click();
  }

  async #isTrue(key) {
    const [control, ...words] = key.split("@")[0].split(".");
    if (control === "toc") {
      const title = key.split("@")[1];
      if (title) return (await this.#entry(title).count()) > 0 && this.#entry(title).isEnabled();
      const elsewhere = this.player.root.locator("[data-activity]:visible:enabled:not([aria-current])");
      return (await elsewhere.count()) > 0;
    }
    const button = this.player.nav(control);
    const usable = (await button.isVisible()) && (await button.isEnabled());
    return words[0] === "enabled" ? usable : !usable;
  }

  /** What the package has kept in the browser about itself. */
  async #state() {
    const page = await this.context.newPage();
    await page.goto(`${this.world.server.contentUrl}/`);
    const title = /^DDM/.test(this.name) ? "DDM" : this.name;
    return page.evaluate((key) => JSON.parse(localStorage.getItem(key)), `adlcts:${title}`);
  }
}

/** What the package about the API asks to be chosen next. */
const API_TESTS = { APIt1: "API Implementation Test 1", APIt2: "API Implementation Test 2" };

/** Packages without flow at the root are begun by choice. */
function startOf(name) {
  return { API: "Asset Launch Test", DMB: "Data Model Behavior Test 1", "CM-15": "Activity 5" }[name];
}

/** "the activity that corresponds to the root of …" names the root. */
function titleIn(text) {
  return /root of "(.*)"/.exec(text)?.[1] ?? text;
}
