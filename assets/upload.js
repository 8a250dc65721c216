// Report files: chosen or dropped, sent one after the other as they are, each with its own progress and result.
"use strict";
(() => {
  let queue = Promise.resolve();

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-upload]")) { add(event.target.files); event.target.value = ""; }
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const zone = event.target.closest?.("[data-drop]");
      document.querySelector("[data-drop]")?.classList.toggle("over", kind === "dragover" && Boolean(zone));
      if (!zone) return;
      event.preventDefault();
      if (kind === "drop") add(event.dataTransfer.files);
    });
  }

  const add = (files) => {
    const results = document.querySelector("[data-upload-results]");
    for (const file of files) {
      const row = document.createElement("li");
      const name = document.createElement("span");
      const bar = document.createElement("progress");
      const said = document.createElement("span");
      name.className = "strong";
      name.textContent = file.name;
      bar.max = 1;
      bar.setAttribute("aria-label", `Progress of ${file.name}`);
      said.textContent = "waiting";
      row.append(name, bar, said);
      row.className = "upload";
      results.prepend(row);
      queue = queue.then(() => send(file, bar, said));
    }
  };

  const wayOn = () => {
    const link = document.createElement("a");
    link.href = "/overview";
    link.textContent = "Open Overview";
    link.className = "link";
    return link;
  };

  const send = (file, bar, said) => new Promise((done) => {
    const request = new XMLHttpRequest();
    const skipping = document.getElementById("skip-bad")?.checked ? "&skip_bad=yes" : "";
    const store = document.getElementById("report-store")?.value;
    const which = `${store ? `&store=${store}` : ""}&modified=${file.lastModified}`;
    const finish = (text, tone) => {
      bar.remove();
      said.textContent = text;
      said.className = tone;
      if (tone === "up") said.after(wayOn());
      done();
    };
    request.open("POST", `/stores/import?name=${encodeURIComponent(file.name)}${skipping}${which}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => { bar.value = event.loaded / event.total / 2; said.textContent = "sending"; };
    request.onprogress = () => {
      const lines = request.responseText.trim().split("\n");
      const share = Number(lines.at(-1));
      if (!Number.isNaN(share)) { bar.value = 0.5 + share / 2; said.textContent = "importing"; }
    };
    request.onload = () => {
      let answer = null;
      try { answer = JSON.parse(request.responseText.trim().split("\n").at(-1)); } catch { /* an error page */ }
      if (answer && typeof answer === "object") finish(answer.text, answer.taken ? "up" : "down");
      else finish("The file could not be imported. Try again, or log in anew.", "down");
    };
    request.onerror = () => finish("The connection broke. The import may have finished: reload the page to see.", "down");
    request.send(file);
  });
})();
