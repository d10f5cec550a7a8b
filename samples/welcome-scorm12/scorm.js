// Finds the player's SCORM 1.2 API and wraps it. Without a player the course still works, it just keeps nothing.
(function () {
  "use strict";

  function search(win) {
    for (var tries = 0; tries < 50; tries++) {
      try {
        if (win.API) return win.API;
      } catch (foreign) {
        return null;
      }
      if (!win.parent || win.parent === win) return null;
      win = win.parent;
    }
    return null;
  }

  var api = search(window) || (window.opener ? search(window.opener) : null);
  var open = false;
  var started = Date.now();

  function two(n) {
    return (n < 10 ? "0" : "") + n;
  }

  window.scorm = {
    connected: function () { return open; },
    start: function () {
      open = !!api && api.LMSInitialize("") === "true";
      return open;
    },
    get: function (element) { return open ? api.LMSGetValue(element) : ""; },
    set: function (element, value) { return open && api.LMSSetValue(element, String(value)) === "true"; },
    commit: function () { return open && api.LMSCommit("") === "true"; },
    finish: function (exit) {
      if (!open) return;
      var seconds = Math.round((Date.now() - started) / 1000);
      var time = two(Math.floor(seconds / 3600)) + ":" + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
      api.LMSSetValue("cmi.core.session_time", time);
      api.LMSSetValue("cmi.core.exit", exit);
      api.LMSCommit("");
      api.LMSFinish("");
      open = false;
    },
  };
})();
