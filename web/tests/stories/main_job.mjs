// The main job: import, register, launch, play to the end, and the results in every form.
import assert from "node:assert/strict";

import { sample, scripted } from "../support/packages.mjs";
import { answerWelcome } from "../support/welcome.mjs";

const NEVER_STARTED = { complete: "unknown", success: "unknown", totaltime: "0", score: "unknown" };

export default [
  [
    "a SCORM 1.2 course is played to the end; results come back by API and by postback in a form",
    async (story) => {
      const inbox = story.inbox();
      const regid = await story.registration("welcome-scorm12", () => sample("welcome-scorm12"), {
        postbackurl: inbox.url,
        authtype: "form",
        urlname: "lms",
        urlpass: "pässword",
      });
      assert.deepEqual(await story.cloud.results(regid), NEVER_STARTED);

      const player = await story.play(regid, { redirecturl: story.lms.back });
      await story.picture(player.page, "welcome-scorm12");
      await answerWelcome(player, ["b", "a", "c", "a"]);
      await player.content.locator("#next").click();
      await player.page.waitForURL(story.lms.back);

      const result = { complete: "complete", success: "passed", score: "75" };
      const results = await story.cloud.resultsBecome(regid, result);
      const posted = await inbox.results({ ...result, totaltime: results.totaltime });
      assert.equal(posted.method, "POST");
      assert.match(posted.headers["content-type"], /^application\/x-www-form-urlencoded/);
      assert.equal(posted.form.username, "lms");
      assert.equal(posted.form.password, "pässword");
      assert.match(posted.form.data, new RegExp(`^<registrationreport format="course" regid="${regid}" instanceid="0"><complete>`));
    },
  ],
  [
    "a SCORM 2004 course of three parts is played to the end; the postback has basic authentication and the full report",
    async (story) => {
      const inbox = story.inbox();
      const regid = await story.registration("welcome-scorm2004", () => sample("welcome-scorm2004"), {
        postbackurl: inbox.url,
        authtype: "httpbasic",
        urlname: "lms",
        urlpass: "s:cret",
        resultsformat: "full",
      });
      const player = await story.play(regid, { redirecturl: story.lms.back });
      await story.picture(player.page, "welcome-scorm2004");
      await player.content.getByRole("heading", { name: "Start here" }).waitFor();
      await player.content.locator("#next").click();
      await player.content.getByRole("heading", { name: "Who decides what comes next?" }).waitFor();
      await player.content.locator("#next").click();
      await player.content.getByRole("heading", { name: "Check yourself" }).waitFor();
      for (const answer of ["player", "flow", "rollup"]) await player.content.locator(`input[value=${answer}]`).check();
      await player.content.getByRole("button", { name: "Check my answers" }).click();
      await player.content.getByText("3 of 3 right").waitFor();
      await player.content.locator("#next").click();
      await player.page.waitForURL(story.lms.back);

      await story.cloud.resultsBecome(regid, { complete: "complete", success: "passed", score: "100" });
      const posted = await inbox.first("with a complete root", ({ report }) => report.find("completed").text() === "true" && report.find("satisfied").text() === "true");
      assert.match(posted.headers["content-type"], /^text\/xml/);
      assert.equal(posted.headers.authorization, `Basic ${Buffer.from("lms:s:cret").toString("base64")}`);
      assert.equal(posted.report.attributes.format, "full");
    },
  ],
  [
    "results in three formats say the same",
    async (story) => {
      const regid = await story.registration("one-2004", () => scripted({ edition: "2004 4th Edition" }));
      const player = await story.play(regid);
      const sco = await player.sco();
      await sco.does(
        ["initialize"],
        ["set", "cmi.location", "page <3>"],
        ["set", "cmi.score.scaled", "0.875"],
        ["set", "cmi.success_status", "passed"],
        ["set", "cmi.completion_status", "completed"],
        ["set", "cmi.interactions.0.id", "urn:q:1"],
        ["set", "cmi.interactions.0.type", "choice"],
        ["set", "cmi.interactions.0.learner_response", "a[,]b"],
        ["commit"],
      );
      await player.saves();

      const course = await story.cloud.results(regid);
      assert.deepEqual([course.complete, course.success, course.score], ["complete", "passed", "87.5"]);
      const activity = await story.cloud.report(regid, "activity");
      const [root, leaf] = activity.all("activity");
      assert.deepEqual([root.attributes.id, leaf.attributes.id], ["course", "only"]);
      assert.deepEqual(["complete", "success", "score"].map((name) => leaf.text(name)), ["complete", "passed", "87.5"]);
      const runtime = await story.cloud.runtime(regid, "only");
      assert.equal(runtime.text("location"), "page <3>");
      assert.equal(runtime.find("interaction").attributes.id, "urn:q:1");
      assert.equal(runtime.find("interaction").text("learner_response"), "a[,]b");
    },
  ],
  [
    "a receiver that fails twice gets the postback in the end",
    async (story) => {
      const inbox = story.inbox([500, "drop"]);
      const regid = await story.registration("one-12", () => scripted(), { postbackurl: inbox.url });
      const player = await story.play(regid);
      await (await player.sco()).does(["initialize"], ["set", "cmi.core.lesson_status", "failed"], ["commit"]);
      await inbox.first("after two failures", () => inbox.received.length >= 3, 40_000);
      assert.equal(inbox.received.at(-1).results.success, "failed");
    },
  ],
];
