// The few things that HTML and CSS do not do by themselves. Works on whatever page is shown, before and after it loads.
"use strict";
(() => {
  const menu = () => document.getElementById("account-menu");
  let leaving;

  // Account & Lists opens on hover too; click, keyboard, Escape and a click elsewhere are the popover's own.
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || !menu()) return;
    const inside = event.target.closest("#account-menu, [popovertarget='account-menu']");
    clearTimeout(leaving);
    if (inside && !menu().matches(":popover-open")) {
      menu().dataset.hovered = "";
      menu().showPopover();
    } else if (!inside && "hovered" in menu().dataset) {
      leaving = setTimeout(() => menu().hidePopover(), 300);
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[popovertarget='account-menu']") && menu()) delete menu().dataset.hovered;
    if (event.target.closest("#account-menu a")) menu().hidePopover();
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog").close();
    const theme = event.target.closest("[data-theme-switch]");
    if (theme) switchTheme();
  });

  const switchTheme = () => {
    const dark = !document.documentElement.classList.contains("dark");
    document.documentElement.classList.toggle("dark", dark);
    document.documentElement.classList.toggle("light", !dark);
    localStorage.setItem("theme", dark ? "dark" : "light");
  };

  // A key presses what is marked with it, unless somebody types, or a dialog is open. Only what is pressed then travels.
  const typesIn = "input, select, textarea, [contenteditable]";
  const areOff = () => localStorage.getItem("shortcuts") === "off";
  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (key.length !== 1 || ctrlKey || metaKey || altKey || event.isComposing || target.closest?.(typesIn)) return;
    const sheet = document.getElementById("shortcuts");
    if (!sheet || document.querySelector("dialog[open]")) return;
    if (key === "?") {
      sheet.querySelector("[data-shortcuts]").checked = !areOff();
      sheet.showModal();
    } else if (!areOff()) {
      const marked = document.querySelector(`[data-key="${CSS.escape(key.toLowerCase())}"]`);
      if (!marked) return;
      marked.click();
      if (marked.matches("summary")) marked.focus();
    } else return;
    event.preventDefault();
  });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-shortcuts]")) return;
    if (target.checked) localStorage.removeItem("shortcuts"); else localStorage.setItem("shortcuts", "off");
  });

  // A dialog closes, and its form empties, when the server says that it is done: its data-done changes.
  new MutationObserver((changes) => {
    for (const { target, oldValue } of changes) {
      if (oldValue === null || oldValue === target.dataset.done) continue;
      target.querySelectorAll("form").forEach((form) => form.reset());
      if (target.open) target.close();
    }
  }).observe(document.documentElement, { subtree: true, attributeFilter: ["data-done"], attributeOldValue: true });

  // After a move to another page, the heading has the focus, so that a screen reader says where one is.
  let path = location.pathname;
  new MutationObserver(() => {
    if (path === location.pathname) return;
    path = location.pathname;
    // The session of this page is over, or goes on under another cookie: the server says which.
    if (path === "/login" && new URLSearchParams(location.search).has("next")) return location.reload();
    const heading = document.querySelector("h1");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
  }).observe(document.documentElement, { childList: true, subtree: true });

  // The next form field that is wrong has the focus.
  const isWrong = '[aria-invalid="true"]';
  new MutationObserver((changes) => {
    const wrong = changes.map(({ target }) => target).find((target) => target.matches(isWrong));
    if (wrong) wrong.focus();
  }).observe(document.documentElement, { subtree: true, attributeFilter: ["aria-invalid"] });

  // So has one that comes with a form that was not there before, once it stands where it stays.
  new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node instanceof Element);
    const wrong = added.map((one) => (one.matches(isWrong) ? one : one.querySelector(isWrong))).find(Boolean);
    if (wrong) requestAnimationFrame(() => requestAnimationFrame(() => wrong.focus()));
  }).observe(document.documentElement, { subtree: true, childList: true });
})();
