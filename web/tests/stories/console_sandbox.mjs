// The sandbox of the console: a course is played without counting, at this host and at others; by keyboard, without
// script, by a link for somebody else, in pictures.
import assert from "node:assert/strict";

import { press, submit, type } from "../support/keyboard.mjs";
import { looks } from "../support/looks.mjs";
import { scripted } from "../support/packages.mjs";
import { Player } from "../support/player.mjs";
import { Server } from "../support/server.mjs";
import { until } from "../support/until.mjs";

const PASSWORD = "correct horse battery";
const COURSE = "first aid & more";
const DONE = [["initialize"], ["set", "cmi.core.lesson_status", "passed"], ["set", "cmi.core.score.raw", "80"], ["commit"]];

/** An administrator on the sandbox of a course of one page, with a server of the story's own. */
async function sandbox(story, items = undefined) {
  const server = await Server.start();
  await story.useOwnServer(server);
  const page = await story.context.newPage();
  await page.goto(/begin at (\S+)/.exec(server.log)[1]);
  await page.getByLabel("Name").fill("ann");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await story.cloud.importCourse(COURSE, await scripted({ items }));
  await page.goto(`${server.url}/console/sandbox?${new URLSearchParams({ app: "STORIES", course: COURSE })}`);
  await page.getByRole("heading", { level: 1, name: "Sandbox" }).waitFor();
  return page;
}

/** Chooses a host and launches; the answer is the player in its new tab. */
async function launch(story, page, host = "This one") {
  await page.getByRole("radio", { name: new RegExp(`^${host}`) }).check();
  const opened = story.context.waitForEvent("page");
  await page.getByRole("button", { name: "Launch in a new tab" }).click();
  const tab = await opened;
  const player = new Player(tab);
  await player.becomes("playing");
  return player;
}

const figures = (page) => page.locator("#attempt .figures dd").allTextContents();

async function becomes(page, expected) {
  await until(`the result is ${expected}`, async () => String((await figures(page)).slice(0, 3)) === String(expected));
}

