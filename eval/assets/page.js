"use strict";
const shown = document.getElementById("shown");
const words = document.getElementById("words");
const fields = [...document.querySelectorAll("#filter select[data-field]")];
const articles = [...document.querySelectorAll("article")];
const rows = [...document.querySelectorAll("#questions tbody tr")];

function update() {
  const wanted = shown.value;
  const text = words.value.normalize("NFKC").toLowerCase();
  const fits = (element) => {
    const faults = element.dataset.faults.split(" ").filter(Boolean);
    return (
      (wanted === "all" ||
        (wanted === "wrong" && element.dataset.right === "0") ||
        (wanted === "faulty" && faults.length > 0) ||
        faults.includes(wanted)) &&
      fields.every((select) => !select.value || element.dataset[select.dataset.field] === select.value)
    );
  };
  const kept = new Set();
  for (const article of articles) {
    const found = !text || article.textContent.normalize("NFKC").toLowerCase().includes(text);
    article.hidden = !(fits(article) && found);
    if (!article.hidden) kept.add("#" + article.id);
  }
  for (const row of rows) row.hidden = !kept.has(row.querySelector("a").getAttribute("href"));
  document.getElementById("count").textContent = kept.size + "問";
}

function sortBy(table, column) {
  const head = table.tHead.rows[0].cells;
  const value = (row) => row.cells[column].textContent.trim();
  const cells = [...table.tBodies[0].rows].map(value).filter((text) => text && text !== "–");
  const numeric = cells.every((text) => !isNaN(parseFloat(text)));
  const number = (row) => (isNaN(parseFloat(value(row))) ? -1 : parseFloat(value(row)));
  const compare = numeric
    ? (a, b) => number(a) - number(b)
    : (a, b) => value(a).localeCompare(value(b), "ja");
  const order = head[column].getAttribute("aria-sort") === "descending" ? "ascending" : "descending";
  for (const cell of head) cell.removeAttribute("aria-sort");
  head[column].setAttribute("aria-sort", order);
  const sorted = [...table.tBodies[0].rows].sort(compare);
  table.tBodies[0].append(...(order === "ascending" ? sorted : sorted.reverse()));
}

for (const table of document.querySelectorAll(".sortable"))
  [...table.tHead.rows[0].cells].forEach((cell, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener("click", () => sortBy(table, column));
  });
for (const select of [shown, ...fields]) select.addEventListener("change", update);
words.addEventListener("input", update);
document.getElementById("filter").addEventListener("submit", (event) => event.preventDefault());
update();
