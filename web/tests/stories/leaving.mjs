// Content that does everything at the last moment: nothing of it may be lost.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { scripted } from "../support/packages.mjs";

const CHARS = 64_000;
/** A browser gives the handlers of a closed tab half a second; that must not be shared with other stories. */
const ALONE = { alone: true };
const TEST_DONE = { complete: "complete", success: "passed", score: "88" };

export default [
  ...["unload", "pagehide", "beforeunload"].map((event) => [
    `s64 ${CHARS} characters and a status set only in ${event}, the tab is closed`,
    async (story) => {
      story.expectErrors(/status of 404/);
      const data = random(CHARS);
      const regid = await story.registration(`last-${event}`, () => package_of("2004 4th Edition", event, data));
      const player = await story.play(regid);
      await player.sco("only");
      await story.closeTab(player.page);
      await assertKept(story, regid, "only", data);
    },
    ALONE,
  ]),
  [
    `s64 ${CHARS} characters and a status set only in pagehide, the tab is closed (SCORM 1.2)`,
    async (story) => {
      story.expectErrors(/status of 404/);
      const data = random(CHARS);
      const regid = await story.registration("last-12", () => package_of("1.2", "pagehide", data));
      const player = await story.play(regid);
      await player.sco("only");
      await story.closeTab(player.page);
      await assertKept(story, regid, "only", data);
    },
    ALONE,
  ],
  ...["unload", "pagehide"].map((event) => [
    `s64 ${CHARS} characters and a status set only in ${event}, left by the table of contents`,
    async (story) => {
      const data = random(CHARS);
      const regid = await story.registration(`toc-${event}`, () => package_of("2004 4th Edition", event, data, ["only", "other"]));
      const player = await story.play(regid);
      await player.sco("only");
      await player.activity("other").click();
      await player.sco("other");
      await player.saves();
      assert.equal((await story.cloud.runtime(regid, "only")).text("suspend_data"), data);
    },
  ]),
  [
    `s64 ${CHARS} characters and a status set only in unload, left by the Leave control`,
    async (story) => {
      const data = random(CHARS);
      const regid = await story.registration("leave-unload", () => package_of("1.2", "unload", data));
      const player = await story.play(regid, { redirecturl: story.lms.back });
      await player.sco("only");
      await player.go("suspendAll");
      await player.page.waitForURL(story.lms.back);
      const { complete, success, score } = await story.cloud.results(regid);
      assert.deepEqual({ complete, success, score }, TEST_DONE);
      assert.equal((await story.cloud.runtime(regid, "only")).text("suspend_data"), data);
    },
  ],
  [
    "content that calls window.close() asks to leave",
    async (story) => {
      const regid = await story.registration("one-1.2", () => scripted());
      const player = await story.play(regid, { redirecturl: story.lms.back });
      const sco = await player.sco();
      await sco.does(["initialize"], ["set", "cmi.core.lesson_status", "completed"]);
      await sco.run(["after", 0, [["close"]]]);
      await player.page.waitForURL(story.lms.back);
      await story.cloud.resultsBecome(regid, { complete: "complete" });
    },
  ],
  [
    "a part that finishes and loads another page is not taken away, however long that page takes",
    async (story) => {
      const regid = await story.registration("one-1.2", () => scripted());
      const player = await story.play(regid, { redirecturl: story.lms.back });
      const sco = await player.sco();
      await sco.does(["initialize"]);
      await story.context.route("**/sco.html?script=*", async (route) => {
        // Three times as long as content that has finished is left where it is.
        await pause(3_000);
        await route.continue();
      });
      const there = JSON.stringify([["initialize"], ["set", "cmi.core.lesson_location", "after finish"], ["terminate"]]);
      await sco.run(["terminate"], ["go", `sco.html?script=${encodeURIComponent(there)}`]);
      await player.page.waitForURL(story.lms.back);
      assert.equal((await story.cloud.runtime(regid, "only")).text("location"), "after finish");
    },
  ],
];

/** The first of `ids` does everything in `event`; the others do nothing. */
function package_of(edition, event, data, ids = ["only"]) {
  const result =
    edition === "1.2"
      ? [["set", "cmi.core.lesson_status", "passed"], ["set", "cmi.core.score.raw", "88"]]
      : [["set", "cmi.completion_status", "completed"], ["set", "cmi.success_status", "passed"], ["set", "cmi.score.scaled", "0.88"]];
  const script = [["initialize"], ["on", event, [["set", "cmi.suspend_data", data], ...result, ["terminate"]]]];
  const tail = `addEventListener("${event}", () => localStorage.setItem("left", "yes"))`;
  const items = ids.map((id, n) => (n === 0 ? { id, script, tail } : { id }));
  const control = '<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>';
  return scripted({ edition, items, sequencing: edition === "1.2" ? "" : control });
}

/** What did not fit into the last requests of the closed page is sent by the next launch in this browser. */
async function assertKept(story, regid, item, data) {
  // A browser goes on running the handlers of a tab that is no longer there. Content's own mark is their last act.
  const beside = await story.context.newPage();
  await beside.goto(`${story.server.contentUrl}/`);
  await beside.waitForFunction(() => localStorage.getItem("left") === "yes");
  const player = await story.play(regid);
  await player.sco(item);
  await story.cloud.resultsBecome(regid, TEST_DONE);
  assert.equal((await story.cloud.runtime(regid, item)).text("suspend_data"), data);
}

/** Characters outside ASCII, none of them half of a pair, so different that no compression helps. */
function random(n) {
  return String.fromCharCode(...Array.from({ length: n }, () => 0x400 + Math.floor(Math.random() * 0x4000)));
}
