// Package attributes and what the launch link asks for, as the learner sees them.
import assert from "node:assert/strict";

import { registrationWith } from "../support/attributes.mjs";
import { scripted } from "../support/packages.mjs";
import { Player } from "../support/player.mjs";

const two = () => scripted({ items: [{ id: "first" }, { id: "second" }] });
const one = () => scripted();
const PASSED = [["initialize"], ["set", "cmi.core.lesson_status", "passed"]];
const STYLE = "http://styles.lms.localhost/player.css";

export default [
  [
    "title, progress, help, close item and the contents' size are there or not as the package says",
    async (story) => {
      const plain = await story.play(await story.registration("two-1.2", two));
      await plain.sco("first");
      await plain.root.getByRole("heading", { level: 1, name: "Scripted course" }).waitFor();
      for (const part of ["progress", '[data-nav="exit"]', 'button[title="Help"]']) {
        assert.equal(await plain.root.locator(`${part}:visible`).count(), 0, part);
      }
      assert.equal(await width(plain.root.locator("#toc")), 200);

      const all = { showTitleBar: "false", showProgressBar: "true", showHelp: "true", showCloseItem: "true" };
      const shape = { courseStructureStartsOpen: "false", courseStructureWidth: "340", statusDisplay: "3" };
      const player = await story.play(await registrationWith(story, two, { ...all, ...shape }));
      const sco = await player.sco("first");
      assert.ok((await width(player.root.locator("h1"))) <= 1, "read out, not shown");
      assert.equal(await player.root.locator("#toc").isVisible(), false);
      await player.root.getByRole("button", { name: "Show contents" }).click();
      assert.equal(await width(player.root.locator("#toc")), 340);
      await sco.does(...PASSED, ["commit"]);
      await player.root.locator('progress[value="50"]').waitFor();
      await player.root.locator('[data-activity="first"][title="Completed, Passed"]').waitFor();
      await story.picture(player.page, "all-parts");
      await player.root.getByRole("button", { name: "Help" }).click();
      await player.root.getByRole("heading", { name: "Help" }).waitFor();
      await story.picture(player.page, "help");
      await player.page.keyboard.press("Escape");
      await player.nav("exit").click();
      await player.becomes("choosing");
    },
  ],
  [
    "without a bar only Leave stays, and that too goes where the package says so",
    async (story) => {
      const bare = await story.play(await registrationWith(story, two, { showNavBar: "false" }));
      await bare.sco("first");
      assert.deepEqual(await shown(bare), ["suspendAll"]);
      const nothing = { showNavBar: "false", showFinishButton: "false", showCourseStructure: "false" };
      const empty = await story.play(await registrationWith(story, two, nothing));
      await empty.sco("first");
      assert.deepEqual(await shown(empty), []);
      assert.equal(await empty.root.locator("[data-activity]:visible").count(), 0);
      await story.picture(empty.page, "no-bar");
    },
  ],
  ...[
    ["1", "exits the course", async (player, story) => player.page.waitForURL(story.lms.back)],
    [
      "2",
      "asks before it exits the course",
      async (player, story) => {
        await player.root.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
        await player.page.waitForURL(story.lms.back);
      },
    ],
    ["3", "goes to the next part", async (player) => void (await player.sco("second"))],
    ["4", "says that the activity is finished", async (player) => player.root.getByText("This activity is finished.").waitFor()],
  ].map(([action, does, then]) => [
    `exit action ${action} ${does}`,
    async (story) => {
      const regid = await registrationWith(story, two, { normalIntSatAction: action });
      const player = await story.play(regid, { redirecturl: story.lms.back });
      await (await player.sco("first")).does(...PASSED, ["terminate"]);
      await then(player, story);
    },
  ]),
  [
    "exit action 5 does nothing",
    async (story) => {
      await story.context.clock.install();
      const player = await story.play(await registrationWith(story, two, { normalIntSatAction: "5" }));
      await (await player.sco("first")).does(...PASSED, ["terminate"]);
      await story.context.clock.runFor(10_000);
      await player.sco("first");
      assert.equal(await player.root.locator(".notice").count(), 0);
    },
  ],
  [
    "returnToLmsAction: Leave ends the course, or asks",
    async (story) => {
      const ends = await registrationWith(story, two, { returnToLmsAction: "exit_all" });
      const player = await story.play(ends, { redirecturl: story.lms.back });
      await player.sco("first");
      await player.go("continue");
      await player.sco("second");
      await player.go("exitAll");
      await player.page.waitForURL(story.lms.back);
      await (await story.play(ends)).sco("first");

      const asks = await registrationWith(story, two, { returnToLmsAction: "selectable" });
      for (const [answer, opens] of [["Leave and go on later", "second"], ["End the course", "first"]]) {
        const player = await story.play(asks, { redirecturl: story.lms.back });
        await player.activity("second").click();
        await player.sco("second");
        await player.go("returnToLms");
        await story.picture(player.page, "leave-how");
        await player.root.getByRole("dialog").getByRole("button", { name: answer }).click();
        await player.page.waitForURL(story.lms.back);
        const again = await story.play(asks);
        await again.sco(opens);
        await again.page.close();
      }
    },
  ],
  [
    "a time limit is announced, ends the course with everything saved, and leaves a look without credit",
    async (story) => {
      await story.context.clock.install();
      const regid = await registrationWith(story, one, { timeLimit: "2" });
      const player = await story.play(regid, { redirecturl: story.lms.back });
      const sco = await player.sco();
      await player.root.getByText("2 min left").waitFor();
      await story.picture(player.page, "time-left");
      await sco.does(["initialize"], ["set", "cmi.core.score.raw", "30"], ["set", "cmi.core.lesson_location", "5"]);
      await story.context.clock.runFor(61_000);
      await player.root.getByText("1 min left").waitFor();
      await story.context.clock.runFor(61_000);
      await player.becomes("ended");
      await player.root.getByText("Your time is up.").waitFor();
      await story.picture(player.page, "time-up");
      await player.root.getByRole("button", { name: "Go on" }).click();
      await player.page.waitForURL(story.lms.back);
      const { score } = await story.cloud.results(regid);
      assert.equal(score, "30");

      const again = await story.play(regid);
      await again.root.getByText("nothing you do counts").waitFor();
      const look = await again.sco();
      await look.does(["initialize"]);
      assert.deepEqual([await look.get("cmi.core.lesson_mode"), await look.get("cmi.core.credit")], ["review", "no-credit"]);
      await look.does(["set", "cmi.core.score.raw", "99"], ["commit"]);
      await again.saves();
      assert.equal((await story.cloud.results(regid)).score, "30");
    },
  ],
  [
    "a completed course is looked at again without credit",
    async (story) => {
      const regid = await story.registration("one-1.2", one);
      await (await (await story.play(regid)).sco()).does(...PASSED, ["set", "cmi.core.score.raw", "80"], ["terminate"]);
      await story.cloud.resultsBecome(regid, { success: "passed", score: "80" });
      const again = await story.play(regid);
      await again.root.getByText("You have completed this course.").waitFor();
      await story.picture(again.page, "review");
      await (await again.sco()).does(["initialize"], ["set", "cmi.core.lesson_status", "failed"], ["set", "cmi.core.score.raw", "1"], ["commit"]);
      await again.saves();
      const { success, score } = await story.cloud.results(regid);
      assert.deepEqual({ success, score }, { success: "passed", score: "80" });
    },
  ],
  [
    "preventRightClick closes the context menu in player and content, and only where it is set",
    async (story) => {
      for (const prevent of [true, false]) {
        const player = await story.play(await registrationWith(story, one, { preventRightClick: String(prevent) }));
        await player.sco();
        const asks = () => !document.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
        assert.equal(await player.page.evaluate(asks), prevent, "the player");
        assert.equal(await player.content.locator("html").evaluate(asks), prevent, "the content");
      }
    },
  ],
  [
    "content that needs more room than there is gets it, and the learner is told",
    async (story) => {
      const regid = await registrationWith(story, one, { requiredWidth: "1600", requiredHeight: "1200" });
      const player = await story.play(regid);
      await player.sco();
      await player.root.getByText("made for at least 1600 × 1200 pixels").waitFor();
      const room = await player.content.locator("html").evaluate(() => [innerWidth, innerHeight]);
      assert.deepEqual(room, [1600, 1200]);
      await story.picture(player.page, "small-screen");
    },
  ],
  [
    "the LMS's style sheet is taken, and one that never comes does no harm",
    async (story) => {
      story.expectErrors(/styles\.lms\.localhost/);
      await story.context.route(STYLE, (route) => route.fulfill({ contentType: "text/css", body: ".top { background: rgb(1, 2, 3) }" }));
      const regid = await story.registration("one-1.2", one);
      const player = await story.play(regid, { params: { cssurl: STYLE } });
      await player.page.waitForFunction(() => getComputedStyle(document.querySelector(".top")).backgroundColor === "rgb(1, 2, 3)");
      await story.context.route("http://styles.lms.localhost/never.css", () => {});
      const hung = new Player(await story.context.newPage());
      const launch = story.cloud.launchUrl(regid, "message", { cssurl: "http://styles.lms.localhost/never.css" });
      await hung.page.goto(launch, { waitUntil: "commit" });
      await hung.sco();
      const preview = await story.context.newPage();
      const courseid = await story.world.course("one-1.2", one);
      await preview.goto(story.cloud.url("course.preview", { courseid, stylesheet: STYLE, culture: "de-DE" }));
      await preview.waitForFunction(() => getComputedStyle(document.querySelector(".top") ?? document.body).backgroundColor === "rgb(1, 2, 3)");
      await preview.getByRole("button", { name: "Verlassen" }).waitFor();
    },
  ],
  [
    "culture is the language of every page: player, end, refusal",
    async (story) => {
      story.expectErrors(/status of 40\d/);
      const regid = await story.registration("one-1.2", one);
      const player = await story.play(regid, { params: { culture: "de_AT" } });
      await player.sco();
      assert.equal(await player.page.getAttribute("html", "lang"), "de");
      await player.root.getByRole("button", { name: "Verlassen" }).click();
      await player.root.getByText("Sie haben den Kurs verlassen").waitFor();
      const refused = await story.context.newPage();
      await refused.goto(story.cloud.launchUrl("nobody", "message", { culture: "german" }));
      await refused.getByRole("heading", { name: "Das hat nicht geklappt" }).waitFor();
    },
  ],
  [
    "where the learner goes at the end: every word of redirecturl",
    async (story) => {
      const regid = await story.registration("one-1.2", one);
      for (const [word, text] of [["message", "You have left"], ["/", "You have left"], ["blank", ""], [undefined, "You have left"]]) {
        const page = await story.context.newPage();
        const url = word === undefined ? story.cloud.url("registration.launch", { regid }) : story.cloud.launchUrl(regid, word);
        await page.goto(url);
        await page.locator('#player[data-state="playing"]').waitFor();
        await page.locator('[data-nav="suspendAll"]').click();
        await page.locator('#player[data-state="ended"]').waitFor();
        if (text === "") await page.waitForFunction(() => document.getElementById("player").innerText.trim() === "");
        else await page.getByText(text).waitFor();
        await page.close();
      }
    },
  ],
  [
    "disableTracking: nothing changes, nobody is told, no history",
    async (story) => {
      const inbox = story.inbox();
      const regid = await story.registration("one-1.2", one, { postbackurl: inbox.url });
      const player = await story.play(regid, { redirecturl: story.lms.back, params: { disableTracking: "true" } });
      await (await player.sco()).does(...PASSED, ["terminate"]);
      await player.page.waitForURL(story.lms.back);
      const { complete, success } = await story.cloud.results(regid);
      assert.deepEqual({ complete, success }, { complete: "unknown", success: "unknown" });
      const history = await story.cloud.call("registration.getLaunchHistory", { regid });
      assert.equal(history.all("launch").length, 0);
      assert.equal(inbox.received.length, 0);
    },
  ],
];

async function width(locator) {
  return Math.round((await locator.boundingBox()).width);
}

/** The navigation controls that are shown. */
async function shown(player) {
  const controls = await player.root.locator("[data-nav]:visible").all();
  return Promise.all(controls.map((control) => control.getAttribute("data-nav")));
}
