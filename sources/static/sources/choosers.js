// Boxes that search for a row (select2) have no name of their own for a screen reader: they get the label's.
"use strict";
if (window.django?.jQuery) {
  const jQuery = django.jQuery;
  // After Django's own script has made the boxes, which it does in the same queue.
  jQuery(() => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const label = document.querySelector(`label[for="${select.id}"]`);
      const box = select.nextElementSibling?.querySelector("[role=combobox]");
      if (!label || !box) {
        continue;
      }
      const name = label.textContent.replace(/:\s*$/, "").trim();
      label.id ||= `label-${select.id}`;
      const chosen = box.querySelector(".select2-selection__rendered");
      box.setAttribute("aria-labelledby", [label.id, chosen?.id].filter(Boolean).join(" "));
      if (chosen?.getAttribute("role") === "textbox") {
        chosen.setAttribute("aria-labelledby", label.id);
      }
      const nameSearch = () => {
        for (const field of [...box.querySelectorAll("input"), ...document.querySelectorAll(".select2-container--open input")]) {
          field.setAttribute("aria-label", `${name}: search`);
        }
      };
      nameSearch();
      jQuery(select).on("select2:open change", nameSearch);
    }
  });
}
