// A part to read: how far the learner has scrolled is the progress, the bookmark is the farthest heading.
(function () {
  "use strict";

  var bar = document.getElementById("progress");
  var marks = Array.prototype.slice.call(document.querySelectorAll("main h1, main h2"));
  var farthest = 0;

  function seen() {
    var bottom = window.scrollY + window.innerHeight;
    var height = document.documentElement.scrollHeight;
    var part = bottom >= height - 8 ? 1 : bottom / height;
    if (part <= farthest) return;
    farthest = part;
    bar.value = farthest;
    scorm.set("cmi.progress_measure", farthest.toFixed(2));
    var passed = marks.filter(function (mark) { return mark.offsetTop <= bottom; });
    scorm.set("cmi.location", String(passed.length));
    if (farthest === 1) {
      scorm.set("cmi.completion_status", "completed");
      scorm.commit();
    }
  }

  scorm.start();
  if (scorm.get("cmi.completion_status") !== "completed") scorm.set("cmi.completion_status", "incomplete");
  var learner = scorm.get("cmi.learner_name"); // "Last, First"
  var cell = document.querySelector("[data-learner]");
  if (cell && learner) cell.textContent = ", " + (learner.split(",")[1] || learner).trim();
  farthest = parseFloat(scorm.get("cmi.progress_measure")) || 0;
  bar.value = farthest;
  var mark = marks[parseInt(scorm.get("cmi.location"), 10) - 1];
  if (mark && scorm.get("cmi.entry") === "resume" && farthest < 1) mark.scrollIntoView();

  document.getElementById("next").addEventListener("click", function () {
    scorm.set("cmi.progress_measure", "1");
    scorm.set("cmi.completion_status", "completed");
    scorm.finish("normal", "continue");
  });
  window.addEventListener("scroll", seen, { passive: true });
  window.addEventListener("resize", seen);
  window.addEventListener("load", seen);
  window.addEventListener("pagehide", function () { scorm.finish("suspend"); });
})();
