// Windows of their own, for the player and for what it plays: opened, blocked, closed.
import assert from "node:assert/strict";

import { blockWindows, registrationWith } from "../support/attributes.mjs";
import { scripted } from "../support/packages.mjs";
import { Player } from "../support/player.mjs";
import { until } from "../support/until.mjs";

const SIZE = { desiredWidth: "720", desiredHeight: "540" };
const DONE = [["initialize"], ["set", "cmi.core.lesson_status", "passed"]];

/** Launches in a tab; the answer is the tab and the window that it opens, after a click where that is needed. */
async function launchWindow(story, regid, click) {
  const tab = await story.context.newPage();
  const opened = story.context.waitForEvent("page");
  await tab.goto(story.cloud.launchUrl(regid, story.lms.back));
  if (click) await tab.getByRole("button", { name: "Open the course" }).click();
  return [tab, await opened];
}

async function history(story, regid) {
  return (await story.cloud.call("registration.getLaunchHistory", { regid })).all("launch");
}

/** Drags a window to another size, as the learner does. */
async function drag(story, window, width, height) {
  const browser = await story.context.newCDPSession(window);
  const { windowId } = await browser.send("Browser.getWindowForTarget");
  await browser.send("Browser.setWindowBounds", { windowId, bounds: { width, height } });
  await browser.detach();
}

const outer = (window) => window.evaluate(() => [outerWidth, outerHeight]);

/** The size that a window has come to rest with: the same for two seconds, as the player counts less. */
async function atRest(window) {
  let [size, since] = [await outer(window), Date.now()];
  await until("the window rests", async () => {
    const now = await outer(window);
    if (String(now) !== String(size)) [size, since] = [now, Date.now()];
    return Date.now() - since > 2000;
  });
  return size;
}

