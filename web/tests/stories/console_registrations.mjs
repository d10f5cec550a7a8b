// Registrations in the console: found, followed while a course runs, their postbacks sent by hand and held back.
import assert from "node:assert/strict";

import { press } from "../support/keyboard.mjs";
import { looks } from "../support/looks.mjs";
import { scripted } from "../support/packages.mjs";
import { Server } from "../support/server.mjs";
import { until } from "../support/until.mjs";

const PASSWORD = "correct horse battery";
const PARTS = ["Results by activity", "Run-time data", "Objectives", "Launches", "Postbacks", "API form"];
const LONG = "a-registration-id-that-is-rather-long-and-has-no-place-where-it-could-be-broken";

/** A server of the story's own with a course, and an administrator in its console. */
async function begin(story) {
  const server = await Server.start();
  await story.useOwnServer(server);
  const items = [{ id: "one" }];
  await server.cloud.importCourse("golf", await scripted({ edition: "2004 4th Edition", items, sequencing: FLOW }));
  const page = await story.context.newPage();
  await page.goto(/begin at (\S+)/.exec(server.log)[1]);
  await page.getByLabel("Name").fill("ann");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  return page;
}

const FLOW = '<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>';

/** Opens a registration from the list. */
async function open(page, learner) {
  await page.getByRole("navigation", { name: "Console" }).getByRole("link", { name: "Registrations", exact: true }).click();
  await page.getByRole("link", { name: learner, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: learner }).waitFor();
}

/** Goes to a part of a registration's page. */
async function part(page, name) {
  await page.getByRole("navigation", { name: "Parts" }).getByRole("link", { name, exact: true }).click();
  await page.locator(`.tabs a[aria-current]`, { hasText: name }).waitFor();
}

/** Notes what moves on the page from now on without anybody having touched it. */
async function watchShifts(page) {
  await page.evaluate(() => {
    window.shifts = [];
    const what = ({ node, previousRect, currentRect }) => `${node?.nodeName} "${node?.textContent?.trim().slice(0, 30)}" ${JSON.stringify([previousRect, currentRect])}`;
    const seen = (list) => {
      for (const { hadRecentInput, value, sources } of list.getEntries()) if (!hadRecentInput) window.shifts.push({ value, of: sources.map(what) });
    };
    new PerformanceObserver(seen).observe({ type: "layout-shift" });
  });
}

async function assertNothingMoved(page) {
  const shifts = await page.evaluate(() => window.shifts);
  assert.ok(shifts.reduce((sum, { value }) => sum + value, 0) < 0.01, `layout shift: ${JSON.stringify(shifts, null, 2)}`);
}

/** A learner answers a question, wrongly, and is passed. */
async function play(story, regid) {
  const player = await story.play(regid);
  const sco = await player.sco("one");
  await sco.run(
    ["initialize"],
    ["set", "cmi.interactions.0.id", "q1"],
    ["set", "cmi.interactions.0.type", "choice"],
    ["set", "cmi.interactions.0.correct_responses.0.pattern", "b"],
    ["set", "cmi.interactions.0.learner_response", "a"],
    ["set", "cmi.interactions.0.result", "incorrect"],
    ["set", "cmi.interactions.0.latency", "PT12S"],
    ["set", "cmi.objectives.0.id", "putting"],
    ["set", "cmi.objectives.0.score.scaled", "0.5"],
    ["set", "cmi.suspend_data", "hole ".repeat(200)],
    ["set", "cmi.score.scaled", "0.75"],
    ["set", "cmi.success_status", "passed"],
    ["set", "cmi.completion_status", "completed"],
    ["commit"],
  );
  return player;
}

