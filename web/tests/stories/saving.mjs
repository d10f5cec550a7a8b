// Acknowledged is stored, and the page says honestly which is which.
import assert from "node:assert/strict";

import { scripted } from "../support/packages.mjs";
import { Server } from "../support/server.mjs";

export default [
  [
    "without a network the course goes on and says that nothing is saved; then it is",
    async (story) => {
      story.expectErrors(/ERR_INTERNET_DISCONNECTED/);
      const regid = await story.registration("one-1.2", () => scripted());
      const player = await story.play(regid);
      const sco = await player.sco();
      await sco.does(["initialize"], ["set", "cmi.core.lesson_location", "1"], ["commit"]);
      await player.saves("saved");

      await story.context.setOffline(true);
      await sco.does(["set", "cmi.core.lesson_location", "2"], ["set", "cmi.core.lesson_status", "passed"], ["commit"]);
      await player.saves("offline");
      await story.picture(player.page, "offline");
      assert.equal(await sco.get("cmi.core.lesson_location"), "2");
      assert.equal((await story.cloud.results(regid)).success, "unknown");

      await story.context.setOffline(false);
      await player.saves("saved");
      assert.equal((await story.cloud.results(regid)).success, "passed");
      assert.equal((await story.cloud.runtime(regid, "only")).text("location"), "2");
    },
  ],
  [
    "the server is killed in the middle of a course: the learner goes on, nothing acknowledged is lost",
    async (story) => {
      story.expectErrors(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET/);
      await story.useOwnServer(await Server.start());
      const inbox = story.inbox();
      const regid = await story.registration("one-1.2", () => scripted(), { postbackurl: inbox.url });
      const player = await story.play(regid, { redirecturl: story.lms.back });
      const sco = await player.sco();
      await sco.does(["initialize"], ["set", "cmi.core.lesson_location", "acknowledged"], ["set", "cmi.core.score.raw", "40"], ["commit"]);
      await player.saves("saved");
      // A postback that is under way when the server dies is tried again only once its lease has run out.
      await inbox.results({ score: "40" });
      await story.server.postsNothing();

      await story.server.kill();
      await sco.does(["set", "cmi.suspend_data", "while the server was dead"], ["set", "cmi.core.score.raw", "95"], ["commit"]);
      await player.saves("offline");

      await story.server.resume();
      assert.equal((await story.cloud.runtime(regid, "only")).text("location"), "acknowledged");
      await player.saves("saved");
      assert.equal((await story.cloud.runtime(regid, "only")).text("suspend_data"), "while the server was dead");

      await sco.does(["set", "cmi.core.lesson_status", "passed"], ["terminate"]);
      await player.page.waitForURL(story.lms.back);
      const result = { complete: "complete", success: "passed", score: "95" };
      await story.cloud.resultsBecome(regid, result);
      await inbox.results(result);
    },
  ],
  [
    "the server is killed again and again while a course saves: every acknowledged step is there",
    async (story) => {
      story.expectErrors(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET/);
      await story.useOwnServer(await Server.start());
      const regid = await story.registration("one-1.2", () => scripted());
      const player = await story.play(regid);
      const sco = await player.sco();
      await sco.does(["initialize"]);
      for (let round = 1; round <= 3; round++) {
        await sco.does(["set", "cmi.core.lesson_location", `step ${round}`], ["commit"]);
        await player.saves("saved");
        await story.server.kill();
        await story.server.resume();
        assert.equal((await story.cloud.runtime(regid, "only")).text("location"), `step ${round}`);
      }
      await sco.does(["set", "cmi.core.lesson_status", "completed"], ["commit"]);
      await story.cloud.resultsBecome(regid, { complete: "complete" });
      const history = await story.cloud.call("registration.getLaunchHistory", { regid });
      assert.equal(history.all("launch").length, 1);
    },
  ],
];
