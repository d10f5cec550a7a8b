// One story: a browser context of its own, its pages watched for errors, and the words that stories are told in.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { Campus, Person } from "./campus.mjs";
import { Player } from "./player.mjs";

const DESKTOP = { width: 1280, height: 800 };

/** Tells a story and ends it; a console error or CSP violation that it did not announce fails it. */
export async function tell(world, story, { withWindows, ...options } = {}) {
  const chromium = await world.chromium({ withWindows });
  const context = await chromium.newContext({ viewport: DESKTOP, ...options });
  const told = new Story(world, chromium, context, { viewport: DESKTOP, ...options });
  try {
    await story(told);
    told.assertQuiet();
  } catch (error) {
    error.message += told.circumstances();
    throw error;
  } finally {
    await Promise.all(told.contexts.map((context) => context.close()));
    await Promise.all(told.servers.map((server) => server.stop()));
  }
}

class Story {
  /** Servers of this story alone; they are stopped with it. */
  servers = [];
  #complaints = [];
  #expected = [];

  constructor(world, chromium, context, options) {
    this.world = world;
    this.chromium = chromium;
    this.context = context;
    this.contexts = [context];
    this.options = options;
    this.server = world.server;
    this.#watch(context);
  }

  #watch(context) {
    context.on("console", (message) => {
      if (message.type() === "error") this.#complaints.push(`${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.#complaints.push(String(error.error())));
  }

  get cloud() {
    return this.server.cloud;
  }

  get lms() {
    return this.world.lms;
  }

  /** A server that this story may kill. */
  async useOwnServer(server) {
    this.servers.push(server);
    this.server = server;
  }

  /** A browser of its own for somebody else. */
  async newContext(options = {}) {
    const context = await this.chromium.newContext({ ...this.options, ...options });
    this.contexts.push(context);
    this.#watch(context);
    return context;
  }

  /** A Campus of this story alone, beside its server. */
  async campus(options) {
    const campus = await Campus.start(this.server, options);
    this.servers.push(campus);
    return campus;
  }

  /** Somebody signs in, in a browser of their own. */
  async signIn(campus, who, options) {
    return Person.signIn(campus, await this.newContext(options), who);
  }

  /** Imports a package (once per server and `key`) and registers a learner for it; the answer is the registration. */
  async registration(key, build, params = {}) {
    const regid = this.world.id("reg");
    const shared = this.server === this.world.server;
    const course = shared ? await this.world.course(key, build) : await this.#import(build);
    await this.cloud.register(course, regid, params);
    return regid;
  }

  async #import(build) {
    const id = this.world.id("course");
    await this.cloud.importCourse(id, await build());
    return id;
  }

  /** An inbox for the postbacks of one registration. */
  inbox(answers) {
    return this.world.receiver.inbox(this.world.id("inbox"), answers);
  }

  /** Opens the launch link of a registration in a new tab. */
  async launch(regid, { redirecturl = "message", params = {}, page } = {}) {
    const tab = page ?? (await this.context.newPage());
    await tab.goto(this.cloud.launchUrl(regid, redirecturl, params));
    return new Player(tab);
  }

  /** Launches, and waits until the content may be talked to. */
  async play(regid, options) {
    const player = await this.launch(regid, options);
    await player.becomes("playing");
    return player;
  }

  /** Closes a tab as the learner does: with everything that a page is told then. */
  async closeTab(page) {
    page.on("dialog", (dialog) => dialog.accept());
    const closed = page.waitForEvent("close");
    await page.close({ runBeforeUnload: true });
    await closed;
  }

  /** Console errors that belong to the story. */
  expectErrors(pattern) {
    this.#expected.push(pattern);
  }

  /** Fails when a page complained of anything else. */
  assertQuiet() {
    const unexpected = this.#complaints.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(unexpected, [], "console errors and CSP violations");
  }

  /** Keeps a picture where LYCEUM_SCREENSHOTS says, for people to look at. */
  async picture(page, name, options = {}) {
    const folder = process.env.LYCEUM_SCREENSHOTS;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`), ...options });
  }

  /** What a failure is read with. */
  circumstances() {
    const pages = this.contexts.flatMap((context) => context.pages()).map((page) => page.url().replace(/player\/[^/?#]+/, "player/…"));
    const logs = new Set([this.server, ...this.servers]);
    const log = [...logs].flatMap(({ log }) => (log ?? "").split("\n").filter((line) => /WARN|ERROR/.test(line)).slice(-5));
    return [`\n  pages: ${pages}`, ...this.#complaints.map((text) => `  console: ${text}`), ...log.map((line) => `  server: ${line}`)].join("\n");
  }
}
