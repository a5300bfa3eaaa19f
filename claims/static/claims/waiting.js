// A verdict that can still be undone says for how long; when the time is up it can't be undone any more.
"use strict";
for (const row of document.querySelectorAll(".waiting [data-seconds]")) {
  const words = row.querySelector("[data-sealed]");
  const until = Date.now() + row.dataset.seconds * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) {
      words.textContent = `It is sealed in ${left} second${left === 1 ? "" : "s"}.`;
    } else {
      clearInterval(timer);
      words.textContent = "It is sealed.";
      row.querySelector("form").remove();
    }
  }, 1000);
}