export default [
  [
    "a course is played without counting; its result shows while it runs, and its log is one link away",
    async (story) => {
      const page = await sandbox(story);
      const player = await launch(story, page);
      const sco = await player.sco();
      await sco.does(...DONE);
      await becomes(page, ["complete", "passed", "80"]);
      assert.equal(await player.page.evaluate(() => window.opener), null);
      assert.match(await page.getByRole("link", { name: /^Log of / }).getAttribute("href"), /\/console\/log\?app=sandbox-.*&launch=\d+/);
      assert.match(await page.getByRole("link", { name: "Details" }).getAttribute("href"), /\/console\/registration\?app=sandbox-/);
      // Leaving leads back here, to another look at the same page.
      await player.go("suspendAll");
      await player.page.waitForURL(/\/console\/sandbox\?app=STORIES/);
      await player.page.getByRole("heading", { level: 1, name: "Sandbox" }).waitFor();

      // It goes on where it was, begins anew, and is thrown away.
      page.on("dialog", (dialog) => dialog.accept());
      const opened = story.context.waitForEvent("page");
      await page.getByRole("button", { name: "Go on in a new tab" }).click();
      const again = new Player(await opened);
      await again.becomes("playing");
      await (await again.sco()).does(["initialize"]);
      await again.page.close();
      await page.getByRole("button", { name: "Begin anew" }).click();
      await becomes(page, ["unknown", "unknown", "–"]);
      await page.getByRole("button", { name: "Throw away", exact: true }).click();
      await page.getByRole("heading", { name: "Nobody played yet" }).waitFor();

      const list = await story.cloud.call("registration.getRegistrationList");
      assert.equal(list.all("registration").length, 0);
    },
  ],
  [
    "hosts change what the same course gets",
    async (story) => {
      const page = await sandbox(story, [{ id: "one" }, { id: "two" }]);
      const long = ["set", "cmi.suspend_data", "x".repeat(5000)];
      const time = ["set", "cmi.core.session_time", "1:2:3"];
      for (const [host, room, types, parts] of [
        ["This one", "true", "true", 2],
        ["One with little room", "false", "true", 2],
        ["One that opens the first part", "true", "true", 1],
      ]) {
        const player = await launch(story, page, host);
        const sco = await player.sco();
        const answers = await sco.run(["initialize"], long, time, ["commit"]);
        assert.deepEqual(answers, ["true", room, types, "true"], host);
        assert.equal(await player.root.locator("[data-activity]:not([data-activity=course])").count(), parts === 1 ? 0 : parts, host);
        await player.saves();
        await player.page.close();
        await page.reload();
        await page.locator("#attempt .chips", { hasText: host }).waitFor();
      }
    },
  ],
  [
    "at a host with a slow line a save takes seconds, and the course goes on meanwhile",
    async (story) => {
      const page = await sandbox(story);
      const player = await launch(story, page, "One on a slow line");
      const sco = await player.sco();
      await sco.does(["initialize"]);
      await player.saves();
      const begun = Date.now();
      await sco.does(...DONE.slice(1));
      await player.saves("saving");
      await sco.does(["set", "cmi.core.lesson_location", "7"], ["commit"]);
      await player.saves();
      assert.ok(Date.now() - begun >= 3_000, "a save takes three seconds");
      await becomes(page, ["complete", "passed", "80"]);
    },
  ],
  [
    "by keyboard and without script: launched, and shown to somebody without an account",
    async (story) => {
      const page = await sandbox(story);
      await type(page, page.getByLabel("First name").first(), "Pat");
      const opened = story.context.waitForEvent("page");
      await press(page, page.getByRole("button", { name: "Launch in a new tab" }));
      const tab = await opened;
      await tab.waitForURL(/\/player\//);
      await tab.close();
      await page.reload();
      await page.getByRole("heading", { name: "Attempt of Pat" }).waitFor();

      await press(page, page.getByRole("button", { name: "Make a link" }));
      const link = await page.locator(".secret code").textContent();
      const other = await (await story.newContext({ javaScriptEnabled: true })).newPage();
      await other.goto(link);
      await type(other, other.getByLabel("First name"), "Kim");
      await press(other, other.getByRole("button", { name: "Start" }));
      const player = new Player(other);
      await player.becomes("playing");
      await (await player.sco()).does(...DONE);
      await player.saves();
      await page.goto(page.url().replace("/links", `?${new URLSearchParams({ app: "STORIES", course: COURSE })}`));
      await page.getByRole("heading", { name: "Attempt of Kim" }).waitFor();
      await becomes(page, ["complete", "passed", "80"]);
      await page.getByText("used 1 / 10 times").waitFor();
      await submit(page, page.getByRole("button", { name: "End it" }));
      story.expectErrors(/status of 404/);
      await other.goto(link);
      await other.getByRole("heading", { name: "This link does not work" }).waitFor();
    },
    { javaScriptEnabled: false },
  ],
  ...looks("the sandbox", async (story, look) => {
    const page = await sandbox(story, [{ id: "one" }, { id: "two" }]);
    await look(page, "console-sandbox-empty", { fullPage: true });
    await page.getByLabel("First name").first().fill("Alexandra-Wilhelmina");
    await page.getByLabel("Last name").first().fill("Featherstonehaugh-Cholmondeley");
    const player = await launch(story, page, "A strict one");
    await (await player.sco()).does(...DONE);
    await player.saves();
    await page.locator("#attempt .figures dd", { hasText: "80" }).or(page.locator("#attempt tbody td", { hasText: "80" })).first().waitFor();
    await look(page, "console-sandbox", { fullPage: true });
    await player.page.close();
    await page.getByRole("button", { name: "Make a link" }).click();
    await page.locator(".secret code").waitFor();
    await look(page, "console-sandbox-link", { fullPage: true });
    const link = await page.locator(".secret code").textContent();
    const other = await (await story.newContext()).newPage();
    await other.goto(link);
    await look(other, "console-sandbox-invited", { fullPage: true });
    story.expectErrors(/status of 404/);
    await other.goto(`${link}x`);
    await look(other, "console-sandbox-no-link", { fullPage: true });
  }),
];
