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

/** Windows open only while a click counts, as browsers have it that are not driven by programs. */
export function blockWindows() {
  const open = window.open.bind(window);
  window.open = (...args) => (navigator.userActivation.isActive ? open(...args) : null);
}
