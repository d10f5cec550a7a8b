// The course itself: pages, bookmark, quiz, and what is reported of them.
(function () {
  "use strict";

  var PASS = 75;
  var pages = Array.prototype.slice.call(document.querySelectorAll("[data-page]"));
  var names = pages.map(function (page) { return page.dataset.page; });
  var questions = Array.prototype.slice.call(document.querySelectorAll("fieldset[data-id]"));
  var back = document.getElementById("back");
  var next = document.getElementById("next");
  var at = 0;
  // What comes back at the next start: answers, and whether the quiz was judged.
  var memory = { answers: {}, judged: false };

  function show(page, focus) {
    at = page;
    pages.forEach(function (section, n) { section.hidden = n !== at; });
    document.getElementById("progress").value = at + 1;
    document.getElementById("where").textContent = "Page " + (at + 1) + " of " + pages.length;
    back.disabled = at === 0;
    next.textContent = at === pages.length - 1 ? "Finish" : "Next";
    scorm.set("cmi.core.lesson_location", names[at]);
    scorm.commit();
    showValues();
    if (focus) {
      window.scrollTo(0, 0);
      pages[at].querySelector("h1").focus();
    }
  }

  function showValues() {
    document.querySelectorAll("[data-value]").forEach(function (cell) {
      cell.textContent = scorm.get(cell.dataset.value) || "not known";
    });
  }

  function remember() {
    scorm.set("cmi.suspend_data", JSON.stringify(memory));
  }

  function chosen(question) {
    var input = question.querySelector("input:checked");
    return input ? input.value : "";
  }

  function judge() {
    var right = 0;
    questions.forEach(function (question) {
      var verdict = question.querySelector(".verdict");
      var good = chosen(question) === question.dataset.right;
      right += good ? 1 : 0;
      verdict.className = "verdict " + (good ? "right" : "wrong");
      verdict.textContent = good ? "✓ That is right." : "✗ Not quite. Have another look.";
    });
    var score = Math.round((right / questions.length) * 100);
    var passed = score >= PASS;
    document.getElementById("score").textContent =
      right + " of " + questions.length + " right, " + score + " %: " + (passed ? "passed. Well done!" : "not passed yet. Try again.");
    return { score: score, passed: passed };
  }

  function report(result) {
    var first = parseInt(scorm.get("cmi.interactions._count"), 10) || 0;
    questions.forEach(function (question, n) {
      var interaction = "cmi.interactions." + (first + n) + ".";
      var answer = chosen(question);
      scorm.set(interaction + "id", question.dataset.id);
      scorm.set(interaction + "type", "choice");
      scorm.set(interaction + "correct_responses.0.pattern", question.dataset.right);
      if (answer) scorm.set(interaction + "student_response", answer);
      scorm.set(interaction + "result", answer === question.dataset.right ? "correct" : "wrong");
    });
    scorm.set("cmi.core.score.min", 0);
    scorm.set("cmi.core.score.max", 100);
    scorm.set("cmi.core.score.raw", result.score);
    scorm.set("cmi.core.lesson_status", result.passed ? "passed" : "failed");
    scorm.commit();
  }

  function leave() {
    remember();
    scorm.finish("suspend");
  }

  back.addEventListener("click", function () { show(at - 1, true); });
  next.addEventListener("click", function () {
    if (at < pages.length - 1) return show(at + 1, true);
    remember();
    scorm.finish("");
    next.disabled = back.disabled = true;
    document.getElementById("where").textContent = "Finished. You can close the course now.";
  });

  document.getElementById("quiz").addEventListener("change", function () {
    questions.forEach(function (question) { memory.answers[question.dataset.id] = chosen(question); });
    remember();
  });
  document.getElementById("quiz").addEventListener("submit", function (event) {
    event.preventDefault();
    memory.judged = true;
    remember();
    report(judge());
  });

  scorm.start();
  var learner = scorm.get("cmi.core.student_name"); // "Last, First"
  var first = learner.split(",")[1];
  if (learner) document.querySelector("[data-learner]").textContent = ", " + (first || learner).trim();
  if (scorm.get("cmi.core.lesson_status") === "not attempted") scorm.set("cmi.core.lesson_status", "incomplete");
  try {
    memory = JSON.parse(scorm.get("cmi.suspend_data")) || memory;
  } catch (none) {
    // The first start.
  }
  questions.forEach(function (question) {
    var answer = memory.answers[question.dataset.id];
    var input = answer && question.querySelector('input[value="' + answer + '"]');
    if (input) input.checked = true;
  });
  if (memory.judged) judge();
  window.addEventListener("pagehide", leave);
  show(Math.max(0, names.indexOf(scorm.get("cmi.core.lesson_location"))), false);
})();
