// For the pages that hold a secret and are not of the app: light or dark as chosen elsewhere; Copy and Print.
"use strict";
(() => {
  const chosen = localStorage.getItem("theme");
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.add(dark ? "dark" : "light");

  document.addEventListener("click", async ({ target }) => {
    const copier = target.closest("[data-copies]");
    if (copier) {
      const lines = [...document.querySelectorAll(`#${copier.dataset.copies} li`)].map((line) => line.textContent);
      const said = await navigator.clipboard.writeText(`${lines.join("\n")}\n`).then(() => "Copied.", () => "Your browser did not allow it.");
      document.getElementById("copied").textContent = said;
    }
    if (target.closest("[data-prints]")) print();
  });
})();
