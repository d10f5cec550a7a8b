// The property editor: by signed link in a frame of another site, with and without script, by keyboard, in pictures.
import assert from "node:assert/strict";
import { createServer } from "node:http";

import { assertAccessible, looks } from "../support/looks.mjs";
import { sample } from "../support/packages.mjs";


/** A course that no other story changes. */
async function course(story, name = "welcome-scorm2004") {
  const id = story.world.id("edited");
  await story.cloud.importCourse(id, await sample(name));
  return id;
}

async function attributes(story, courseid) {
  const rsp = await story.cloud.call("course.getAttributes", { courseid });
  return Object.fromEntries(rsp.all("attribute").map(({ attributes: { name, value } }) => [name, value]));
}

const editor = (story, courseid, params = {}) => story.cloud.url("course.properties", { courseid, ...params });
const field = (page, name) => page.locator(`#field-${name}`);
const save = (page) => page.getByRole("button", { name: "Save changes" }).click();

export default [
  [
    "a course's settings are changed on the page and read over the API",
    async (story) => {
      const id = await course(story);
      const page = await story.context.newPage();
      await page.goto(editor(story, id));
      await page.getByLabel("Title", { exact: true }).fill("Renamed <b>course</b> & more");
      await field(page, "showHelp").check();
      await field(page, "statusDisplay").selectOption({ label: "Both, apart" });
      await field(page, "desiredWidth").fill("1024");
      await page.getByText("There are changes that are not saved.").waitFor();
      await save(page);
      await page.getByText("Saved: 4 settings changed.").waitFor();
      await page.getByRole("heading", { level: 1, name: "Renamed <b>course</b> & more" }).waitFor();
      const now = await attributes(story, id);
      assert.equal(now.title, "Renamed <b>course</b> & more");
      assert.deepEqual([now.showHelp, now.statusDisplay, now.desiredWidth], ["true", "3", "1024"]);

      await page.reload();
      assert.equal(await page.getByText("Saved: ").count(), 0);
      assert.equal(await field(page, "desiredWidth").inputValue(), "1024");
      await page.getByRole("button", { name: "Use the default for: Desired width" }).click();
      assert.equal(await field(page, "desiredWidth").inputValue(), "0");
      await save(page);
      await page.getByText("Saved: 1 setting changed.").waitFor();
      assert.equal((await attributes(story, id)).desiredWidth, "0");
    },
  ],
  [
    "a wrong value is told beside its field, and nothing that was typed is lost",
    async (story) => {
      story.expectErrors(/status of 422/);
      const id = await course(story);
      const page = await story.context.newPage();
      await page.goto(editor(story, id));
      await field(page, "thresholdScore").fill("80 %");
      await field(page, "desiredHeight").fill("700");
      await save(page);
      await page.getByText("Please enter a number from 0 to 1, such as 0.8.").waitFor();
      await page.waitForFunction(() => document.activeElement.getAttribute("role") === "alert");
      assert.equal(await field(page, "thresholdScore").getAttribute("aria-invalid"), "true");
      assert.equal((await attributes(story, id)).desiredHeight, "0");
      await assertAccessible(page, "with an error");
      await page.getByRole("alert").getByRole("link", { name: "Threshold score" }).click();
      await field(page, "thresholdScore").fill("0.8");
      await page.keyboard.press("Enter");
      await page.getByText("Saved: 2 settings changed.").waitFor();
      const now = await attributes(story, id);
      assert.deepEqual([now.thresholdScore, now.desiredHeight], ["0.8", "700"]);
    },
  ],
  [
    "the search finds settings as one types, all by keyboard",
    async (story) => {
      const id = await course(story);
      const page = await story.context.newPage();
      await page.goto(editor(story, id));
      await page.getByLabel("Search settings").focus();
      await page.keyboard.type("progress bar");
      await page.getByText("1 setting matches").waitFor();
      assert.equal(await page.locator(".field:visible").count(), 1);
      const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
      await page.keyboard.press("Tab");
      assert.equal(await focused(), "field-showProgressBar");
      await page.keyboard.press("Space");
      await page.keyboard.press("Tab");
      assert.equal(await focused(), "Use the default");
      await page.keyboard.press("Tab");
      assert.equal(await focused(), "Save changes");
      await page.keyboard.press("Enter");
      await page.getByText("Saved: 1 setting changed.").waitFor();
      await page.waitForFunction(() => document.activeElement.getAttribute("role") === "status");
      assert.equal((await attributes(story, id)).showProgressBar, "true");
      await page.getByLabel("Search settings").fill("nothing like this");
      await page.getByText("No setting matches this search.").waitFor();
    },
  ],
  [
    "it works in a frame of another site without cookies, tells that site, and wears its style",
    async (story) => {
      const id = await course(story);
      const told = [];
      const site = await listen((request, response) => {
        told.push(request.url);
        if (request.url === "/style.css") {
          response.setHeader("content-type", "text/css");
          return response.end("h1 { color: rgb(1, 2, 3) !important; }");
        }
        response.setHeader("content-type", "text/html");
        if (request.url === "/told") return response.end("<script>parent.parent.count += 1</script>");
        const src = editor(story, id, { cssurl: `${site.url}/style.css`, notificationframesrc: `${site.url}/told` });
        response.end(`<!doctype html><title>LMS</title><link rel="icon" href="data:,"><script>var count = 0</script>
          <iframe title="settings" width="900" height="700" src="${src.replaceAll("&", "&amp;")}"></iframe>`);
      });
      story.servers.push(site);
      const page = await story.context.newPage();
      const devtools = await story.context.newCDPSession(page);
      await devtools.send("Network.enable");
      await devtools.send("Network.setCookieControls", { enableThirdPartyCookieRestriction: true, disableThirdPartyCookieMetadata: true, disableThirdPartyCookieHeuristics: true }).catch(() => {});
      await page.goto(site.url);
      const frame = page.frameLocator("iframe");
      await frame.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForFunction(() => window.count === 1);
      assert.equal(await frame.getByRole("heading", { level: 1 }).evaluate((h1) => getComputedStyle(h1).color), "rgb(1, 2, 3)");
      await field(frame, "showHelp").check();
      await save(frame);
      await frame.getByText("Saved: 1 setting changed.").waitFor();
      await page.waitForFunction(() => window.count === 2);
      assert.equal((await attributes(story, id)).showHelp, "true");
      assert.deepEqual(await story.context.cookies(), []);
      assert.deepEqual([...new Set(told)].sort(), ["/", "/style.css", "/told"]);
    },
  ],
  [
    "it works without script",
    async (story) => {
      const id = await course(story);
      const page = await story.context.newPage();
      await page.goto(editor(story, id));
      await page.getByLabel("Search settings").fill("width");
      await page.getByRole("button", { name: "Search" }).click();
      await page.getByRole("link", { name: "Show all settings" }).waitFor();
      await field(page, "desiredWidth").fill("500");
      await field(page, "desiredWidth").press("Enter");
      await page.getByText("Saved: 1 setting changed.").waitFor();
      await page.getByRole("button", { name: "Use the default for: Desired width" }).click();
      await page.getByText("“Desired width” is back at its default.").waitFor();
      assert.equal((await attributes(story, id)).desiredWidth, "500");
      await save(page);
      await page.getByText("Saved: 1 setting changed.").waitFor();
      assert.equal((await attributes(story, id)).desiredWidth, "0");
    },
    { javaScriptEnabled: false },
  ],
  [
    "an edition of SCORM 2004 is chosen, and another standard cannot be",
    async (story) => {
      const page = await story.context.newPage();
      const newer = await course(story);
      await page.goto(editor(story, newer));
      await field(page, "scormVersion").selectOption({ label: "SCORM 2004 3rd Edition" });
      await save(page);
      await page.getByText("Saved: 1 setting changed.").waitFor();
      assert.equal((await attributes(story, newer)).scormVersion, "scorm_2004_3rd_edition");
      await page.goto(editor(story, await course(story, "welcome-scorm12")));
      assert.equal(await field(page, "scormVersion").textContent(), "SCORM 1.2");
    },
  ],
  ...looks("the property editor", async (story, look) => {
    story.expectErrors(/status of 4/);
    const id = await course(story);
    const page = await story.context.newPage();
    await page.goto(editor(story, id));
    await look(page, "properties-top");
    await field(page, "thresholdScore").scrollIntoViewIfNeeded();
    await field(page, "statusRollupMode").selectOption({ label: "All passed" });
    await look(page, "properties-middle");
    await field(page, "thresholdScore").fill("8");
    await save(page);
    await page.getByRole("alert").waitFor();
    await look(page, "properties-wrong");
    await page.goto(new URL("/course-properties/nobody", story.server.url).href);
    await look(page, "properties-gone");
  }),
];

/** A web server of another site than the cloud's. */
async function listen(answer) {
  const server = createServer(answer);
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((stopped) => {
      server.close(stopped);
      server.closeAllConnections();
    }),
  };
}
