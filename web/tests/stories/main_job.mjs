// The main job: import, register, launch, play to the end, and the results in every form.
import assert from "node:assert/strict";

import { sample } from "../support/packages.mjs";

export default [
  [
    "a SCORM 1.2 course is played to the end, and results come back by API and by postback",
    async (story) => {
      const inbox = story.inbox();
      const regid = await story.registration("welcome-scorm12", () => sample("welcome-scorm12"), {
        postbackurl: inbox.url,
        authtype: "form",
        urlname: "lms",
        urlpass: "pässword",
      });
      assert.deepEqual(await story.cloud.results(regid), { complete: "unknown", success: "unknown", totaltime: "0", score: "unknown" });

      const player = await story.play(regid, { redirecturl: story.lms.back });
      await readWelcome(player, ["b", "a", "c", "a"]);
      await player.page.waitForURL(story.lms.back);

      const results = await story.cloud.resultsBecome(regid, { complete: "complete", success: "passed", score: "75" });
      const posted = await inbox.results({ complete: "complete", success: "passed", score: "75", totaltime: results.totaltime });
      assert.equal(posted.method, "POST");
      assert.equal(posted.form.username, "lms");
      assert.equal(posted.form.password, "pässword");
      assert.match(posted.form.data, /^<registrationreport format="course" regid="[^"]+" instanceid="0">/);
    },
  ],
];

/** Reads the sample course, answers its questions and finishes it. */
async function readWelcome(player, answers) {
  const { content } = player;
  const next = content.locator("#next");
  for (let page = 1; page < 5; page++) await next.click();
  for (const [n, answer] of answers.entries()) await content.locator(`input[name=q${n + 1}][value=${answer}]`).check();
  await content.getByRole("button", { name: "Check my answers" }).click();
  await next.click();
}
