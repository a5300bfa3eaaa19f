// What was typed on a claim page and not sent stays in this browser, whatever way the page is left, until the verdict is
// recorded or the reviewer discards it.
"use strict";
{
  const PREFIX = "factcheck.draft.";
  const KEPT_DAYS = 30;
  const form = document.querySelector("form[data-draft]");

  const drop = (key) => localStorage.removeItem(PREFIX + key);
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + key));
    } catch {
      return null;
    }
  };

  for (const name of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    const draft = read(name.slice(PREFIX.length));
    if (!draft || Date.now() - draft.at > KEPT_DAYS * 86_400_000) {
      localStorage.removeItem(name);
    }
  }

  if (form) {
    const key = form.dataset.draft;
    const person = key.split(".")[0];
    // The server marks what says that a decision was recorded with the number of its claim.
    for (const message of document.querySelectorAll(".messagelist li[class*=done-], .waiting li[class*=done-]")) {
      drop(`${person}.${message.className.match(/done-(\d+)/)[1]}`);
    }

    const { rationale, evidence } = form.elements;
    const save = () => {
      const status = form.querySelector("[name=status]:checked")?.value ?? "";
      if (rationale.value || evidence.value || status) {
        localStorage.setItem(
          PREFIX + key,
          JSON.stringify({ at: Date.now(), status, rationale: rationale.value, evidence: evidence.value }),
        );
      } else {
        drop(key);
      }
    };

    const draft = read(key);
    const note = form.querySelector("[data-draft-note]");
    if (draft && form.dataset.fresh === "yes") {
      rationale.value = draft.rationale;
      evidence.value = draft.evidence;
      for (const radio of form.querySelectorAll("[name=status]")) {
        radio.checked = radio.value === draft.status;
      }
      note.hidden = false;
      note.querySelector("button").addEventListener("click", () => {
        drop(key);
        form.reset();
        note.hidden = true;
      });
    }
    form.addEventListener("input", save);
    form.addEventListener("change", save);
  }
}
