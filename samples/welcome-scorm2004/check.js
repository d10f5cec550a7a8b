// The last part: three questions, a scaled score, and the end of the course.
(function () {
  "use strict";

  var questions = Array.prototype.slice.call(document.querySelectorAll("fieldset[data-id]"));
  var memory = { answers: {}, judged: false };

  function chosen(question) {
    var input = question.querySelector("input:checked");
    return input ? input.value : "";
  }

  function remember() {
    questions.forEach(function (question) { memory.answers[question.dataset.id] = chosen(question); });
    scorm.set("cmi.suspend_data", JSON.stringify(memory));
    var answered = questions.filter(chosen).length / questions.length;
    document.getElementById("progress").value = answered;
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
    var passed = right / questions.length >= 0.6;
    document.getElementById("score").textContent =
      right + " of " + questions.length + " right: " + (passed ? "passed. Well done!" : "not passed yet. Try again.");
    return { right: right, passed: passed };
  }

  function report(result) {
    var first = parseInt(scorm.get("cmi.interactions._count"), 10) || 0;
    questions.forEach(function (question, n) {
      var interaction = "cmi.interactions." + (first + n) + ".";
      scorm.set(interaction + "id", question.dataset.id);
      scorm.set(interaction + "type", "choice");
      scorm.set(interaction + "correct_responses.0.pattern", question.dataset.right);
      if (chosen(question)) scorm.set(interaction + "learner_response", chosen(question));
      scorm.set(interaction + "result", chosen(question) === question.dataset.right ? "correct" : "incorrect");
    });
    scorm.set("cmi.score.min", 0);
    scorm.set("cmi.score.max", questions.length);
    scorm.set("cmi.score.raw", result.right);
    scorm.set("cmi.score.scaled", (result.right / questions.length).toFixed(4));
    scorm.set("cmi.success_status", result.passed ? "passed" : "failed");
    scorm.set("cmi.progress_measure", "1");
    scorm.set("cmi.completion_status", "completed");
    scorm.commit();
  }

  document.getElementById("quiz").addEventListener("change", remember);
  document.getElementById("quiz").addEventListener("submit", function (event) {
    event.preventDefault();
    memory.judged = true;
    remember();
    report(judge());
  });
  document.getElementById("next").addEventListener("click", function () {
    scorm.finish("normal", "exitAll");
  });
  window.addEventListener("pagehide", function () { scorm.finish("suspend"); });

  scorm.start();
  if (scorm.get("cmi.completion_status") !== "completed") scorm.set("cmi.completion_status", "incomplete");
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
  remember();
})();
