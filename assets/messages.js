// Messages: what is left of 24 hours counts on while a page is open, an undo goes when its time is over, and the keys j k r e ?.
"use strict";
(() => {
  const HOUR = 3_600_000;
  const length = (ms) => {
    const minutes = Math.floor(ms / 60_000);
    if (minutes >= 48 * 60) return `${Math.floor(minutes / 1440)} d`;
    return minutes >= 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`;
  };
  const count = () => {
    for (const one of document.querySelectorAll("[data-due]")) {
      if (!one.dataset.due) continue;
      const left = new Date(one.dataset.due) - Date.now();
      const text = left > 0 ? `${length(left)} left` : `${length(-left)} late`;
      if (one.firstChild?.nodeType === Node.TEXT_NODE && one.firstChild.data !== text) one.firstChild.data = text;
      const tag = one.closest(".tag");
      tag?.classList.toggle("bad", left <= 4 * HOUR);
      tag?.classList.toggle("warn", left > 4 * HOUR && left <= 8 * HOUR);
      const shape = tag?.firstElementChild?.firstChild;
      const drawn = left <= 0 ? "■" : left <= 4 * HOUR ? "▲" : "●";
      if (shape && shape.data !== drawn) shape.data = drawn;
    }
    for (const one of document.querySelectorAll("[data-until]")) one.hidden = new Date(one.dataset.until) <= Date.now();
  };
  setInterval(count, 1000);

  let here = -1;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    const rows = [...document.querySelectorAll(".threads li")];
    if ((event.key === "j" || event.key === "k") && rows.length) {
      here = Math.max(0, Math.min(rows.length - 1, here + (event.key === "j" ? 1 : -1)));
      rows.forEach((row, number) => row.classList.toggle("here", number === here));
      rows[here].querySelector("a").focus();
    } else if (event.key === "r" && document.getElementById("reply")) {
      event.preventDefault();
      document.getElementById("reply").focus();
    } else if (event.key === "e") {
      [...document.querySelectorAll(".talk button")].find((one) => one.textContent === "No reply needed")?.click();
    }
  });
})();
