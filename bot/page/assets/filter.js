// Narrows a list to what holds the words that are typed.
(() => {
  "use strict";
  const box = document.getElementById("filter");
  if (!box) {
    return;
  }
  const rows = [...document.querySelectorAll("[data-filtered]")].map((row) => ({
    row,
    // With the names of what stands above it: a bureau's name shows all of its departments.
    words: `${row.dataset.filtered} ${window.madoguchi.plain(row)}`.normalize("NFKC").toLowerCase(),
  }));
  box.addEventListener("input", () => {
    const wanted = box.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach(({ row, words }) => {
      const isFound = wanted.every((word) => words.includes(word));
      row.hidden = !isFound;
      if (row instanceof HTMLDetailsElement) {
        row.open = isFound && wanted.length > 0;
      }
    });
  });
})();
