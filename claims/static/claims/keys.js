// Keys of the review desk; the claim page lists them. They can be switched off there, for people whose
// speech input or keyboard sends single letters.
"use strict";
{
  const SWITCH = "factcheck.keys";
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

  const actions = {
    j: () => step(1),
    k: () => step(-1),
    n: () => click("[data-key=n]"),
    p: () => click("[data-key=p]"),
    s: () => click("[data-key=s]"),
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

  document.addEventListener("keydown", (event) => {
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
    if (Object.hasOwn(actions, event.key)) {
      event.preventDefault();
      actions[event.key]();
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
