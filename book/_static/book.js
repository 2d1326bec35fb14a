// Small services of the pages. Everything here may be missing: the pages can be read without it.
(() => {
  // Opened as a file, without a server, a page may not read other pages: search then lists titles without excerpts.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  // What scrolls sideways in its own box can be reached by the keyboard: formulas and tables wider than the page.
  const boxes = document.getElementsByClassName("pst-scrollable-table-container");
  const formulas = document.getElementsByTagName("mjx-container");

  function reachable(box, wide) {
    if (wide) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  }

  function measure() {
    for (const box of boxes) reachable(box, box.scrollWidth > box.clientWidth + 1);
    for (const formula of formulas) {
      if (formula.hasAttribute("display")) {
        reachable(formula, formula.scrollWidth > formula.clientWidth + 1);
      } else {  // in the text: only a formula wider than its line becomes a box
        formula.classList.remove("wide");
        const line = formula.closest("p, li, dd, td, th, figcaption, div");
        const wide = !formula.closest("td, th") && formula.getBoundingClientRect().width > line.clientWidth + 1;
        formula.classList.toggle("wide", wide);
        reachable(formula, wide);
      }
    }
  }

  // A link may lead to something that is folded.
  function unfold() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.closest("details:not([open])");
    if (fold) {
      fold.open = true;
      target.scrollIntoView();
    }
  }

  window.addEventListener("hashchange", unfold);
  window.addEventListener("load", async () => {
    unfold();
    await window.MathJax?.startup?.promise;
    measure();
    window.addEventListener("resize", measure);
    document.addEventListener("toggle", measure, true);  // what was folded had no width
  });
})();
