// A SCO that does what it is told, and keeps a log of every call.
//
// The script is a list of steps. It comes from the launch parameter `script` (JSON), else from `script.json`
// beside the page. A browser test may also call `sco.step([...])` itself, at any time.
//
//   ["initialize"] ["terminate"] ["commit"]      the API's words of either standard
//   ["get", element] ["set", element, value]
//   ["fill", element, n]                         sets n random characters outside ASCII
//   ["expect", element, value]                   get and compare; a difference is in the log and in sco.failed
//   ["on", event, [steps]]                       steps when the window gets that event
//   ["after", milliseconds, [steps]]
//   ["go", address]                              another page in the same frame
//   ["close"]                                    window.close()
(function () {
  "use strict";

  // The classic search: up the parents, then the opener's parents (SCORM 1.2 RTE 3.3.6, 2004 RTE 3.3.3).
  function search(win, name) {
    for (var tries = 0; tries < 500; tries++) {
      try {
        if (win[name]) return win[name];
      } catch (foreign) {
        return null;
      }
      if (!win.parent || win.parent === win) return null;
      win = win.parent;
    }
    return null;
  }

  function find(name) {
    var api = search(window, name);
    if (!api && window.opener) api = search(window.opener, name);
    if (!api && window.top && window.top.opener) api = search(window.top.opener, name);
    return api;
  }

  var api2004 = find("API_1484_11");
  var api12 = api2004 ? null : find("API");
  var api = api2004 || api12;
  var prefix = api2004 ? "" : "LMS";
  var words = { initialize: "Initialize", terminate: api2004 ? "Terminate" : "Finish", commit: "Commit" };

  var sco = {
    api: api,
    standard: api2004 ? "2004" : api12 ? "1.2" : "none",
    log: [],
    failed: [],
    step: step,
    run: run,
  };
  window.sco = sco;

  function call(name, args) {
    if (!api) return "";
    var answer = api[prefix + name].apply(api, args);
    var error = api[prefix + "GetLastError"]();
    note({ call: name, args: args, answer: answer, error: error });
    return answer;
  }

  function note(entry) {
    sco.log.push(entry);
    var pre = document.getElementById("log");
    if (pre) {
      var args = (entry.args || []).map(function (a) { return String(a).slice(0, 80); }).join(", ");
      pre.textContent += entry.call + "(" + args + ") = " + String(entry.answer).slice(0, 80) + " [" + entry.error + "]\n";
    }
  }

  function random(n) {
    var text = "";
    for (var i = 0; i < n; i++) text += String.fromCharCode(0x400 + Math.floor(Math.random() * 0x4000));
    return text;
  }

  function step(what) {
    switch (what[0]) {
      case "initialize":
      case "terminate":
      case "commit":
        return call(words[what[0]], [""]);
      case "get":
        return call("GetValue", [what[1]]);
      case "set":
        return call("SetValue", [what[1], what[2]]);
      case "fill":
        sco.filled = random(what[2]);
        return call("SetValue", [what[1], sco.filled]);
      case "expect":
        var value = call("GetValue", [what[1]]);
        if (value !== what[2]) sco.failed.push({ element: what[1], expected: what[2], found: value });
        return value;
      case "on":
        return window.addEventListener(what[1], function () { run(what[2]); });
      case "after":
        return setTimeout(function () { run(what[2]); }, what[1]);
      case "go":
        window.location.href = what[1];
        return "";
      case "close":
        return window.close();
      default:
        throw new Error("unknown step " + what[0]);
    }
  }

  function run(steps) {
    return steps.map(step);
  }

  function script() {
    var given = new URLSearchParams(window.location.search).get("script");
    if (given) return JSON.parse(given);
    var request = new XMLHttpRequest();
    request.open("GET", "script.json", false);
    request.send();
    return request.status === 200 ? JSON.parse(request.responseText) : [];
  }

  run(script());
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-step]").forEach(function (button) {
      button.addEventListener("click", function () { step(JSON.parse(button.dataset.step)); });
    });
    document.documentElement.setAttribute("data-sco", sco.standard);
  });
})();
