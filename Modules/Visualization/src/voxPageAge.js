// SPDX-License-Identifier: Apache-2.0
(function () {
  "use strict";
  var age = document.getElementById("age");
  var written = Number(age.dataset.written) * 1000;
  var stale = Number(age.dataset.stale);
  var first = age.textContent;
  function text(seconds) {
    if (seconds < 120) { return seconds + " s"; }
    if (seconds < 7200) { return Math.floor(seconds / 60) + " min"; }
    return seconds < 172800 ? Math.floor(seconds / 3600) + " h" : Math.floor(seconds / 86400) + " days";
  }
  function tell() {
    var seconds = Math.max(0, Math.round((Date.now() - written) / 1000));
    var news = stale > 0 && seconds > stale ? "; no news since, it may have been ended from outside" : "";
    age.textContent = first + ", " + text(seconds) + " ago" + news;
  }
  tell();
  setInterval(tell, 1000);
})();
