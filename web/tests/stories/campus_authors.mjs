// Authors bring courses to Campus: both ways, slow lines, broken packages, new versions, interruptions.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";

import { Gate } from "../support/gate.mjs";
import { assertAccessible } from "../support/looks.mjs";
import { scripted } from "../support/packages.mjs";
import { Server } from "../support/server.mjs";
import { timestamp } from "../support/signature.mjs";
import { until } from "../support/until.mjs";

/** An author of a Campus of the story's own. */
async function authorOf(story, options) {
  const campus = await story.campus(options);
  const admin = await story.signIn(campus, campus.administrator);
  const author = await story.signIn(campus, await admin.adds("olga", "Olga", "Thor", "author"));
  return { campus, admin, author };
}

/** A line on which a megabyte takes three seconds. */
async function slowLine(page) {
  const session = await page.context().newCDPSession(page);
  const speed = 350_000;
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 20, downloadThroughput: speed, uploadThroughput: speed });
}

const withBallast = () => scripted({ files: { "ballast.bin": randomBytes(1_000_000) } });

export default [
  ...["browser", "through"].map((way) => [
    way === "browser"
      ? "s19_s22_s23_s24_s31_s32 a package goes straight to the cloud, and a slow line shows how far it is"
      : "s19_s22_s30_s31_s32 a package goes through Campus, and a slow line shows how far it is",
    async (story) => {
      const { author } = await authorOf(story, { way });
      await author.goTo("Courses");
      const posted = [];
      author.page.on("request", (request) => request.method() === "POST" && posted.push(new URL(request.url())));
      await slowLine(author.page);
      await author.page.getByLabel("Package").setInputFiles({ name: "slow.zip", mimeType: "application/zip", buffer: await withBallast() });
      const seen = author.page.waitForFunction(() => /: [1-9]\d? %/.test(document.querySelector("form [role=status]")?.textContent ?? ""), undefined, { polling: 20 });
      const button = author.page.getByRole("button", { name: "Bring the course" });
      // An impatient author.
      await button.click({ clickCount: 2, noWaitAfter: true });
      await seen;
      await story.picture(author.page, `campus-uploading-${way}`);
      await button.click({ noWaitAfter: true, timeout: 1000 }).catch(() => {});
      await author.page.waitForURL(/\/imports\/\d+$/);
      await author.comesToTheCourse();
      const places = posted.map(({ origin, pathname }) => `${origin === author.campus.url ? "campus" : "cloud"} ${pathname.replace(/\d+/, "N")}`);
      const straight = ["campus /imports/await", "campus /imports/N/link", "cloud /api", "campus /imports/N/answer"];
      assert.deepEqual(places, way === "browser" ? straight : ["campus /imports"]);
      await author.goTo("Courses");
      await author.page.waitForLoadState();
      assert.equal(await author.page.locator(".list > li").count(), 1);
    },
  ]),
  [
    "s16_s24 the pending page survives a closed browser and a Campus that is killed mid-import",
    async (story) => {
      story.expectErrors(/ERR_CONNECTION_REFUSED/);
      const gate = await Gate.start(story.server.url);
      story.servers.push(gate);
      const { campus, author } = await authorOf(story, { cloudUrl: gate.url });
      await author.goTo("Courses");
      // The browser reaches the cloud, Campus does not: the import is under way, and nobody hears of its end.
      gate.shut();
      await author.submits("golf.zip", await scripted());
      const pending = author.page.url();
      await author.page.getByText("golf.zip is on its way. You can close this page and come back.").waitFor();
      await story.picture(author.page, "campus-import-pending");
      await assertAccessible(author.page, "a package under way");
      await author.context.close();
      await campus.kill();
      await campus.resume();

      const again = await story.signIn(campus, { login: "olga" });
      await again.page.goto(pending);
      await again.page.getByText("golf.zip is on its way.").waitFor();
      gate.open();
      await again.comesToTheCourse();
      await again.page.getByRole("heading", { level: 1, name: "Scripted course" }).waitFor();
    },
  ],
  [
    "s17_s21 a broken package gets a kind sentence and another try; what was odd is for authors alone",
    async (story) => {
      story.expectErrors(/status of 404/);
      const { campus, admin, author } = await authorOf(story);
      await author.goTo("Courses");
      await author.submits("notes.zip", Buffer.from("These are notes and no package."));
      await author.page.getByRole("alert").getByText("This file is not a zip file.").waitFor();
      await story.picture(author.page, "campus-import-failed");
      await author.page.getByRole("link", { name: "Try again" }).click();
      await author.page.getByText("The last package, notes.zip, could not be imported").waitFor();

      // The next one is a course with something odd in it.
      const inside = '<item identifier="lost" identifierref="nobody"><title>Lost</title></item>';
      await author.submits("odd.zip", await scripted({ items: [{ id: "only", inside }] }));
      await author.page.getByRole("heading", { name: "What was odd about the package" }).waitFor();
      assert.notEqual(await author.page.locator(".warnings li").count(), 0);
      await author.comesToTheCourse();
      assert.equal(await author.page.getByText("could not be imported").count(), 0);
      await author.page.getByText("What was odd about the package").waitFor();

      const learner = await story.signIn(campus, await admin.adds("ann", "Ann", "Lee", "learner"));
      for (const path of ["/courses", "/courses/1", "/imports/1", "/courses/1/results", "/people", "/log"]) {
        await learner.page.goto(campus.url + path);
        await learner.page.getByRole("heading", { name: "Not found" }).waitFor();
      }
      await learner.page.getByRole("link", { name: "Go back" }).click();
      await learner.page.getByText("Nothing to take at the moment").waitFor();
    },
  ],
  [
    "s05_s20 a new version replaces the old one, the title stays as it was chosen, and a deleted course is gone everywhere",
    async (story) => {
      story.expectErrors(/status of 404/);
      await story.useOwnServer(await Server.start());
      const { campus, author } = await authorOf(story);
      await author.brings("one.zip", await scripted());
      await author.page.getByLabel("Title").fill("Safety <at> work");
      await author.page.getByRole("button", { name: "Rename" }).click();
      await author.page.getByRole("heading", { level: 1, name: "Safety <at> work" }).waitFor();
      await author.submits("two.zip", await scripted({ edition: "2004 4th Edition" }));
      await author.comesToTheCourse();
      await author.page.getByRole("heading", { level: 1, name: "Safety <at> work" }).waitFor();
      await author.page.waitForLoadState();
      assert.equal(await author.page.locator("#package .plain-list li").count(), 2);
      const address = author.page.url();
      await author.assigns("olga");
      const { courseid, versions } = await cloudCourse(story);
      assert.equal(versions, 2);

      author.page.on("dialog", (dialog) => dialog.accept());
      await author.page.getByRole("button", { name: "Delete the course" }).click();
      await author.page.getByText("No courses yet").waitFor();
      await author.page.goto(address);
      await author.page.getByRole("heading", { name: "Not found" }).waitFor();
      await author.page.goto(campus.url);
      await author.page.getByText("Nothing to take at the moment").waitFor();
      await until("the cloud has deleted it, too", async () => (await story.cloud.call("course.exists", { courseid })).text("result") === "false");
    },
  ],
  [
    "s26_s60 a link that is too old leads to a plain sentence and a way back",
    async (story) => {
      story.expectErrors(/status of 4\d\d/);
      const { author } = await authorOf(story);
      const old = timestamp(new Date(Date.now() - 16 * 60_000));
      await author.goTo("Courses");
      // As if the machine had slept between the click and the upload.
      await author.page.route("**/link", async (route) => {
        const url = story.cloud.url("course.importCourseAsync", { courseid: "late", ts: old });
        await route.fulfill({ json: { url } });
      });
      await author.submits("late.zip", await scripted());
      await author.page.getByRole("alert").getByText("The upload was begun too long ago.").waitFor();
      await author.page.getByRole("link", { name: "Try again" }).click();
      await author.page.unroute("**/link");
      await author.submits("in-time.zip", await scripted());
      await author.comesToTheCourse();

      // A launch link of this morning.
      const regid = await story.registration("one-1.2", () => scripted());
      await author.page.goto(story.cloud.launchUrl(regid, author.campus.url, { ts: old }));
      await author.page.getByText("This link has expired.").waitFor();
      await story.picture(author.page, "campus-expired-launch");
      await assertAccessible(author.page, "an expired launch");
      await author.page.getByRole("link", { name: "Back to where you came from" }).click();
      await author.page.getByRole("heading", { level: 1, name: "My courses" }).waitFor();
    },
  ],
  [
    "s23_s27_s28 the cloud lets a page of another origin read what it answers, good or bad",
    async (story) => {
      story.expectErrors(/status of 4\d\d/);
      const { author } = await authorOf(story);
      await author.goTo("Courses");
      const good = story.cloud.url("course.importCourseAsync", { courseid: story.world.id("cors") });
      const bad = `${good.slice(0, -4)}0000`;
      const bytes = [...(await scripted())];
      // With listeners on the upload and a header of its own, a browser asks first.
      const read = (url) =>
        author.page.evaluate(
          ([url, bytes]) =>
            new Promise((done, failed) => {
              const form = new FormData();
              form.append("filedata", new File([new Uint8Array(bytes)], "course.zip"));
              const request = new XMLHttpRequest();
              request.upload.addEventListener("progress", () => {});
              request.addEventListener("load", () => done(request.responseText));
              request.addEventListener("error", () => failed(new Error("not readable")));
              request.open("POST", url);
              request.send(form);
            }),
          [url, bytes],
        );
      assert.match(await read(good), /<rsp stat="ok"[^]*<token>/);
      assert.match(await read(bad), /<err code="104"/);
    },
  ],
  [
    "without script a package goes through Campus, and its page is asked again by hand",
    async (story) => {
      const campus = await story.campus();
      const admin = await story.signIn(campus, campus.administrator, { javaScriptEnabled: false });
      await admin.goTo("Courses");
      await admin.submits("plain.zip", await scripted());
      await until("the course is ready", async () => {
        await admin.page.goto(admin.page.url());
        return (await admin.page.getByText("The course is ready.").count()) > 0;
      });
      await admin.page.getByRole("link", { name: "To the course" }).click();
      await admin.assigns("admin");
      await admin.goTo("My courses");
      await admin.page.getByRole("link", { name: "Start: Scripted course" }).waitFor();
      assert.equal(await admin.page.getByRole("button", { name: "In a window" }).count(), 0);
    },
  ],
];

/** The one course that Campus has in the cloud. */
async function cloudCourse(story) {
  const found = (await story.cloud.call("course.getCourseList")).all("course");
  assert.equal(found.length, 1);
  const courseid = found[0].attributes.id;
  const detail = await story.cloud.call("course.getCourseDetail", { courseid });
  return { courseid, versions: detail.all("version").length };
}
