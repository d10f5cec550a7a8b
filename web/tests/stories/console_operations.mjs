// Operations: what an administrator sees of a cloud at work, does where something is stuck, and what machines are told.
import assert from "node:assert/strict";

import { press, submit, type } from "../support/keyboard.mjs";
import { looks } from "../support/looks.mjs";
import { Player } from "../support/player.mjs";
import { freePorts } from "../support/ports.mjs";
import { scripted } from "../support/packages.mjs";
import { Server } from "../support/server.mjs";
import { until } from "../support/until.mjs";

const PASSWORD = "correct horse battery";
const SPITEFUL = "</script><b>bold</b>";

/** A server with a course, a learner's finished launch, postbacks that arrived and some that nobody takes. */
async function atWork(story, receiver) {
  const server = await Server.start();
  await story.useOwnServer(server);
  await server.cloud.importCourse("golf", await scripted());
  const [nobody] = await freePorts(1);
  for (const [regid, postbackurl] of [["taken", receiver], ["refused", `http://127.0.0.1:${nobody}/`], [SPITEFUL, `http://127.0.0.1:${nobody}/`]]) {
    await server.cloud.register("golf", regid, { learnerid: regid, postbackurl, authtype: "form", urlname: "u", urlpass: "p", resultsformat: "course" });
  }
  for (const regid of ["taken", "refused", SPITEFUL]) {
    const page = await (await story.newContext()).newPage();
    await page.goto(server.cloud.launchUrl(regid));
    const player = new Player(page);
    await player.becomes("playing");
    await player.go("suspendAll");
    await player.left();
    await page.close();
  }
  await assert.rejects(server.cloud.call("course.getCourseDetail", { courseid: SPITEFUL, applib: SPITEFUL }));
  return server;
}

/** Begins as the administrator `ann`. */
async function administrator(story) {
  const page = await story.context.newPage();
  await page.goto(/begin at (\S+)/.exec(story.server.log)[1]);
  await page.getByLabel("Name").fill("ann");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  return page;
}

const operations = (page) => page.getByRole("link", { name: "Operations", exact: true });
const tab = (page, name) => page.getByRole("group", { name: "Operations" }).getByRole("link", { name, exact: true });

