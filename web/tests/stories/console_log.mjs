// The debug log in the console: live while a course is played, searched, shared, stepped through, compared, and long.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { press } from "../support/keyboard.mjs";
import { assertAccessible, looks } from "../support/looks.mjs";
import { scripted } from "../support/packages.mjs";
import { Server } from "../support/server.mjs";
import { until } from "../support/until.mjs";

const PASSWORD = "correct horse battery";
const EVIL = '"><img src=x onerror="document.title=\'hit\'">';
const MANY = 50_000;

/** A server of the story's own, and a page of its first administrator. */
async function administrator(story) {
  const server = await Server.start();
  await story.useOwnServer(server);
  const page = await story.context.newPage();
  await page.goto(/begin at (\S+)/.exec(server.log)[1]);
  await page.getByLabel("Name").fill("ann");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  return page;
}

/** From the console's first page to the log of the latest launch. */
async function openLog(page) {
  await page.getByRole("link", { name: "Debug logs" }).click();
  await page.getByRole("link", { name: /^Log of launch/ }).first().click();
  await page.getByRole("heading", { level: 1, name: "Debug log" }).waitFor();
}

const courses = new Map();

/** A launch of a course of two parts, played by a script. */
async function playing(story) {
  const { cloud } = story;
  if (!courses.has(story.server)) {
    courses.set(story.server, cloud.importCourse("two parts", await scripted({
      edition: "2004 4th Edition",
      items: [{ id: "first" }, { id: "second" }],
      sequencing: '<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>',
    })));
  }
  await courses.get(story.server);
  const regid = story.world.id("reg");
  await cloud.register("two parts", regid);
  return story.play(regid);
}

/** What a learner and a course do together. */
async function learn(player, score = "0.8") {
  const sco = await player.sco("first");
  await sco.does(
    ["initialize"],
    ["set", "cmi.score.scaled", score],
    ["set", "cmi.completion_status", "completed"],
    ["set", "cmi.location", EVIL],
    ["set", "cmi.suspend_data", "x".repeat(6_000)],
    ["commit"],
  );
  await player.saves();
}

