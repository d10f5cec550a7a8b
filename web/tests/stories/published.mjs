// Courses that others published. Where the folder with them is not at hand, our own sample takes their place, and
// the name of the story says so.
import { readFile } from "node:fs/promises";

import { answerWelcome } from "../support/welcome.mjs";
import { sample } from "../support/packages.mjs";
import { sharedPackage } from "../support/repository.mjs";

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
    await story.closeTab(player.page);
    const again = await story.play(regid);
    if (own) await again.content.getByText("Page 4 of 5").waitFor();
    else await again.content.frameLocator("#contentFrame").getByRole("heading", { name: "Other Scoring Systems" }).waitFor();
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
  const test = content.frameLocator("#contentFrame");
  await test.getByRole("heading", { name: "Knowledge Check" }).waitFor();
  for (const question of await test.locator(".question").all()) {
    const input = question.locator(right ? ".correctAnswer input" : "input").first();
    if ((await question.locator("input[type=text]").count()) > 0) await input.fill(right ? await numberIn(question) : "99999");
    else await (right ? input : question.locator(".answer input").first()).check();
  }
  await test.getByRole("button", { name: "Submit Answers" }).click();
  await test.getByRole("heading", { name: right ? "Score: 100" : "Score: 0" }).waitFor();
}

/** The course prints the answer in brackets behind the field. */
async function numberIn(question) {
  const text = await question.locator(".correctAnswer").innerText();
  return text.match(/\((\d+)\)/)[1];
}

async function finish(story, player, own) {
  await player.content.locator(own ? "#next" : "#butExit").click();
  await player.page.waitForURL(story.lms.back);
}
