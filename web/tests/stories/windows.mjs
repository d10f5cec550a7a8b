// Several windows, windows in frames, windows opened by the LMS.
import assert from "node:assert/strict";

import { scripted } from "../support/packages.mjs";
import { Player } from "../support/player.mjs";

export default [
  [
    "of two windows the older window is frozen, and what it says no longer counts",
    async (story) => {
      const regid = await story.registration("one-1.2", () => scripted());
      const older = await story.play(regid);
      const old = await older.sco();
      await old.does(["initialize"], ["set", "cmi.core.lesson_location", "old"], ["commit"]);
      await older.saves();

      const newer = await story.play(regid);
      const sco = await newer.sco();
      await sco.does(["initialize"]);
      assert.equal(await sco.get("cmi.core.lesson_location"), "old");
      await sco.does(["set", "cmi.core.lesson_location", "new"], ["commit"]);
      await newer.saves();

      await old.run(["set", "cmi.core.lesson_location", "old again"], ["set", "cmi.core.lesson_status", "failed"], ["commit"]);
      await older.becomes("frozen");
      await story.picture(older.page, "frozen");
      await sco.does(["set", "cmi.core.score.raw", "50"], ["commit"]);
      await newer.saves();
      assert.equal((await story.cloud.runtime(regid, "only")).text("location"), "new");
      assert.equal((await story.cloud.results(regid)).success, "unknown");
    },
  ],
  [
    "a launch link that is only fetched freezes nobody and leaves no history",
    async (story) => {
      const regid = await story.registration("one-1.2", () => scripted());
      const player = await story.play(regid);
      const sco = await player.sco();
      await sco.does(["initialize"]);
      const fetched = await fetch(story.cloud.launchUrl(regid));
      assert.equal(fetched.status, 200);
      await fetched.text();
      await sco.does(["set", "cmi.core.lesson_status", "passed"], ["commit"]);
      await player.saves();
      await player.becomes("playing");
      assert.equal((await story.cloud.results(regid)).success, "passed");
      const history = await story.cloud.call("registration.getLaunchHistory", { regid });
      assert.equal(history.all("launch").length, 1);
    },
  ],
  [
    "in a frame of another site with storage denied the course plays and comes back inside the frame",
    async (story) => {
      await story.context.addInitScript(denyStorageInFrames);
      const regid = await story.registration("one-1.2", () => scripted());
      const page = await story.context.newPage();
      await page.goto(story.lms.frame(story.cloud.launchUrl(regid, story.lms.back)));
      const player = new Player(page, page.frameLocator("#course"));
      await player.becomes("playing");
      const sco = await player.sco();
      await sco.does(["initialize"], ["set", "cmi.core.lesson_status", "passed"], ["set", "cmi.core.score.raw", "77"], ["terminate"]);
      await page.frameLocator("#course").getByText("Back at the LMS").waitFor();
      assert.match(page.url(), /\/frame\?/);
      await story.cloud.resultsBecome(regid, { complete: "complete", success: "passed", score: "77" });
    },
  ],
  [
    "in a window that the LMS opened, `closer` closes it and the LMS sees that",
    async (story) => {
      const regid = await story.registration("one-1.2", () => scripted());
      const lms = await story.context.newPage();
      await lms.goto(story.lms.popup(story.cloud.launchUrl(regid, "closer")));
      const [popup] = await Promise.all([story.context.waitForEvent("page"), lms.getByRole("button").click()]);
      const player = new Player(popup);
      const sco = await player.sco();
      const closed = popup.waitForEvent("close");
      await sco.does(["initialize"], ["set", "cmi.core.lesson_status", "passed"], ["terminate"]);
      await closed;
      await lms.waitForFunction(() => window.course.closed);
      await story.cloud.resultsBecome(regid, { success: "passed" });
    },
  ],
  [
    "where the browser refuses to close a window, `closer` says so",
    async (story) => {
      story.expectErrors(/Scripts may close only the windows that were opened by them/);
      const regid = await story.registration("one-1.2", () => scripted());
      const player = await story.play(regid, { redirecturl: "closer" });
      await (await player.sco()).does(["initialize"], ["terminate"]);
      await player.left();
      await player.main.getByText(/close/i).first().waitFor();
    },
  ],
];

/** What a browser does that blocks storage of other sites: every access throws. */
function denyStorageInFrames() {
  if (window.top === window) return;
  const deny = { get: () => { throw new DOMException("Access is denied for this document.", "SecurityError"); }, configurable: true };
  for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) Object.defineProperty(window, name, deny);
  Object.defineProperty(Document.prototype, "cookie", { ...deny, set: deny.get });
}