export default [
  ...[2, 3, 4, 5].map((type) => [
    `playerLaunchType ${type}: the player has a window of its own, and its page goes back to the LMS`,
    async (story) => {
      const regid = await registrationWith(story, () => scripted(), { playerLaunchType: String(type), ...SIZE });
      const [tab, window] = await launchWindow(story, regid, type === 3 || type === 5);
      const player = new Player(window);
      const sco = await player.sco();
      // A browser is late to tell a new window its size.
      if (type > 3) await window.waitForFunction(() => innerWidth === 720 && innerHeight === 540);
      await story.picture(tab, `launcher-${type}`);
      const closed = window.waitForEvent("close");
      await sco.does(...DONE, ["terminate"]);
      await closed;
      await tab.waitForURL(story.lms.back);
      await story.cloud.resultsBecome(regid, { complete: "complete", success: "passed" });
      assert.equal((await history(story, regid)).length, 1);
    },
  ]),
  [
    "a player's window that the browser blocks is offered by a button",
    async (story) => {
      await story.context.addInitScript(blockWindows);
      const regid = await registrationWith(story, () => scripted(), { playerLaunchType: "2" });
      const [tab, window] = await launchWindow(story, regid, true);
      await (await new Player(window).sco()).does(...DONE, ["terminate"]);
      await tab.waitForURL(story.lms.back);
    },
  ],
  [
    "a player's window that the learner closes is left: the launch ends and can be resumed",
    async (story) => {
      const regid = await registrationWith(story, () => scripted(), { playerLaunchType: "4" });
      const [tab, window] = await launchWindow(story, regid, false);
      const sco = await new Player(window).sco();
      await sco.does(["initialize"], ["set", "cmi.core.lesson_location", "4"], ["commit"]);
      await story.closeTab(window);
      await tab.waitForURL(story.lms.back);
      const launches = await until("the launch has an end", async () => {
        const launches = await history(story, regid);
        return launches[0].text("exit_time") !== "" && launches;
      });
      assert.equal(launches.length, 1);
      const [, again] = await launchWindow(story, regid, false);
      const resumed = await new Player(again).sco();
      await resumed.does(["initialize"]);
      assert.equal(await resumed.get("cmi.core.entry"), "resume");
      assert.equal(await resumed.get("cmi.core.lesson_location"), "4");
    },
  ],
  ...[2, 3, 4, 5].map((type) => [
    `scoLaunchType ${type}: content in a window of its own finds the API by its opener`,
    async (story) => {
      // In a tab, a page of the package is asked for its icon.
      story.expectErrors(/favicon\.ico/);
      const regid = await registrationWith(story, () => scripted(), { scoLaunchType: String(type), ...SIZE });
      const opened = story.context.waitForEvent("page", (page) => /sco\.html/.test(page.url()));
      const player = await story.launch(regid, { redirecturl: story.lms.back });
      if (type === 3 || type === 5) {
        await player.becomes("playing");
        await player.root.frameLocator("iframe").getByRole("button", { name: "Open the course" }).click();
      }
      const window = await opened;
      await window.locator('html[data-sco="1.2"]').waitFor({ state: "attached" });
      // A browser is late to tell a new window its size.
      if (type > 3) await window.waitForFunction(() => innerWidth === 720 && innerHeight === 540);
      await story.picture(player.page, `content-window-${type}`);
      await window.evaluate((steps) => globalThis.sco.run(steps), [...DONE, ["set", "cmi.core.score.raw", "71"], ["commit"]]);
      await player.saves();
      // Closing it is leaving.
      await story.closeTab(window);
      await player.page.waitForURL(story.lms.back);
      await story.cloud.resultsBecome(regid, { success: "passed", score: "71" });
    },
  ]),
  [
    "a window of content that the browser blocks is offered by a button",
    async (story) => {
      await story.context.addInitScript(blockWindows);
      story.expectErrors(/favicon\.ico/);
      const regid = await registrationWith(story, () => scripted(), { scoLaunchType: "2" });
      const player = await story.launch(regid);
      await player.becomes("playing");
      const opened = story.context.waitForEvent("page");
      await player.root.frameLocator("iframe").getByRole("button", { name: "Open the course" }).click();
      await (await opened).locator('html[data-sco="1.2"]').waitFor({ state: "attached" });
    },
  ],
  [
    "wrapScoWindowWithApi: content in a window of its own finds the API above it",
    async (story) => {
      const regid = await registrationWith(story, () => scripted(), { scoLaunchType: "4", wrapScoWindowWithApi: "true" });
      const page = await story.context.newPage();
      const opened = story.context.waitForEvent("page");
      const player = await story.launch(regid, { redirecturl: story.lms.back, page });
      const window = await opened;
      const content = window.frameLocator('iframe[name="content"]').locator("html[data-sco]");
      await content.waitFor({ state: "attached" });
      assert.equal(await content.evaluate(() => window.parent !== window && typeof window.parent.API.LMSInitialize), "function");
      await content.evaluate((_, steps) => globalThis.sco.run(steps), [...DONE, ["commit"]]);
      await player.saves();
      await story.closeTab(window);
      await player.page.waitForURL(story.lms.back);
      await story.cloud.resultsBecome(regid, { success: "passed" });
    },
  ],
  ...[true, false].map((prevent) => [
    `preventWindowResize ${prevent}: windows of player and content ${prevent ? "go back to their size" : "take any size"}`,
    async (story) => {
      story.expectErrors(/favicon\.ico/);
      const types = { playerLaunchType: "4", scoLaunchType: "4", preventWindowResize: String(prevent) };
      const regid = await registrationWith(story, () => scripted(), { ...types, ...SIZE });
      const content = story.context.waitForEvent("page", (page) => /sco\.html/.test(page.url()));
      const [, player] = await launchWindow(story, regid, false);
      for (const window of [player, await content]) {
        await window.locator("html[data-sco], #player[data-state=playing]").first().waitFor({ state: "attached" });
        const before = await atRest(window);
        await drag(story, window, 480, 400);
        const expected = prevent ? before : [480, 400];
        await until("the window has its size", async () => String(await outer(window)) === String(expected));
      }
    },
    // With a size of the test's own, pages would not notice that their window has another one. Alone, since a busy machine
    // is late to tell a page the size that its new window has.
    { viewport: null, alone: true },
  ]),
  [
    "desiredFullScreen: the window fills the screen, and a button gives the whole of it",
    async (story) => {
      const regid = await registrationWith(story, () => scripted(), { playerLaunchType: "4", desiredFullScreen: "true", ...SIZE });
      const [, window] = await launchWindow(story, regid, false);
      const player = new Player(window);
      await player.sco();
      await window.waitForFunction(() => outerWidth === screen.availWidth && outerHeight === screen.availHeight);
      const fill = player.root.getByRole("button", { name: "Full screen" });
      await fill.click();
      await window.waitForFunction(() => document.fullscreenElement !== null);
      await fill.click();
      await window.waitForFunction(() => document.fullscreenElement === null);
      assert.equal(await player.root.getByText("whole screen").count(), 0, "wanted, not needed");
    },
  ],
  [
    "requiredFullScreen: the learner is asked for the whole screen",
    async (story) => {
      const regid = await registrationWith(story, () => scripted(), { requiredFullScreen: "true" });
      const player = await story.play(regid);
      await player.sco();
      await story.picture(player.page, "full-screen-needed");
      await player.root.locator(".notice").getByRole("button", { name: "Full screen" }).click();
      await player.page.waitForFunction(() => document.fullscreenElement !== null);
    },
  ],
];
