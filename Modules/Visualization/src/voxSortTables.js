// SPDX-License-Identifier: Apache-2.0
// Headings of tables that can be sorted become buttons: the first press sorts from the worst or smallest upwards, the next
// downwards. Rows without a value stay at the end, equal ones in their order.
(function () {
  "use strict";
  function valueOf(row, column) {
    var cell = row.cells[column];
    var text = cell.dataset.sort !== undefined ? cell.dataset.sort : cell.textContent.trim();
    if (text === "" || text === "-" || text === "–" || text === "nan" || text === "n/a") { return null; }
    if (text === "inf" || text === "∞") { return Infinity; }
    var number = parseFloat(text.replace("−", "-").replace(/^[<>]/, ""));
    return { number: number, text: text };
  }
  function compare(a, b, isNumber) {
    if (a === Infinity || b === Infinity) { return a === b ? 0 : a === Infinity ? 1 : -1; }
    return isNumber ? a.number - b.number : a.text.localeCompare(b.text, undefined, { numeric: true });
  }
  function sort(table, column, direction) {
    var body = table.tBodies[0];
    var isNumber = table.tHead.rows[0].cells[column].classList.contains("n");
    var rows = Array.prototype.map.call(body.rows, function (row) { return { row: row, value: valueOf(row, column) }; });
    rows.sort(function (a, b) {
      if (a.value === null || b.value === null) { return (a.value === null) - (b.value === null); }
      return direction * compare(a.value, b.value, isNumber);
    });
    rows.forEach(function (entry) { body.appendChild(entry.row); });
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell, i) {
      if (i === column) {
        cell.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      } else {
        cell.removeAttribute("aria-sort");
      }
    });
  }
  document.querySelectorAll("table.sortable").forEach(function (table) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = cell.textContent;
      button.title = "Sort by this column";
      cell.textContent = "";
      cell.appendChild(button);
      button.addEventListener("click", function () {
        sort(table, column, cell.getAttribute("aria-sort") === "ascending" ? -1 : 1);
      });
    });
  });
})();