export default [
  [
    "a log is live while a course is played in another tab; it is chosen from, searched and read line by line by keyboard",
    async (story) => {
      const page = await administrator(story);
      const player = await playing(story);
      await page.bringToFront();
      await openLog(page);
      const list = page.getByRole("listbox", { name: "Lines of the log" });
      await list.getByText("The player started.").waitFor();
      assert.equal(await list.getByText("The course reported completed.").count(), 0);
      await learn(player);
      await page.bringToFront();
      await list.getByText("The course reported completed.").waitFor();
      await page.getByText(/^Live\. Lines: \d+$/).waitFor();
      // What a course says is text, whatever it says.
      await list.getByText(EVIL).first().waitFor();
      assert.notEqual(await page.title(), "hit");

      await list.focus();
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowDown");
      const chosen = list.locator('[aria-selected="true"]');
      assert.equal(await chosen.getAttribute("aria-posinset"), "2");
      await page.keyboard.press("End");
      // In one go, for the log is live.
      const [place, total] = await chosen.evaluate((line) => [line.ariaPosInSet, line.ariaSetSize]);
      assert.equal(place, total);
      assert.equal(await list.getAttribute("aria-activedescendant"), await chosen.getAttribute("id"));
      await page.keyboard.press("Enter");
      const details = page.getByRole("complementary", { name: "About this line" });
      await details.getByRole("heading", { name: `Line ${total}` }).waitFor();
      await page.keyboard.press("Escape");
      assert.ok(await list.evaluate((list) => list === document.activeElement));

      await page.getByRole("link", { name: /^Writes/ }).click();
      await list.getByText("The course reported a score of 80 %.").click();
      await details.getByText('SetValue("cmi.score.scaled", "0.8") → "true"').waitFor();
      await page.getByRole("searchbox").fill("data of its own");
      await page.keyboard.press("Enter");
      await list.getByText("characters: 6000").click();
      await details.getByText("x".repeat(6_000)).waitFor();
      assert.equal(await list.getByRole("option").count(), 1);
      await page.getByRole("link", { name: "Show all again" }).click();
      await page.getByRole("link", { name: /^Sequencing/ }).click();
      await list.getByText("The rules let Start lead to “Part first”.").click();
      await details.getByRole("heading", { name: "Steps and rules" }).waitFor();
      await details.getByText(/^NB\.2\.1/).waitFor();

      // The launch ends, and the log says so.
      await player.page.bringToFront();
      await player.go("suspendAll");
      await player.becomes("ended");
      await page.bringToFront();
      await page.getByText(/^The launch is over/).waitFor();
    },
    { timeout: 180_000 },
  ],
  [
    "a log is downloaded, shared with somebody without an account, and taken back",
    async (story) => {
      story.expectErrors(/status of 404/);
      const page = await administrator(story);
      await learn(await playing(story));
      await page.bringToFront();
      await openLog(page);
      const download = async (name) => {
        const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
        return readFile(await file.path(), "utf8");
      };
      assert.match(await download("Download as text"), /The course reported completed\./);
      await page.getByText(/^Live/).waitFor();
      const lines = JSON.parse(await download("Download as JSON"));
      assert.ok(lines.some(({ about, value }) => about === "cmi.location" && value === EVIL));

      const copy = async (name) => {
        await page.getByRole("button", { name }).click();
        await page.getByText("Copied.", { exact: true }).waitFor();
        return page.evaluate(() => navigator.clipboard.readText());
      };
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      assert.match(await copy("Copy what is shown"), /The course reported completed\./);

      await page.getByLabel("Works for").selectOption("1 day");
      await page.getByRole("button", { name: "Make a link" }).click();
      const link = await page.locator(".secret code").textContent();
      assert.equal(await copy("Copy"), link);
      const other = await (await story.newContext()).newPage();
      await other.goto(link);
      await other.getByRole("listbox").getByText("The course reported completed.").click();
      await other.getByRole("complementary").getByText('SetValue("cmi.completion_status"').waitFor();
      await assertAccessible(other, "shared log");
      assert.equal(await other.getByRole("navigation").count(), 0);
      await other.getByRole("link", { name: "Step through", exact: true }).click();
      await other.getByRole("heading", { name: "Activities" }).waitFor();

      await page.getByRole("link", { name: "To the log" }).click();
      await page.getByRole("button", { name: /^Take back/ }).click();
      await page.getByRole("heading", { level: 1, name: "Debug log" }).waitFor();
      await other.goto(link);
      await other.getByRole("heading", { name: "This link does not work" }).waitFor();
      await page.getByRole("link", { name: "Audit log" }).click();
      await page.getByText("link to a log taken back").waitFor();
    },
    { timeout: 180_000 },
  ],
  [
    "a launch is stepped through: every moment as it stood, with what changed; without script by links",
    async (story) => {
      const page = await administrator(story);
      await learn(await playing(story));
      await page.bringToFront();
      await openLog(page);
      await page.getByRole("link", { name: /^Writes/ }).click();
      await page.getByRole("listbox").getByText("The course reported a score of 80 %.").click();
      await page.getByRole("link", { name: "See the attempt at this line" }).click();
      const changed = page.locator("section", { has: page.getByRole("heading", { name: "What changed with it" }) });
      await changed.getByText("cmi.score.scaled: 0.8").waitFor();
      const data = page.locator("table.log-data", { hasText: "cmi.score.scaled" });
      await data.locator("mark", { hasText: "0.8" }).waitFor();
      const status = page.getByRole("status");
      const before = await status.textContent();

      await press(page, page.getByRole("link", { name: "Next entry" }));
      await until("the next entry", async () => (await status.textContent()) !== before);
      await changed.getByText("cmi.completion_status: completed").waitFor();
      await page.keyboard.press("ArrowLeft");
      await until("the entry before", async () => (await status.textContent()) === before);
      const slider = page.getByRole("slider", { name: "Line of the log" });
      await slider.focus();
      await page.keyboard.press("Home");
      await page.getByText("The beginning, before the first line").first().waitFor();
      await page.getByText("nothing happened yet").waitFor();
      await page.keyboard.press("End");
      await until("the end", async () => /^Line (\d+) of \1$/.test(await status.textContent()));
      assert.match(page.url(), /at=\d+/);
      await assertAccessible(page, "step");

      const state = await story.context.storageState();
      const plain = await (await story.newContext({ javaScriptEnabled: false, storageState: state })).newPage();
      await plain.goto(page.url());
      await plain.getByRole("link", { name: "Previous entry" }).click();
      await plain.getByRole("link", { name: "Debug log", exact: true }).click();
      await plain.getByRole("link", { name: /The course reported completed\./ }).click();
      await plain.getByText("cmi.completion_status: completed").waitFor();
      await plain.getByRole("link", { name: "Beginning" }).click();
      await plain.getByText("nothing happened yet").waitFor();
    },
    { timeout: 180_000 },
  ],
  [
    "two launches are compared",
    async (story) => {
      const page = await administrator(story);
      await learn(await playing(story), "0.8");
      await learn(await playing(story), "0.5");
      await page.bringToFront();
      await openLog(page);
      await page.getByRole("link", { name: "Compare with another launch" }).click();
      await page.getByRole("button", { name: "Compare" }).click();
      await page.getByText(/^Lines that differ: [1-9]/).waitFor();
      await page.getByRole("link", { name: "To the first difference" }).click();
      const first = page.locator("#first-difference");
      await first.getByText("The course reported a score of 50 %.").waitFor();
      await first.getByText("The course reported a score of 80 %.").waitFor();
      await first.getByText("first difference").waitFor();
      await page.getByRole("link", { name: "Differences only" }).click();
      assert.equal(await page.locator('tr[data-same="same"]').count(), 0);
      await assertAccessible(page, "compare");
    },
    { timeout: 180_000 },
  ],
  [
    "a log of 50,000 lines opens at once, scrolls, and any of its moments is rebuilt",
    async (story, t) => {
      const page = await administrator(story);
      await story.cloud.importCourse("talkative", await scripted());
      await story.cloud.register("talkative", "talkative");
      const player = await story.play("talkative");
      const sco = await player.sco();
      await sco.does(["initialize"]);
      await player.content.locator("html[data-sco]").evaluate(async (_, many) => {
        for (let at = 0; at < many; at++) {
          if (window.parent.API.LMSSetValue("cmi.core.lesson_location", `page ${at}`) !== "true") throw new Error(`at ${at}`);
          // The player sends what it has while the course takes a breath.
          if (at % 2_500 === 2_499) {
            window.parent.API.LMSCommit("");
            await new Promise((done) => setTimeout(done, 300));
          }
        }
      }, MANY);
      await player.saves();
      await page.bringToFront();
      await openLog(page);
      await until("all lines", async () => Number(/\d+/.exec(await page.getByRole("status").textContent())) > MANY, { within: 120_000 });

      // Once more, now that the server knows the log.
      await page.reload();
      const list = page.getByRole("listbox");
      await list.getByRole("option").first().waitFor();
      const opened = await page.evaluate(() => {
        const { responseStart, loadEventEnd } = performance.getEntriesByType("navigation")[0];
        return { browser: loadEventEnd - responseStart, elements: document.querySelectorAll("*").length };
      });
      const scrolled = await list.evaluate(async (list) => {
        const frames = [];
        let last = performance.now();
        for (let at = 0; at < 60; at++) {
          list.scrollTop += 400;
          await new Promise(requestAnimationFrame);
          frames.push(performance.now() - last);
          last = performance.now();
        }
        return frames.toSorted((a, b) => a - b);
      });
      const [middle, slow] = [scrolled[30], scrolled[56]];
      await list.focus();
      await page.keyboard.press("End");
      const end = list.locator('[aria-selected="true"]');
      await end.waitFor();
      assert.equal(await end.getAttribute("aria-posinset"), await end.getAttribute("aria-setsize"));
      assert.ok((await list.getByRole("option").count()) < 100);
      // The middle of the log, which nobody has looked at.
      await list.evaluate((list) => (list.scrollTop = list.scrollHeight / 2));
      await list.getByText(/“page 2[45]\d\d\d”/).first().waitFor();

      const steps = await page.evaluate(async (url) => {
        const times = [];
        for (const at of [25_000, 49_999, 1, 12_345, 37_777, 44_444]) {
          url = new URL(url);
          url.searchParams.set("at", at);
          const begun = performance.now();
          const answer = await fetch(url);
          if (answer.status !== 200) throw new Error(String(answer.status));
          await answer.text();
          times.push(performance.now() - begun);
        }
        return times.toSorted((a, b) => a - b);
      }, page.url().replace("/console/log?", "/console/log/step?"));
      t.diagnostic(`opens in ${opened.browser.toFixed(0)} ms of browser time with ${opened.elements} elements; a frame of scrolling takes ${middle.toFixed(1)} ms, ` +
        `the slow ones ${slow.toFixed(1)} ms; a step takes ${steps[3].toFixed(0)} ms, the slowest ${steps.at(-1).toFixed(0)} ms`);
      // Generous, for machines that do other things as well and for a server without optimization.
      assert.ok(opened.elements < 3_000, `${opened.elements} elements`);
      assert.ok(opened.browser < 3_000, `${opened.browser} ms to open`);
      assert.ok(middle < 200, `${middle} ms for a frame`);
      assert.ok(steps[3] < 5_000, `${steps[3]} ms for a step`);
    },
    { alone: true, timeout: 300_000 },
  ],
  ...looks("the debug log", async (story, look) => {
    const page = await administrator(story);
    await learn(await playing(story));
    await learn(await playing(story), "0.5");
    await page.bringToFront();
    await page.getByRole("link", { name: "Debug logs" }).click();
    await page.getByRole("link", { name: /^Log of launch/ }).first().waitFor();
    await look(page, "console-logs", { fullPage: true });
    await page.getByRole("link", { name: /^Log of launch/ }).first().click();
    const list = page.getByRole("listbox");
    await list.getByText("The course reported completed.").click();
    await page.getByRole("complementary").getByRole("heading").first().waitFor();
    await look(page, "console-log", { fullPage: true });
    await page.getByRole("link", { name: "See the attempt at this line" }).click();
    await page.getByRole("heading", { name: "Activities" }).waitFor();
    await look(page, "console-log-step", { fullPage: true });
    await page.getByRole("link", { name: "Debug log", exact: true }).click();
    await page.getByRole("link", { name: "Compare with another launch" }).click();
    await page.getByRole("button", { name: "Compare" }).click();
    await page.locator("#first-difference").waitFor();
    await look(page, "console-log-compare", { fullPage: true });
  }, { timeout: 180_000 }),
];
