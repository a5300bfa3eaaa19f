// The reference is dark where the desk is: by the choice kept in this browser, or else as the system is.
"use strict";
{
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = document.documentElement.dataset.theme ?? "auto";
    document.documentElement.classList.toggle("dark-mode", chosen === "dark" || (chosen === "auto" && dark.matches));
  };
  dark.addEventListener("change", show);
  show();

  // Swagger UI leaves out a level of headings, and has parts outside of any landmark.
  const LEVELS = { "h3.opblock-tag, section.models > h4": "2", ".opblock-body h4": "3", ".opblock-body h5": "4" };
  const mend = () => {
    for (const [headings, level] of Object.entries(LEVELS)) {
      for (const heading of document.querySelectorAll(`.swagger-ui :is(${headings}):not([aria-level])`)) {
        heading.setAttribute("role", "heading");
        heading.setAttribute("aria-level", level);
      }
    }
    for (const part of document.querySelectorAll(".swagger-ui .information-container:not([role])")) {
      part.setAttribute("role", "region");
      part.setAttribute("aria-label", "About this API");
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(mend).observe(document.getElementById("swagger-ui"), { childList: true, subtree: true });
    mend();
  });
}
