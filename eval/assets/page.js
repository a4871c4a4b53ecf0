"use strict";
const shown = document.getElementById("shown");
const words = document.getElementById("words");
const articles = [...document.querySelectorAll("article")];

function update() {
  const wanted = shown.value;
  const text = words.value.normalize("NFKC").toLowerCase();
  let count = 0;
  for (const article of articles) {
    const faults = article.dataset.faults.split(" ").filter(Boolean);
    const fits =
      wanted === "all" ||
      (wanted === "wrong" && article.dataset.right === "0") ||
      (wanted === "faulty" && faults.length > 0) ||
      faults.includes(wanted);
    const found = !text || article.textContent.normalize("NFKC").toLowerCase().includes(text);
    article.hidden = !(fits && found);
    if (!article.hidden) count += 1;
  }
  document.getElementById("count").textContent = count + "問";
}

function sortBy(table, column) {
  const body = table.tBodies[0];
  const number = (row) => parseFloat(row.cells[column].textContent);
  const down = table.dataset.sorted !== String(column);
  const rows = [...body.rows].sort((a, b) =>
    column === 0
      ? a.cells[0].textContent.localeCompare(b.cells[0].textContent, "ja")
      : (isNaN(number(b)) ? -1 : number(b)) - (isNaN(number(a)) ? -1 : number(a)),
  );
  table.dataset.sorted = down ? String(column) : "";
  body.append(...(down ? rows : rows.reverse()));
}

for (const table of document.querySelectorAll(".sortable"))
  [...table.tHead.rows[0].cells].forEach((cell, column) =>
    cell.addEventListener("click", () => sortBy(table, column)),
  );
shown.addEventListener("change", update);
words.addEventListener("input", update);
document.getElementById("filter").addEventListener("submit", (event) => event.preventDefault());
update();
