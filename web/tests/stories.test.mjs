// All stories, side by side in one Chromium; Firefox and WebKit for one story each.
//
// LYCEUM_BIN names the server's binary. Some stories only: LYCEUM_STORIES='older window' node --test stories.test.mjs
import { after, before, describe, test } from "node:test";

import { tell } from "./support/story.mjs";
import { World } from "./support/world.mjs";

const FILES = ["main_job", "resume", "leaving", "saving", "silence", "windows", "controls", "api_frame", "dead_ends", "looks", "published", "engines"];
const CHOSEN = new RegExp(process.env.LYCEUM_STORIES ?? "", "i");
const SIDE_BY_SIDE = Number(process.env.LYCEUM_STORIES_AT_ONCE ?? 4);

const stories = await Promise.all(FILES.map((file) => import(`./stories/${file}.mjs`)));

describe("stories", { concurrency: SIDE_BY_SIDE, timeout: 240_000 }, () => {
  let world;
  before(async () => {
    world = await World.start();
  });
  after(() => world?.stop());

  const all = stories.flatMap((file) => file.default);
  for (const [title, story, options] of all.filter(([title]) => CHOSEN.test(title))) {
    test(title, { timeout: 90_000 }, (t) => tell(world, (told) => story(told, t), options));
  }
});