export default [
  [
    "registrations are found in the console by keyboard and without script",
    async (story) => {
      const page = await begin(story);
      for (let n = 0; n < 52; n++) await story.cloud.register("golf", `r-${n}`, { learnerid: `l-${n % 3}`, fname: "Bea", lname: `Bond${n}` });
      await press(page, page.getByRole("link", { name: "Registrations", exact: true }));
      await page.getByText("Registrations: 52").waitFor();
      const rows = async (count) => {
        await page.waitForLoadState();
        assert.equal(await page.locator("tbody tr").count(), count);
      };
      await rows(50);
      await press(page, page.getByRole("link", { name: "Older" }));
      await page.waitForURL(/older=/);
      await rows(2);
      await page.getByRole("link", { name: "Newer" }).click();
      await page.waitForURL(/newer=/);
      await rows(50);

      const search = async (fields, total) => {
        await page.getByRole("link", { name: "Registrations", exact: true }).click();
        for (const [label, value] of Object.entries(fields)) {
          const field = page.getByLabel(label);
          if (await field.evaluate((element) => element.tagName === "SELECT")) await field.selectOption(value);
          else await field.fill(value);
        }
        await page.getByRole("button", { name: "Show" }).click();
        await page.getByText(total).waitFor();
      };
      await search({ Search: "bond51" }, "Registrations: 1");
      await search({ Search: "Bea Bond5" }, "Registrations: 1");
      await search({ Search: "r-4" }, "Registrations: 11");
      await search({ "Id of the learner": "l-0" }, "Registrations: 18");
      await search({ Completion: "complete" }, "There are none.");
      await search({ Completion: "unknown", "Id of the course": "golf", "Changed on or after": "2020-01-01" }, "Registrations: 52");
      await press(page, page.getByRole("link", { name: "All registrations" }));
      await page.getByText("Registrations: 52").waitFor();
    },
    { javaScriptEnabled: false },
  ],
  [
    "a course is played in one tab and seen in the console in another, and nothing moves there",
    async (story) => {
      const page = await begin(story);
      await story.cloud.register("golf", "reg", { fname: "Bea", lname: "Bond" });
      await open(page, "Bea Bond");
      const about = page.getByRole("region", { name: "Result" });
      await about.getByText("never opened").waitFor();
      await watchShifts(page);

      const player = await play(story, "reg");
      await page.bringToFront();
      await about.getByText("open now").waitFor();
      await about.getByText("passed").waitFor();
      await about.getByText("75 %").waitFor();
      await page.locator("tr", { hasText: "Part one" }).getByText("complete", { exact: true }).waitFor();
      await assertNothingMoved(page);

      await part(page, "Run-time data");
      await page.getByRole("row", { name: /q1.*a.*b.*incorrect.*12/ }).first().waitFor();
      const folded = page.locator("tr", { hasText: "cmi.suspend_data" }).locator("details");
      await folded.locator("summary").click();
      await folded.getByText("1,000 characters").waitFor();
      await watchShifts(page);
      await player.page.bringToFront();
      await (await player.sco("one")).run(["set", "cmi.location", "page 7"], ["commit"]);
      await page.bringToFront();
      await page.locator("tr", { hasText: "cmi.location" }).getByText("page 7").waitFor();
      assert.ok(await folded.evaluate((element) => element.open), "what was opened stays open");

      await part(page, "Objectives");
      await page.getByRole("row", { name: /putting.*50 %/ }).waitFor();
      await part(page, "Launches");
      await page.getByRole("row", { name: /Debug log.*open.*Chrome \d+, Linux/ }).waitFor();
      await watchShifts(page);
      await player.page.bringToFront();
      await player.go("exitAll");
      await player.left();
      await page.bringToFront();
      await page.getByRole("row", { name: /left by the learner/ }).waitFor();
      await about.getByText("not open").waitFor();
      await part(page, "API form");
      await page.getByText('<registrationreport format="full" regid="reg" instanceid="0">').waitFor();
    },
  ],
  [
    "postbacks that do not arrive are seen with what was sent and answered, sent by hand, held back and resumed",
    async (story) => {
      const inbox = story.inbox(Array(60).fill(503));
      const page = await begin(story);
      await story.cloud.register("golf", "reg", { fname: "Bea", lname: "Bond", postbackurl: inbox.url, authtype: "httpbasic", urlname: "lms", urlpass: "s3cret-w0rd", resultsformat: "activity" });
      await open(page, "Bea Bond");
      await part(page, "Postbacks");
      await page.getByText("nothing was posted yet").waitFor();
      const player = await play(story, "reg");
      await inbox.first("that is refused");
      await page.bringToFront();
      await page.getByText("did not arrive, will be tried again").waitFor();
      const first = page.locator(".tries li").first();
      await first.getByText("HTTP 503").waitFor();
      await first.locator("summary").click();
      await first.getByText('<registrationreport format="activity"').waitFor();
      await first.getByText("noted").waitFor();
      assert.ok(!(await page.content()).includes("s3cret-w0rd"), "no password on the page");

      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByText("held back").waitFor();
      const seen = inbox.received.length;
      await player.page.bringToFront();
      await player.go("exitAll");
      await player.left();
      await page.bringToFront();
      await page.locator(".chip", { hasText: "paused" }).waitFor();
      assert.ok(inbox.received.length <= seen + 1, "what is held back is not sent");
      const paused = inbox.received.length;
      inbox.answers.length = 0;
      await page.getByRole("button", { name: "Send now" }).click();
      await until("sent by hand", () => inbox.received.length > paused);
      await page.getByText("nothing waits").waitFor();
      await page.locator(".tries li").last().getByText("HTTP 200").waitFor();
      await page.getByRole("button", { name: "Resume" }).click();
      await page.getByText("all is delivered").waitFor();

      // Begun anew, reset and deleted, each with its line in the audit log.
      page.on("dialog", (dialog) => dialog.accept());
      const change = async (name) => {
        await page.getByText("Begin anew, reset or delete").click();
        await page.getByRole("button", { name, exact: true }).click();
      };
      await change("Begin a new instance");
      await page.getByText("A new instance has begun.").waitFor();
      await page.getByRole("link", { name: "Instance 0" }).click();
      await page.getByText("This is an earlier instance.").waitFor();
      await page.getByRole("link", { name: "Instance 1" }).click();
      await change("Reset");
      await page.getByText("The latest instance was reset.").waitFor();
      await change("Delete the registration");
      await page.getByText("There are none.").waitFor();
      await page.getByRole("link", { name: "Audit log" }).click();
      for (const said of ["registration deleted", "registration reset", "instance begun", "postbacks resumed", "postback sent by hand", "postbacks paused"]) {
        await page.getByRole("cell", { name: said }).waitFor();
      }
    },
  ],
  ...looks("registrations in the console", async (story, look) => {
    const inbox = story.inbox([503]);
    const page = await begin(story);
    for (const [n, name] of ["Kim", "Noor", "Sam"].entries()) await story.cloud.register("golf", `golf-${n}`, { learnerid: `learner-${n}`, fname: name, lname: "Lee" });
    await story.cloud.register("golf", LONG, { learnerid: `${LONG}@example.org`, fname: "Bea", lname: "Bond", postbackurl: inbox.url });
    const player = await play(story, LONG);
    await player.go("exitAll");
    await player.left();
    await player.page.close();
    await inbox.first("that arrives", ({ results }) => results.success === "passed");
    await page.goto(new URL("/console/registrations", story.server.url).href);
    await look(page, "registrations-list");
    await open(page, "Bea Bond");
    await page.getByText("Begin anew, reset or delete").click();
    for (const name of PARTS) {
      await part(page, name);
      if (name === "Run-time data") await page.locator("tr", { hasText: "cmi.suspend_data" }).locator("summary").click();
      if (name === "Postbacks") await page.locator(".tries summary").first().click();
      await look(page, `registrations-${name.toLowerCase().replaceAll(" ", "-")}`, { fullPage: true });
    }
  }),
];
