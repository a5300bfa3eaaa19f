// Keys of the review desk; the claim page lists them. They can be switched off there, for people whose
// speech input or keyboard sends single letters.
"use strict";
{
  const SWITCH = "factcheck.keys";
  const typing = (element) => element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  const enabled = () => localStorage.getItem(SWITCH) !== "off";

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
      radio.checked = true;
      radio.focus();
    }
  };

  const actions = {
    j: () => step(1),
    k: () => step(-1),
    n: () => document.querySelector("[data-key=n]")?.click(),
    v: () => document.getElementById("verdict")?.focus(),
    r: () => document.getElementById("id_rationale")?.focus(),
    1: () => choose(1),
    2: () => choose(2),
    3: () => choose(3),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("#verdict textarea")) {
      event.target.form.requestSubmit();
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
  // After a refused verdict the reader should land where the correction is due.
  document.querySelector("#verdict [role=alert]")?.scrollIntoView({ block: "center" });
}
