// Words that are selected in an article's text are put into the form that makes a claim of them.
"use strict";
{
  const text = document.querySelector(".article-text");
  const box = document.getElementById("make-claim");
  const words = document.getElementById("id_words");
  if (text && box && words) {
    document.addEventListener("selectionchange", () => {
      const selection = getSelection();
      if (selection.isCollapsed || !selection.rangeCount || !text.contains(selection.getRangeAt(0).commonAncestorContainer)) {
        return;
      }
      const chosen = document.createElement("div");
      chosen.append(selection.getRangeAt(0).cloneContents());
      for (const number of chosen.querySelectorAll("sup")) {
        number.remove();
      }
      words.value = chosen.textContent.trim();
      box.open = true;
    });
  }
}
