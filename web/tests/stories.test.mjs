// All stories, side by side in one Chromium (without its windows, where it needs half the processor); Firefox and WebKit for
// one story each.
//
// LYCEUM_BIN names the server's binary. Some stories only: LYCEUM_STORIES='older window' node --test stories.test.mjs
import { after, before, describe, test } from "node:test";

import { tell } from "./support/story.mjs";
import { World } from "./support/world.mjs";

const FILES = ["main_job", "resume", "leaving", "saving", "silence", "windows", "popups", "attributes", "controls", "api_frame", "dead_ends", "looks", "properties", "published", "sequenced", "updated", "console", "console_courses", "console_course", "console_log", "console_registrations", "console_sandbox", "console_operations", "console_erase", "campus", "campus_authors", "campus_learners", "campus_looks", "demo", "engines"];
/** Files about what a browser does with its own windows and tabs: they are told in a whole one. */
const OF_WINDOWS = ["leaving", "windows", "popups"];
const CHOSEN = new RegExp(process.env.LYCEUM_STORIES ?? "", "i");
const SIDE_BY_SIDE = Number(process.env.LYCEUM_STORIES_AT_ONCE ?? 4);

const stories = await Promise.all(FILES.map(async (file) => {
  const { default: told } = await import(`./stories/${file}.mjs`);
  return told.map(([title, story, options]) => [title, story, { withWindows: OF_WINDOWS.includes(file), ...options }]);
}));

const chosen = stories.flat().filter(([title]) => CHOSEN.test(title));

describe("stories", () => {
  let world;
  before(async () => {
    world = await World.start();
  });
  after(() => world?.stop());

  const told = ([title, story, { alone, timeout = 90_000, ...options }]) => {
    test(title, { timeout }, (t) => tell(world, (words) => story(words, t), options));
  };
  describe("one at a time", () => chosen.filter(([, , options]) => options.alone).forEach(told));
  describe("side by side", { concurrency: SIDE_BY_SIDE }, () => chosen.filter(([, , options]) => !options.alone).forEach(told));
});
