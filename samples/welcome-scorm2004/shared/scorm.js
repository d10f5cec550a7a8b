// Finds the player's SCORM 2004 API and wraps it. Without a player the pages still work, they just keep nothing.
(function () {
  "use strict";

  function search(win) {
    for (var tries = 0; tries < 50; tries++) {
      try {
        if (win.API_1484_11) return win.API_1484_11;
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

  window.scorm = {
    start: function () {
      open = !!api && api.Initialize("") === "true";
      return open;
    },
    get: function (element) { return open ? api.GetValue(element) : ""; },
    set: function (element, value) { return open && api.SetValue(element, String(value)) === "true"; },
    commit: function () { return open && api.Commit("") === "true"; },
    // `request` is where to go from here: "continue", "previous", "exitAll" or nothing.
    finish: function (exit, request) {
      if (!open) return;
      api.SetValue("cmi.session_time", "PT" + Math.round((Date.now() - started) / 1000) + "S");
      api.SetValue("cmi.exit", exit);
      if (request) api.SetValue("adl.nav.request", request);
      api.Commit("");
      api.Terminate("");
      open = false;
    },
  };
})();
