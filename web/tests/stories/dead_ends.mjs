// Addresses that lead nowhere, and courses that vanish.
import assert from "node:assert/strict";

import { scripted } from "../support/packages.mjs";

export default [
  [
    "a course deleted while it plays ends cleanly",
    async (story) => {
      story.expectErrors(/status of 4\d\d/);
      await story.cloud.importCourse("doomed", await scripted());
      await story.cloud.register("doomed", "doomed-reg");
      const player = await story.play("doomed-reg", { redirecturl: story.lms.back });
      const sco = await player.sco();
      await sco.does(["initialize"]);
      await story.cloud.call("course.deleteCourse", { courseid: "doomed" });
      await sco.run(["set", "cmi.core.lesson_status", "passed"], ["commit"]);
      await player.root.locator('#player:is([data-state="ended"], [data-state="error"])').waitFor();
      await story.picture(player.page, "deleted-while-playing");
      assert.equal(await player.content.locator("html").count(), 0);
      const exists = await story.cloud.call("registration.exists", { regid: "doomed-reg" });
      assert.equal(exists.text("result"), "false");
    },
  ],
  [
    "a launch address that nobody knows is a page in words",
    async (story) => {
      story.expectErrors(/status of 40\d/);
      const regid = await story.registration("one-1.2", () => scripted());
      const launch = await fetch(story.cloud.launchUrl(regid), { redirect: "manual" });
      assert.equal(launch.status, 302);
      const address = launch.headers.get("location");
      const page = await story.context.newPage();
      await page.goto(address.replace(/[0-9A-Za-z_-]{16,}/, (token) => [...token].reverse().join("")));
      await page.locator('#player[data-state="error"]').waitFor();
      await story.picture(page, "unknown-launch");
      assert.ok((await page.locator("#player").innerText()).length > 20);
    },
  ],
  [
    "a refused launch is a page in words, with the code and the server's time",
    async (story) => {
      story.expectErrors(/status of 40\d/);
      const page = await story.context.newPage();
      const answer = await page.goto(story.cloud.launchUrl("nobody"));
      assert.equal(answer.status(), 200);
      const text = await page.locator("body").innerText();
      assert.match(text, /\b1\b/);
      assert.match(text, /\b20\d\d\b/);
      await story.picture(page, "refused-launch");
    },
  ],
  [
    "a page of a course opened without its player offers the player",
    async (story) => {
      story.expectErrors(/status of 40\d/);
      const regid = await story.registration("one-1.2", () => scripted());
      const player = await story.play(regid);
      const sco = await player.sco();
      const address = await sco.page.evaluate(() => window.location.href);
      const page = await story.context.newPage();
      await page.goto(address);
      await page.locator("body").waitFor();
      assert.equal(await page.locator("html[data-sco]").count(), 0);
      assert.match(await page.locator("body").innerText(), /player|course/i);
      await story.picture(page, "content-without-player");
    },
  ],
];
