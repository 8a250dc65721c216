// Passkeys: asks the device, and sends what it answers with the form of the button. Every check is the server's.
"use strict";
(() => {
  const SAID = {
    NotAllowedError: "It was cancelled, or took too long. Try again.",
    InvalidStateError: "This device has a passkey for your account already.",
    SecurityError: "Passkeys do not work at this address.",
    NotSupportedError: "This device cannot keep a passkey.",
    ConstraintError: "This device cannot keep a passkey: it asks for no finger, face or PIN.",
  };
  const DID_NOT_WORK = "That did not work. Try again, or use another way.";
  // A button is there when a press of it is heard.
  if (window.PublicKeyCredential) document.documentElement.classList.add("asks-for-passkeys");
  // No passkey is bound to a mere address.
  const works = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|:/.test(location.hostname);

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const named = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

  // What to ask. Whoever has to log in or to prove something first is led there.
  const question = async (purpose) => {
    const answer = await fetch("/passkey/question", { method: "POST", body: new URLSearchParams({ purpose }) });
    if (answer.redirected) return { leads: answer.url };
    if (!answer.ok) throw Object.assign(Error(), { said: answer.status === 429 && (await answer.text()) });
    const options = await answer.json();
    if (options.leads) return { leads: options.leads + location.pathname.replace(/(.)\/$/, "$1") + location.search };
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    options.excludeCredentials = named(options.excludeCredentials);
    options.allowCredentials = named(options.allowCredentials);
    return { publicKey: options };
  };

  const ask = async (purpose, how) => {
    const { leads, publicKey } = await question(purpose);
    if (leads) return how.mediation ? null : location.assign(leads);
    const { id, rawId, type, response } = await navigator.credentials[purpose === "add" ? "create" : "get"]({ publicKey, ...how });
    const told = { id, rawId: text(rawId), type, response: {} };
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[part]) told.response[part] = text(response[part]);
    }
    return JSON.stringify(told);
  };

  const send = (button, told) => {
    if (!told) return;
    const { credential, next } = button.form.elements;
    credential.value = told;
    // Who is quick is led to where they were going, too, though the page does not know yet.
    if (next) next.value ||= new URLSearchParams(location.search).get("next") ?? "";
    button.form.requestSubmit(button);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-passkey]");
    if (!button || !window.PublicKeyCredential) return;
    // What the form sends in the end is not clicked.
    event.preventDefault();
    if (button.ariaBusy === "true") return;
    const problem = button.form.querySelector("[data-passkey-problem]");
    problem.textContent = "";
    button.ariaBusy = "true";
    filling?.abort();
    try {
      send(button, await ask(button.dataset.passkey, {}));
    } catch (error) {
      problem.textContent = error.said || SAID[error.name] || DID_NOT_WORK;
      filling = null;
      fill();
    } finally {
      button.ariaBusy = null;
    }
  });

  // Passkeys among what the browser offers to fill in. A question is good for five minutes, so it is asked anew before.
  let filling = null;
  const field = () => document.querySelector("[autocomplete~='webauthn']");
  const fill = async () => {
    if (filling || !works || !field()) return;
    const mine = (filling = new AbortController());
    let anew;
    try {
      if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
      anew = setTimeout(() => { mine.abort(); filling = null; fill(); }, 240_000);
      const told = await ask("log-in", { mediation: "conditional", signal: mine.signal });
      send(field().form.querySelector("[data-passkey]"), told);
    } catch { /* Nobody chose one; the buttons are still there. */ } finally {
      clearTimeout(anew);
    }
  };
  new MutationObserver(() => {
    if (filling && !field()) { filling.abort(); filling = null; }
    fill();
  }).observe(document.documentElement, { childList: true, subtree: true });
  fill();
})();
