// Courses whose package attributes are not the defaults.

/** Imports a course of its own, sets its attributes and registers a learner. */
export async function registrationWith(story, build, attributes, params = {}) {
  const courseid = story.world.id("set");
  const regid = story.world.id("reg");
  await story.cloud.importCourse(courseid, await build());
  await story.cloud.call("course.updateAttributes", { courseid, ...attributes });
  await story.cloud.register(courseid, regid, params);
  return regid;
}

/** A document's first window, which it opens without being asked, is blocked; the next one is opened by a click. */
export function blockWindows() {
  const open = window.open.bind(window);
  let wasBlocked = false;
  window.open = (...args) => {
    if (wasBlocked) return open(...args);
    wasBlocked = true;
    return null;
  };
}
