// Launches that fall silent: the server ends them, and takes that back when it was wrong.
import assert from "node:assert/strict";

import { scripted } from "../support/packages.mjs";
import { Server } from "../support/server.mjs";
import { until } from "../support/until.mjs";

const SOON = { LYCEUM_SILENT_AFTER_SECS: "4", LYCEUM_HEARTBEAT_SECS: "1" };

export default [
  [
    "s63_s66 a browser that dies is noticed: the launch ends, and that is a postback",
    async (story) => {
      await story.useOwnServer(await Server.start(SOON));
      const inbox = story.inbox();
      const regid = await story.registration("one-1.2", () => scripted(), { postbackurl: inbox.url });
      const player = await story.play(regid);
      await (await player.sco()).does(["initialize"], ["set", "cmi.core.lesson_location", "3"], ["set", "cmi.core.score.raw", "30"], ["commit"]);
      await player.saves();
      await inbox.results({ score: "30" });
      const before = inbox.received.length;

      // No handler runs: as if the power had gone.
      await player.page.close({ runBeforeUnload: false });
      await until("the launch has an end", () => hasEnded(story, regid));
      await inbox.first("at the server's close", () => inbox.received.length > before);
      const { complete, success } = await story.cloud.results(regid);
      assert.deepEqual({ complete, success }, { complete: "unknown", success: "unknown" });

      const again = await (await story.play(regid)).sco();
      await again.does(["initialize"]);
      assert.equal(await again.get("cmi.core.entry"), "resume");
      assert.equal(await again.get("cmi.core.lesson_location"), "3");
    },
  ],
  [
    "a learner who was offline for long goes on in the launch that the server had closed",
    async (story) => {
      story.expectErrors(/ERR_INTERNET_DISCONNECTED/);
      await story.useOwnServer(await Server.start(SOON));
      const regid = await story.registration("one-1.2", () => scripted());
      const player = await story.play(regid);
      const sco = await player.sco();
      await sco.does(["initialize"], ["commit"]);
      await player.saves();
      await story.context.setOffline(true);
      await until("the launch has an end", () => hasEnded(story, regid));
      await sco.does(["set", "cmi.core.lesson_status", "passed"], ["set", "cmi.core.lesson_location", "after"], ["commit"]);
      await player.saves("offline");

      await story.context.setOffline(false);
      await player.saves();
      await player.becomes("playing");
      assert.equal((await story.cloud.results(regid)).success, "passed");
      assert.equal((await story.cloud.runtime(regid, "only")).text("location"), "after");
      assert.equal((await launches(story, regid)).length, 1);
    },
  ],
];

async function launches(story, regid) {
  return (await story.cloud.call("registration.getLaunchHistory", { regid })).all("launch");
}

async function hasEnded(story, regid) {
  const [launch] = await launches(story, regid);
  return launch.text("exit_time") !== "";
}
