// Courses that others published. Where the folder with them is not at hand, our own sample takes their place, and
// the name of the story says so.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { answerGolf } from "../support/golf.mjs";
import { answerWelcome } from "../support/welcome.mjs";
import { sample } from "../support/packages.mjs";
import { sharedPackage } from "../support/repository.mjs";
import { until } from "../support/until.mjs";

const RIGHT = { complete: "complete", success: "passed", score: "100" };

export default [
  ...["golf/RuntimeBasicCalls_SCORM12.zip", "golf/RuntimeBasicCalls_SCORM20043rdEdition.zip"].flatMap((path) => [
    published(path, "all right", async (story, own, course) => {
      const { regid, player } = await course();
      await (own ? answerWelcome(player, ["b", "a", "c", "b"]) : playGolf(player, true));
      await finish(story, player, own);
      await story.cloud.resultsBecome(regid, RIGHT);
    }),
    published(path, "all wrong", async (story, own, course) => {
      const { regid, player } = await course();
      await (own ? answerWelcome(player, ["a", "c", "b", "c"]) : playGolf(player, false));
      await finish(story, player, own);
      await story.cloud.resultsBecome(regid, { success: "failed", score: "0" });
    }),
  ]),
  published("golf/RuntimeBasicCalls_SCORM12.zip", "bookmark and resume", async (story, own, course) => {
    const { regid, player } = await course();
    const page = own ? player.content.locator("#next") : player.content.locator("#butNext");
    for (let turns = 0; turns < 3; turns++) await page.click();
    await player.saves();
    await story.closeTab(player.page);
    const again = await story.play(regid);
    if (own) await again.content.getByText("Page 4 of 5").waitFor();
    else await again.content.frameLocator("#contentFrame").getByRole("heading", { name: "Other Scoring Systems" }).waitFor();
  }),
  published("author-tools/rise360-jp-scorm12.zip", "starts, and suspend data comes back", async (story, own, course) => {
    story.expectErrors(/tracing is enabled|status of 404/);
    const { regid, player } = await course();
    if (own) await answerWelcome(player, ["b", "a", "c", "a"]);
    else await (await frameAt(player, "/scormcontent/")).getByText("START COURSE").click();
    const data = await suspendData(story, regid, own ? /"judged":true/ : /^\{"v":2/);
    await player.saves();
    await story.closeTab(player.page);

    const again = await story.play(regid);
    if (own) await again.content.getByText("Page 5 of 5").waitFor();
    else await until("the lesson is open again", async () => (await frameAt(again, "/scormcontent/")).url().includes("#/lessons/"));
    assert.equal(await read(again, "cmi.suspend_data"), data);
  }),
  published("author-tools/captivate-ak-scorm12.zip", "starts, and suspend data comes back", async (story, own, course) => {
    story.expectErrors(/status of 404/);
    const { regid, player } = await course();
    if (own) await answerWelcome(player, ["b", "a", "c", "a"]);
    else await player.content.locator("#playImage").click();
    const data = await suspendData(story, regid, own ? /"judged":true/ : /^A1A/);
    await player.saves();
    await story.closeTab(player.page);

    const again = await story.play(regid);
    await until("the course reads its bookmark", async () => (await read(again, "cmi.core.lesson_location")) === (own ? "quiz" : "Slide_1"));
    assert.equal(await read(again, "cmi.core.entry"), "resume");
    if (own) assert.equal(await read(again, "cmi.suspend_data"), data);
  }),
  published("author-tools/boytchev-lms-info.zip", "shows what it is given", async (story, own, course) => {
    story.expectErrors(/ERR_|status of 404/);
    // The course finishes as soon as it has looked around, so its page is read the moment it is loaded.
    const shown = new Promise((show) => story.context.exposeFunction("show", (text) => text && show(text)));
    await story.context.addInitScript(() => {
      if (window.name === "content") window.addEventListener("load", () => window.show(document.body.innerText));
    });
    await course();
    const text = await shown;
    const values = own ? ["Welcome, Ann"] : ["studentId: ann@example.org", "studentName: Ann Lee or Lee, Ann"];
    for (const value of values) assert.ok(text.includes(value), `${value} is not in ${text}`);
  }),
];

/** A story about a published package, or about our sample in its place. */
function published(path, title, tell) {
  const file = sharedPackage(path);
  const name = file ? path : `${path} is not at hand, our own sample`;
  return [
    `${name}: ${title}`,
    async (story) => {
      const course = async () => {
        const build = () => (file ? readFile(file) : sample("welcome-scorm12"));
        const regid = await story.registration(file ? path : "welcome-scorm12", build);
        story.context.on("page", (page) => page.on("dialog", (dialog) => dialog.accept()));
        return { regid, player: await story.play(regid, { redirecturl: story.lms.back }) };
      };
      await tell(story, !file, course);
    },
  ];
}

/** Turns the pages of the golf course and answers its test. */
async function playGolf(player, right) {
  const { content } = player;
  for (let page = 1; page < 15; page++) await content.locator("#butNext:enabled").click();
  await answerGolf(player, right);
}

async function finish(story, player, own) {
  await player.content.locator(own ? "#next" : "#butExit").click();
  await player.page.waitForURL(story.lms.back);
}

/** The frame of content whose address has this part, once there is one. */
function frameAt(player, part) {
  return until(`a frame with ${part}`, () => player.page.frames().find((frame) => frame.url().includes(part)));
}

/** The value of an element, as content would read it. */
function read(player, element) {
  return player.page.evaluate((name) => window.API.LMSGetValue(name), element);
}

/** Waits until the server has suspend data of this look. */
function suspendData(story, regid, look) {
  return until(`suspend data like ${look}`, async () => {
    const [runtime] = (await story.cloud.report(regid, "full")).all("runtime");
    const data = runtime?.text("suspend_data") ?? "";
    return look.test(data) && data;
  });
}
