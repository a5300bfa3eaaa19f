// Keys of the review desk, listed on the claim page and below the queue. There each can be changed, and all switched
// off, for people whose speech input or keyboard sends single letters. Both are kept in the browser.
"use strict";
{
  const SWITCH = "factcheck.keys";
  const CHOSEN = "factcheck.keymap"; // by the usual key of an action the one that was chosen for it
  const typing = (element) => element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  const enabled = () => localStorage.getItem(SWITCH) !== "off";
  const click = (selector) => document.querySelector(selector)?.click();

  const step = (direction) => {
    const stops = [...document.querySelectorAll("[data-step], #result_list tbody th a")];
    if (!stops.length) {
      return;
    }
    const at = stops.findIndex((stop) => stop === document.activeElement || stop.contains(document.activeElement));
    const next = at < 0 ? (direction > 0 ? 0 : stops.length - 1) : at + direction;
    stops[Math.max(0, Math.min(next, stops.length - 1))].focus();
  };

  const choose = (number) => {
    const radio = document.querySelectorAll("#verdict input[name=status]")[number - 1];
    if (radio) {
      radio.click();
      radio.focus();
    }
  };

  const help = () => {
    const keys = document.getElementById("keys");
    if (keys) {
      keys.open = true;
      keys.querySelector("summary").focus();
    }
  };

  // Record, and show the next of this view where there is one.
  const record = () => {
    const form = document.querySelector("#verdict form");
    form?.requestSubmit(form.querySelector("[name=_next]") ?? undefined);
  };

  // On a claim page its button; in the queue the claim whose row has the focus.
  const take = () => {
    const form = document.getElementById("take");
    const claim = document.activeElement.closest("#result_list tr")?.querySelector("th a")?.href.match(/\/claim\/(\d+)\//);
    if (form && claim) {
      form.action = form.dataset.address.replace("/0/hold/", `/${claim[1]}/hold/`);
      form.requestSubmit();
    } else {
      click("[data-key=a]");
    }
  };

  // In the queue: the row that has the focus is selected, or no more.
  const select = () => document.activeElement.closest("#result_list tr")?.querySelector(".action-select")?.click();

  const actions = {
    x: select,
    a: take,
    j: () => step(1),
    k: () => step(-1),
    n: () => click("[data-key=n]"),
    p: () => click("[data-key=p]"),
    s: () => click("[data-key=s]"),
    l: () => click("[data-key=l]"),
    c: () => {
      const correct = document.getElementById("correct");
      if (correct) {
        correct.open = true;
        correct.querySelector("input:not([type=hidden])").focus();
      }
    },
    u: () => click("[data-key=u]"),
    e: () => document.querySelector("#verdict [name=reason]")?.focus(),
    v: () => document.getElementById("verdict")?.focus(),
    r: () => document.getElementById("id_rationale")?.focus(),
    "/": () => document.getElementById("searchbar")?.focus(),
    "?": help,
    1: () => choose(1),
    2: () => choose(2),
    3: () => choose(3),
  };

  const chosen = () => {
    try {
      return JSON.parse(localStorage.getItem(CHOSEN)) ?? {};
    } catch {
      return {};
    }
  };
  const keyOf = (usual) => chosen()[usual] ?? usual;
  const usualOf = (key) => Object.keys(actions).find((usual) => keyOf(usual) === key);

  // Wherever a page names a key, it names the one that holds here.
  const named = [...document.querySelectorAll("kbd")].filter((one) => Object.hasOwn(actions, one.textContent));
  for (const one of named) {
    one.dataset.usual = one.textContent;
  }
  const show = () => {
    for (const one of named) {
      one.textContent = keyOf(one.dataset.usual);
    }
    for (const button of document.querySelectorAll("[data-usual-keys]")) {
      button.hidden = !Object.keys(chosen()).length;
    }
  };

  // Changing a key: its button is pressed, then the new key. An action that has that key gets the old one for it.
  let changing = "";
  const tell = (words) => {
    for (const status of document.querySelectorAll(".key-status")) {
      status.textContent = words;
    }
  };
  const change = (key) => {
    const usual = changing;
    changing = "";
    if (key.length !== 1 || key === " ") {
      tell("No key is changed.");
      return;
    }
    const keys = { ...chosen(), [usual]: key };
    const other = usualOf(key);
    if (other && other !== usual) {
      keys[other] = keyOf(usual);
    }
    const kept = Object.entries(keys).filter(([one, chosenKey]) => one !== chosenKey);
    localStorage.setItem(CHOSEN, JSON.stringify(Object.fromEntries(kept)));
    show();
    tell(other && other !== usual ? `Its key is ${key} now; ${keys[other]} does what ${key} did.` : `Its key is ${key} now.`);
  };
  for (const one of document.querySelectorAll("#keys dt kbd[data-usual]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = "change";
    button.setAttribute("aria-label", `Change the key ${one.textContent}: ${one.closest("div").querySelector("dd").textContent}`);
    button.addEventListener("click", () => {
      changing = one.dataset.usual;
      tell("Press the new key, or Escape.");
    });
    one.after(" ", button);
  }
  for (const button of document.querySelectorAll("[data-usual-keys]")) {
    button.addEventListener("click", () => {
      localStorage.removeItem(CHOSEN);
      show();
      tell("The usual keys hold again.");
    });
  }
  show();

  document.addEventListener("keydown", (event) => {
    if (changing && !["Shift", "Control", "Alt", "AltGraph", "Meta", "Tab"].includes(event.key)) {
      event.preventDefault();
      change(event.key);
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (event.target.closest("#verdict") || !typing(event.target)) {
        event.preventDefault();
        record();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !enabled() || typing(event.target)) {
      return;
    }
    const usual = usualOf(event.key);
    if (usual) {
      event.preventDefault();
      actions[usual]();
    }
  });

  for (const box of document.querySelectorAll("[data-keys-switch]")) {
    box.checked = enabled();
    box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  }

  // Whoever steps from claim to claim hears what was done and begins at the new heading; after a refused verdict, where
  // the correction is due.
  const refused = document.querySelector("#verdict [role=alert]");
  const heading = document.getElementById("heading");
  if (refused) {
    refused.scrollIntoView({ block: "center" });
  } else if (heading && !location.hash && document.referrer.includes("/claims/claim/")) {
    heading.focus({ preventScroll: true });
  }
  const announcement = document.getElementById("announcement");
  if (announcement) {
    const done = [...document.querySelectorAll(".messagelist li, .waiting p")].map((message) => message.textContent);
    setTimeout(() => {
      announcement.textContent = [...done, document.getElementById("position")?.textContent].join(" ");
    }, 300);
  }
}
