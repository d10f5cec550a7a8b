// Courses whose files change while they are played.
import assert from "node:assert/strict";

import { scripted } from "../support/packages.mjs";
import { until } from "../support/until.mjs";
import { zip } from "../support/zip.mjs";

const FREE = '<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>';

/** Two pages that say something. */
function saying(words) {
  const items = ["first", "second"].map((id) => ({ id, tail: "" }));
  const files = { "first/words.txt": words, "second/words.txt": words };
  return scripted({ edition: "2004 4th Edition", items, sequencing: FREE, files });
}

/** Lays files over a course and waits until that is done. */
async function update(story, params, files) {
  const token = (await story.cloud.call("course.updateAssetsAsync", params, zip(files))).find("token").text("id");
  const finished = async () => {
    const rsp = await story.cloud.call("course.getAsyncImportResult", { token });
    assert.notEqual(rsp.text("status"), "error");
    return rsp.text("status") === "finished";
  };
  await until("update of files", finished, { within: 60_000 });
}

/** What a page of the course reads beside itself, as its author would. */
function words(sco) {
  return sco.page.evaluate(() => fetch("words.txt").then((answer) => answer.text()));
}

export default [
  [
    "an update of files shows with the next page, and the course goes on",
    async (story) => {
      const course = story.world.id("updated");
      await story.cloud.importCourse(course, await saying("old"));
      const regid = story.world.id("reg");
      await story.cloud.register(course, regid);
      const player = await story.play(regid);
      const first = await player.sco("first");
      await first.does(["initialize"], ["set", "cmi.location", "page 1"]);
      assert.equal(await words(first), "old");

      await update(story, { courseid: course }, { "second/words.txt": "new", "imsmanifest.xml": "no manifest at all" });
      // The page that is open goes on working, and what it saves is saved.
      await first.does(["set", "cmi.completion_status", "completed"], ["commit"]);
      await player.saves();
      await player.go("continue");
      const second = await player.sco("second");
      assert.equal(await words(second), "new");
      await player.saves();
      const report = await story.cloud.report(regid, "activity");
      const reported = report.all("activity").find((activity) => activity.attributes.id === "first");
      assert.equal(reported.text("complete"), "complete");
      await player.go("previous");
      assert.equal(await words(await player.sco("first")), "old");
    },
  ],
  [
    "a registration stays on the version that it began, with the updates of that version",
    async (story) => {
      const course = story.world.id("versions");
      await story.cloud.importCourse(course, await saying("version 0"));
      const [older, newer] = [story.world.id("reg"), story.world.id("reg")];
      await story.cloud.register(course, older);
      const player = await story.play(older);
      await player.sco("first");
      await story.cloud.importCourse(course, await saying("version 1"));
      await story.cloud.register(course, newer);
      await update(story, { courseid: course, versionid: "0" }, { "second/words.txt": "version 0, updated" });
      await player.go("continue");
      assert.equal(await words(await player.sco("second")), "version 0, updated");
      await player.saves();
      await player.page.close();
      const again = await story.play(older);
      assert.equal(await words(await again.sco("second")), "version 0, updated");
      const other = await story.play(newer);
      assert.equal(await words(await other.sco("first")), "version 1");
    },
  ],
  [
    "a new instance takes the place of the window that is open",
    async (story) => {
      const regid = await story.registration("saying-any", () => saying("any"));
      const player = await story.play(regid);
      const sco = await player.sco("first");
      await sco.does(["initialize"], ["set", "cmi.completion_status", "completed"], ["commit"]);
      await player.saves();
      const answer = await story.cloud.call("registration.createNewInstance", { regid });
      assert.equal(answer.find("success").attributes.instanceid, "1");
      await sco.run(["set", "cmi.location", "too late"], ["commit"]);
      await player.becomes("frozen");
      const again = await story.play(regid);
      const fresh = await again.sco("first");
      await fresh.does(["initialize"]);
      assert.equal(await fresh.get("cmi.completion_status"), "unknown");
    },
  ],
];
