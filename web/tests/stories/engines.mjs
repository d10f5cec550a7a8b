// Firefox and WebKit: closing the tab without exit keeps what was set.
import assert from "node:assert/strict";

import { scripted } from "../support/packages.mjs";
import { startFirefox } from "../support/firefox.mjs";
import { until } from "../support/until.mjs";
import { startWebKit } from "../support/webkit.mjs";

const AT_LAST = [["set", "cmi.core.lesson_status", "passed"], ["set", "cmi.core.score.raw", "81"], ["terminate"]];

export default [
  ["Firefox", startFirefox],
  ["WebKit", startWebKit],
].map(([name, start]) => [
  `s63_s64 closing the tab without exit keeps what was set, in ${name}`,
  async (story) => {
    const build = () => scripted({ items: [{ id: "only", script: [["initialize"], ["on", "pagehide", AT_LAST]] }] });
    const regid = await story.registration("pagehide-12", build);
    const browser = await start();
    try {
      await browser.open(story.cloud.launchUrl(regid));
      const set = 'return !!window.sco && window.sco.run([["set", "cmi.core.lesson_location", "9"], ["fill", "cmi.suspend_data", 2000]]).join()';
      // Until content has initialized, the API takes nothing.
      await until("content takes values", async () => (await browser.run(set, []).catch(() => "")) === "true,true");
      const filled = await browser.run("return window.sco.filled", []);
      await browser.closeTab();
      await story.cloud.resultsBecome(regid, { complete: "complete", success: "passed", score: "81" });
      const runtime = await story.cloud.runtime(regid, "only");
      assert.equal(runtime.text("location"), "9");
      assert.equal(runtime.text("suspend_data"), filled);
    } finally {
      await browser.quit();
    }
  },
  // A second browser beside a busy first one is slow to close a tab.
  { alone: true },
]);
