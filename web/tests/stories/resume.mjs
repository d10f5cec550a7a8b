// Leaving and coming back.
import assert from "node:assert/strict";

import { sample, scripted } from "../support/packages.mjs";

export default [
  [
    "a learner who leaves comes back to the same page, with the answers",
    async (story) => {
      const regid = await story.registration("welcome-scorm12", () => sample("welcome-scorm12"));
      const first = await story.play(regid, { redirecturl: story.lms.back });
      for (let page = 1; page < 5; page++) await first.content.locator("#next").click();
      await first.content.locator("input[name=q2][value=b]").check();
      await first.go("suspendAll");
      await first.page.waitForURL(story.lms.back);

      const second = await story.play(regid, { redirecturl: story.lms.back });
      await second.content.getByText("Page 5 of 5").waitFor();
      assert.equal(await second.content.locator("input[name=q2][value=b]").isChecked(), true);
      assert.equal((await story.cloud.results(regid)).complete, "incomplete");
    },
  ],
  ...["1.2", "2004 4th Edition"].map((edition) => [
    `closing the tab without exit keeps everything (${edition})`,
    async (story) => {
      const names = NAMES[edition];
      const regid = await story.registration(`one-${edition}`, () => scripted({ edition }));
      const first = await story.play(regid);
      const sco = await first.sco();
      await sco.does(["initialize"]);
      assert.equal(await sco.get(names.entry), "ab-initio");
      await sco.does(["set", names.location, "chapter 4"], ["fill", "cmi.suspend_data", 3000], ["set", names.status, "incomplete"]);
      const filled = await sco.filled();
      await story.closeTab(first.page);

      const again = await (await story.play(regid)).sco();
      await again.does(["initialize"]);
      assert.equal(await again.get(names.entry), "resume");
      assert.equal(await again.get(names.location), "chapter 4");
      assert.equal(await again.get("cmi.suspend_data"), filled);
      assert.equal(await again.get(names.status), "incomplete");
    },
  ]),
  [
    "F5 goes on with the same launch",
    async (story) => {
      const regid = await story.registration("one-1.2", () => scripted());
      const player = await story.play(regid);
      await (await player.sco()).does(["initialize"], ["set", "cmi.core.lesson_location", "7"]);
      await player.page.reload();
      await player.becomes("playing");
      const again = await player.sco();
      await again.does(["initialize"]);
      assert.equal(await again.get("cmi.core.entry"), "resume");
      assert.equal(await again.get("cmi.core.lesson_location"), "7");
      const history = await story.cloud.call("registration.getLaunchHistory", { regid });
      assert.equal(history.all("launch").length, 1);
    },
  ],
  [
    "an ended launch shows its end page when it is opened again",
    async (story) => {
      const regid = await story.registration("one-1.2", () => scripted());
      const player = await story.play(regid);
      const address = player.page.url();
      await (await player.sco()).does(["initialize"], ["set", "cmi.core.lesson_status", "completed"]);
      await player.go("suspendAll");
      await player.left();
      await player.page.goto(address);
      await player.becomes("ended");
      assert.equal(await player.content.locator("html").count(), 0);
    },
  ],
  [
    "a completed course opened again is reviewed: nothing falls back",
    async (story) => {
      const regid = await story.registration("one-1.2", () => scripted());
      const first = await story.play(regid);
      await (await first.sco()).does(["initialize"], ["set", "cmi.core.score.raw", "90"], ["set", "cmi.core.lesson_status", "passed"]);
      await first.go("suspendAll");
      await first.left();

      const second = await story.play(regid);
      const sco = await second.sco();
      await sco.does(["initialize"]);
      assert.equal(await sco.get("cmi.core.lesson_mode"), "review");
      assert.equal(await sco.get("cmi.core.credit"), "no-credit");
      await sco.run(["set", "cmi.core.score.raw", "10"], ["set", "cmi.core.lesson_status", "failed"], ["terminate"]);
      await second.left();
      const { complete, success, score } = await story.cloud.results(regid);
      assert.deepEqual({ complete, success, score }, { complete: "complete", success: "passed", score: "90" });
    },
  ],
];

const NAMES = {
  "1.2": { entry: "cmi.core.entry", location: "cmi.core.lesson_location", status: "cmi.core.lesson_status" },
  "2004 4th Edition": { entry: "cmi.entry", location: "cmi.location", status: "cmi.completion_status" },
};