export default [
  [
    "postbacks that nobody takes are held, released and sent; calls and jobs are looked up; by keyboard and without script",
    async (story) => {
      const inbox = story.inbox();
      await atWork(story, inbox.url);
      const page = await (await story.newContext({ javaScriptEnabled: false })).newPage();
      await page.goto(/begin at (\S+)/.exec(story.server.log)[1]);
      await type(page, page.getByLabel("Name"), "ann");
      await type(page, page.getByLabel("Password"), PASSWORD);
      await page.keyboard.press("Enter");
      await press(page, operations(page));
      await page.getByRole("heading", { level: 1, name: "Operations" }).waitFor();
      assert.match(await page.locator(".checks").textContent(), /Database\s*Answers.*Files\s*Can be written/s);
      assert.equal(await page.locator(".checks [data-kind=bad]").count(), 0);
      assert.match(await page.locator("figure", { hasText: "Launches" }).first().textContent(), /3 in all/);

      await submit(page, tab(page, "Postbacks"));
      const app = page.locator(".list > li");
      // One that is being tried at this moment does not wait.
      const shows = (part) => until("it shows", async () => {
        await page.goto(`${story.server.url}/console/operations/postbacks`);
        return part.isVisible();
      });
      await shows(app.getByText("Waiting: 2"));
      await submit(page, app.getByRole("button", { name: "Hold the postbacks of STORIES" }));
      await app.getByText("held", { exact: true }).waitFor();
      await shows(app.getByRole("link", { name: "Held: 2" }));
      await press(page, app.getByRole("link", { name: "Held: 2" }));
      await page.getByRole("heading", { name: "Held: STORIES" }).waitFor();
      assert.match(await page.locator("tbody").textContent(), /<\/script><b>bold<\/b>/);
      await submit(page, app.getByRole("button", { name: "Release the postbacks of STORIES" }));
      const send = app.getByRole("button", { name: "Send all now: STORIES" });
      // They were tried, and wait again.
      await shows(send);
      await submit(page, send);

      await press(page, tab(page, "API calls"));
      await page.getByRole("heading", { level: 1, name: "API calls" }).waitFor();
      await page.getByLabel("Outcome").selectOption("failed");
      await type(page, page.getByLabel("Method"), "rustici.course.getCourseDetail");
      await page.keyboard.press("Enter");
      await page.waitForURL(/getCourseDetail/);
      await until("the call is written", async () => {
        await page.reload();
        return (await page.locator("tbody tr").count()) === 1;
      });
      assert.match(await page.locator("tbody tr").textContent(), /course\.getCourseDetail.*Error \d+.*<\/script><b>bold<\/b>/s);

      await press(page, tab(page, "Jobs"));
      await page.getByRole("cell", { name: "Closing of launches that fell silent", exact: true }).waitFor();
      await submit(page, page.getByRole("button", { name: /Try now: Removal of files/ }));
      await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
      await press(page, page.getByRole("link", { name: "Audit log" }));
      const log = await page.locator("tbody").textContent();
      for (const words of ["job tried again", "all postbacks sent now", "postbacks released", "postbacks held"]) {
        assert.ok(log.includes(words), `${words} in ${log}`);
      }
    },
  ],
  [
    "an application gets a second key, loses the first, and is deleted by whoever types its id; by keyboard",
    async (story) => {
      const server = await Server.start();
      await story.useOwnServer(server);
      story.expectErrors(/status of 422/);
      const page = await administrator(story);
      await press(page, page.getByRole("link", { name: "Applications", exact: true }));
      await press(page, page.getByRole("link", { name: "STORIES" }));
      await page.getByRole("heading", { name: "Keys" }).waitFor();
      const application = page.url();
      const keys = page.locator("tbody tr");
      assert.equal(await keys.count(), 1);
      page.on("dialog", (dialog) => dialog.accept());
      await press(page, keys.getByRole("button", { name: "Delete key" }));
      await page.getByRole("alert").waitFor();
      await type(page, page.getByLabel("What it is for"), SPITEFUL);
      await page.keyboard.press("Enter");
      const secret = await page.locator(".secret code").textContent();
      await page.goto(application);
      assert.equal(await keys.count(), 2);
      await press(page, keys.last().getByRole("button", { name: "Delete key" }));
      await keys.nth(1).waitFor({ state: "detached" });
      await assert.rejects(server.cloud.call("course.getCourseList"));
      server.cloud.secret = secret;
      await server.cloud.call("course.getCourseList");

      await press(page, page.getByRole("link", { name: "Delete this application" }));
      await type(page, page.getByLabel("Type its id to go on"), "STORY");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      await type(page, page.getByLabel("Type its id to go on"), "STORIES");
      await press(page, page.getByRole("button", { name: "Delete for good" }));
      await page.getByText("No LMS is connected yet").waitFor();
      await assert.rejects(server.cloud.call("course.getCourseList"));
    },
  ],
  [
    "health keeps up by itself without moving the page; machines are told as well",
    async (story) => {
      const server = await atWork(story, story.inbox().url);
      const page = await administrator(story);
      await operations(page).click();
      await page.getByText("Can be written").waitFor();
      const shift = await page.evaluate(async () => {
        let sum = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value))).observe({ type: "layout-shift", buffered: true });
        await new Promise((done) => document.addEventListener("page-changed", done, { once: true }));
        return sum;
      });
      assert.ok(shift < 0.01, `a shift of ${shift}`);
      for (const path of ["healthz", "readyz"]) {
        for (const base of [server.url, server.metricsUrl]) assert.equal((await fetch(`${base}/${path}`)).status, 200);
      }
      assert.match(await server.metrics(), /^lyceum_launches_started_total 3$/m);
      // One that is being tried at this moment is not pending.
      await until("two wait", async () => /^lyceum_outbox\{state="pending"\} 2$/m.test(await server.metrics()));
      assert.equal((await fetch(`${server.url}/metrics`)).status, 404);
    },
  ],
  [
    "a page that keeps up leads to the sign-in once nobody is signed in any more, and says nothing old",
    async (story) => {
      await story.useOwnServer(await Server.start());
      const page = await administrator(story);
      await operations(page).click();
      await page.getByText("Can be written").waitFor();
      await story.context.clearCookies();
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      await page.getByLabel("Name").fill("ann");
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { level: 1 }).waitFor();
    },
  ],
  ...looks("operations", async (story, look) => {
    await atWork(story, story.inbox().url);
    const page = await administrator(story);
    await operations(page).click();
    await page.getByRole("heading", { level: 1, name: "Operations" }).waitFor();
    await look(page, "operations-health");
    await page.locator("figure summary").last().click();
    await look(page, "operations-table");
    await tab(page, "Postbacks").click();
    await page.getByRole("link", { name: /^Waiting: / }).click();
    await page.getByRole("heading", { name: /STORIES/ }).waitFor();
    await look(page, "operations-postbacks");
    await tab(page, "Jobs").click();
    await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
    await look(page, "operations-jobs");
    await until("calls are written", async () => {
      await tab(page, "API calls").click();
      await page.getByRole("heading", { level: 1, name: "API calls" }).waitFor();
      return (await page.locator("tbody tr").count()) > 5;
    });
    await look(page, "operations-calls");
    await page.getByRole("link", { name: "Applications", exact: true }).click();
    await page.getByRole("link", { name: "STORIES" }).click();
    await page.getByRole("heading", { name: "Keys" }).waitFor();
    await look(page, "operations-app");
    await page.getByRole("link", { name: "Delete this application" }).click();
    await look(page, "operations-app-delete");
  }),
];
