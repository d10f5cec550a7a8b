// The page of a course in the console: its tabs, files that a launch is served, settings that it goes by, deletion.
import assert from "node:assert/strict";

import { press, type } from "../support/keyboard.mjs";
import { looks } from "../support/looks.mjs";
import { scripted } from "../support/packages.mjs";
import { Server } from "../support/server.mjs";

const PASSWORD = "correct horse battery";
const FREE = '<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>';
const COURSE = "a course/with <strange> & long-id-without-a-place-to-break-it";

/** Two pages, the first with files beside it, and a file in the manifest that nobody packed. */
function pages(words) {
  const items = [{ id: "first", inside: "<adlcp:dataFromLMS>level=2</adlcp:dataFromLMS>" }, { id: "second" }];
  const files = { "first/words.txt": words, "images/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "images/<b>&amp;.txt": "x" };
  return scripted({ edition: "2004 4th Edition", items, sequencing: FREE, files });
}

/** The administrator of a server of the story's own, at the page of a course with one version. */
async function atCourse(story, { version = 1 } = {}) {
  const server = await Server.start();
  await story.useOwnServer(server);
  // The same package again within a second would be the same call.
  for (let count = 0; count < version; count++) await story.cloud.importCourse(COURSE, await pages(`old${count || ""}`));
  const page = await story.context.newPage();
  await page.goto(/begin at (\S+)/.exec(server.log)[1]);
  await page.getByLabel("Name").fill("ann");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.goto(`${server.url}/console/course?${new URLSearchParams({ app: story.cloud.app, course: COURSE })}`);
  await page.getByRole("heading", { level: 1, name: "Scripted course" }).waitFor();
  return page;
}

const tab = (page, name) => page.getByRole("navigation", { name: "Pages of this course" }).getByRole("link", { name, exact: true });
const field = (page, name) => page.locator(`#field-${name}`);

/** What a page of the course reads beside itself. */
const words = (sco) => sco.page.evaluate(() => fetch("words.txt").then((answer) => answer.text()));

export default [
  [
    "a file of a course is replaced in the console, and the next page of a learner has it",
    async (story) => {
      story.expectErrors(/status of 422/);
      const page = await atCourse(story);
      const regid = story.world.id("reg");
      await story.cloud.register(COURSE, regid);
      const player = await story.play(regid);
      assert.equal(await words(await player.sco("first")), "old");

      await tab(page, "Files").click();
      await page.getByRole("link", { name: "first/" }).click();
      await page.getByRole("link", { name: "Replace words.txt" }).click();
      assert.equal(await page.getByLabel("Path").inputValue(), "first/words.txt");
      await page.getByLabel("File", { exact: true }).setInputFiles({ name: "other.txt", mimeType: "text/plain", buffer: Buffer.from("new") });
      await page.getByRole("button", { name: "Replace it" }).click();
      await page.getByText("first/words.txt is there").waitFor();
      await player.go("continue");
      await player.go("previous");
      assert.equal(await words(await player.sco("first")), "new");

      // It leaves as an attachment, whatever it is.
      const coming = page.waitForEvent("download");
      await page.getByRole("link", { name: "words.txt", exact: true }).click();
      const download = await coming;
      assert.equal(download.suggestedFilename(), "words.txt");

      await page.getByLabel("Path").fill("../outside.txt");
      await page.getByLabel("File", { exact: true }).setInputFiles({ name: "x.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
      await page.getByRole("button", { name: "Put it there" }).click();
      await page.getByRole("alert").getByText("names no file").waitFor();
      await page.getByRole("link", { name: "Delete words.txt" }).click();
      await page.getByRole("heading", { name: "Delete first/words.txt?" }).waitFor();
      await page.getByRole("button", { name: "Delete the file" }).click();
      await page.getByRole("link", { name: "sco.html", exact: true }).waitFor();
      assert.equal(await page.getByRole("link", { name: "words.txt", exact: true }).count(), 0);
      assert.equal(await (await player.sco("first")).page.evaluate(() => fetch("words.txt").then((answer) => answer.status)), 404);
      story.expectErrors(/status of 404/);
    },
  ],
  [
    "settings of a course: a preset is filled in, found, changed, saved, and the next launch goes by it",
    async (story) => {
      const page = await atCourse(story);
      await tab(page, "Settings").click();
      await page.getByText("Everything is as the package and the defaults have it.").waitFor();
      await page.getByRole("link", { name: "Content alone" }).click();
      await page.getByText("is filled in").waitFor();
      await page.getByText("There are changes that are not saved.").waitFor();
      assert.equal(await field(page, "showNavBar").isChecked(), false);
      // Found while one types; putting one back loads nothing.
      await page.getByLabel("Search settings").fill("title bar");
      await page.getByText("1 setting matches").waitFor();
      await page.getByRole("button", { name: "Use the default for: Title bar" }).click();
      assert.equal(await field(page, "showTitleBar").isChecked(), true);
      await page.getByRole("button", { name: "Save changes" }).click();
      await page.getByText(/Saved: \d settings? changed/).waitFor();
      const differing = await page.locator(".differing").textContent();
      assert.ok(differing.includes("Navigation bar") && !differing.includes("Title bar"), differing);
      await page.waitForURL(({ searchParams }) => searchParams.get("course") === COURSE && !searchParams.has("saved"));

      const regid = story.world.id("reg");
      await story.cloud.register(COURSE, regid);
      const player = await story.play(regid);
      assert.equal(await player.page.locator('[data-nav="continue"]').isVisible(), false);

      await story.cloud.importCourse("another", await pages("x"));
      await page.goto(`${story.server.url}/console/course/attributes?${new URLSearchParams({ app: story.cloud.app, course: "another" })}`);
      await page.getByLabel("Id of the course").fill(COURSE);
      await page.getByRole("button", { name: "Fill them in" }).click();
      await page.getByText("is filled in").waitFor();
      await page.getByRole("button", { name: "Save changes" }).click();
      await page.getByText(/Saved: \d settings? changed/).waitFor();
      assert.equal(await field(page, "showNavBar").isChecked(), false);
    },
  ],
  [
    "tags, a version and the course go, by keyboard and without script",
    async (story) => {
      story.expectErrors(/status of 4/);
      const page = await atCourse(story, { version: 2 });
      await story.cloud.register(COURSE, story.world.id("reg"));
      await press(page, tab(page, "Metadata and tags"));
      await type(page, page.getByLabel("New tags"), "safety, 2026");
      await page.keyboard.press("Enter");
      await press(page, page.getByRole("button", { name: "Remove the tag 2026" }));
      await page.getByText("safety", { exact: true }).waitFor();
      assert.equal(await page.getByText("2026", { exact: true }).count(), 0);

      await press(page, tab(page, "Versions"));
      await press(page, page.getByRole("link", { name: "Delete version 0" }));
      await page.getByRole("heading", { name: "Delete version 0?" }).waitFor();
      await press(page, page.getByRole("checkbox"), "Space");
      await press(page, page.getByRole("button", { name: "Delete the version" }));
      await page.getByRole("link", { name: "Version 1", exact: true }).waitFor();
      assert.equal(await page.getByRole("link", { name: "Version 0", exact: true }).count(), 0);

      await press(page, tab(page, "Metadata and tags"));
      await press(page, page.getByRole("link", { name: "Delete the course …" }));
      await page.getByText("Registrations and results are lost too (1)").waitFor();
      await press(page, page.getByRole("checkbox"), "Space");
      await press(page, page.getByRole("button", { name: "Delete the course" }));
      await page.waitForURL(/\/console\/courses/);
      await page.goto(`${story.server.url}/console/audit`);
      const log = await page.locator("tbody tr").allTextContents();
      assert.deepEqual(log.map((line) => /course deleted|version deleted|tags added|tags removed/.exec(line)?.[0]).filter(Boolean),
        ["course deleted", "version deleted", "tags removed", "tags added"]);
    },
    { javaScriptEnabled: false },
  ],
  ...looks("the page of a course", async (story, look) => {
    story.expectErrors(/status of 422/);
    const page = await atCourse(story, { version: 2 });
    await look(page, "course-overview");
    await tab(page, "Structure").click();
    await page.getByRole("heading", { name: "Activities" }).waitFor();
    await look(page, "course-structure");
    await tab(page, "Versions").click();
    await page.getByRole("link", { name: "Version 0", exact: true }).waitFor();
    await look(page, "course-versions");
    await page.getByRole("link", { name: "Delete version 0" }).click();
    await page.getByRole("button", { name: "Delete the version" }).waitFor();
    await look(page, "course-confirm");
    await tab(page, "Files").click();
    await page.getByRole("link", { name: "images/" }).waitFor();
    await look(page, "course-files");
    await page.getByRole("link", { name: "images/" }).click();
    await page.getByRole("link", { name: "Replace logo.svg" }).click();
    await page.getByRole("heading", { name: "Replace a file" }).waitFor();
    await look(page, "course-folder");
    await tab(page, "Settings").click();
    await page.getByRole("link", { name: "Guided, one after another" }).click();
    await page.getByText("is filled in").waitFor();
    await field(page, "thresholdScore").fill("80 %");
    await look(page, "course-settings");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByText(/Saved: |Please enter/).first().waitFor();
    await look(page, "course-settings-saved");
    await tab(page, "Metadata and tags").click();
    await page.getByLabel("New tags").fill("safety, a-tag-that-is-rather-long-and-has-no-place-where-it-could-be-broken-at-all");
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByText("safety", { exact: true }).waitFor();
    await look(page, "course-about");
    await page.goto(`${story.server.url}/console/course?${new URLSearchParams({ app: story.cloud.app, course: COURSE, version: "0" })}`);
    await page.getByText("This is version 0; the latest is 1.").waitFor();
    await look(page, "course-old");
  }),
];
