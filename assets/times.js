// Writes each <time data-local> in the zone of whoever looks at it; without a script it stays in UTC, and says so.
"use strict";
(() => {
  const words = new Intl.DateTimeFormat("en-GB", {
    day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  });
  const write = () => {
    for (const time of document.querySelectorAll("time[data-local]")) {
      const instant = new Date(time.dateTime);
      const text = Number.isNaN(instant.getTime()) ? time.textContent : words.format(instant);
      if (time.textContent !== text) time.textContent = text;
    }
  };
  write();
  new MutationObserver(write).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
