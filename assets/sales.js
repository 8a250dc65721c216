// What the pages of figures and orders cannot do without a script, and are readable without.
"use strict";
(() => {
  // Each <time data-local> in the zone of whoever looks at it; without a script it stays in UTC, and says so.
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

  // An address holds what was chosen, not what was left empty.
  document.addEventListener("formdata", ({ target, formData }) => {
    if (target.method !== "get") return;
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });

  // What drops down opens to the left where there is no room to the right.
  document.addEventListener("toggle", ({ target }) => {
    if (!target.matches("details.pick-one[open]")) return;
    const { classList } = target.querySelector(".drop");
    classList.remove("leftward");
    classList.toggle("leftward", target.querySelector(".drop").getBoundingClientRect().right > document.documentElement.clientWidth);
  }, true);

  // And it goes up again: with Escape, with a click elsewhere, and when another one opens.
  const open = () => document.querySelectorAll("details.pick-one[open]");
  document.addEventListener("click", ({ target }) => open().forEach((one) => { if (!one.contains(target)) one.open = false; }));
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    open().forEach((one) => { one.open = false; one.querySelector("summary").focus(); });
  });
})();
