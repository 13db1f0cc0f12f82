"use strict";
/* The picture of commitments as a grid: Tab stops at it once, arrows go from mark to mark, Enter opens. Without this file
   every mark is a plain link in a table. */
(() => {
  const grids = new WeakMap();

  /* Each row as the cells that can be stood on, with the columns that they cover. */
  const rowsOf = (table) => [...table.rows].map((row) => {
    let at = 0;
    const cells = [];
    for (const cell of row.cells) {
      const link = cell.querySelector("a");
      if (link) cells.push({ link, start: at, end: at + cell.colSpan });
      at += cell.colSpan;
    }
    return cells;
  });

  const gridOf = (table) => {
    if (!grids.has(table)) {
      const rows = rowsOf(table);
      const places = new Map();
      rows.forEach((cells, row) => cells.forEach((cell, index) => places.set(cell.link, { row, index, cell })));
      grids.set(table, { rows, places, column: 0 });
    }
    return grids.get(table);
  };

  const prepare = (root) => {
    for (const table of root.querySelectorAll("table[data-matrix]:not([role])")) {
      const { rows, places } = gridOf(table);
      table.setAttribute("role", "grid");
      for (const link of places.keys()) link.tabIndex = -1;
      const body = rows.find((cells, index) => index > 1 && cells.length) || rows.find((cells) => cells.length);
      if (body) body[0].link.tabIndex = 0;
      const now = document.querySelector("[data-matrix-now]");
      if (now) now.hidden = false;
    }
  };

  /* "Body, commitment: state", as it is heard and shown. */
  const wordsOf = (table, link) => {
    const { rows, places } = gridOf(table);
    const { row, cell } = places.get(link);
    const own = link.dataset.words || (link.dataset.words = (link.getAttribute("aria-label") || link.textContent).trim());
    if (link.closest("th")) return own;
    const head = rows[1].find((one) => one.start === cell.start);
    return `${rows[row][0].link.textContent.trim()}, ${head ? head.link.textContent.trim() : ""}: ${own}`;
  };

  const show = (table, link) => {
    const words = wordsOf(table, link);
    if (!link.closest("th")) link.setAttribute("aria-label", words);
    const now = document.querySelector("[data-matrix-now]");
    if (now) now.textContent = words;
  };

  const upOrDown = (grid, row, step) => {
    for (let next = row + step; next >= 0 && next < grid.rows.length; next += step) {
      const found = grid.rows[next].find((one) => one.start <= grid.column && grid.column < one.end);
      if (found) return { row: next, found };
    }
    return null;
  };

  const byColumn = (grid, row, step, times) => {
    let there = null;
    for (let turn = 0, at = row; turn < times; turn += 1) {
      const next = upOrDown(grid, at, step);
      if (!next) break;
      there = next.found;
      at = next.row;
    }
    return there;
  };

  const target = (grid, { row, index, cell }, key, whole) => {
    const cells = grid.rows[row];
    if (key === "ArrowDown" || key === "ArrowUp") return byColumn(grid, row, key === "ArrowDown" ? 1 : -1, 1);
    if (key === "PageDown" || key === "PageUp") return byColumn(grid, row, key === "PageDown" ? 1 : -1, 10);
    let found = null;
    if (key === "ArrowRight") found = cells[index + 1];
    if (key === "ArrowLeft") found = cells[index - 1];
    if (key === "Home") found = whole ? grid.rows.find((one) => one.length)[0] : cells[0];
    if (key === "End") found = (whole ? grid.rows.findLast((one) => one.length) : cells).at(-1);
    grid.column = (found || cell).start;
    return found;
  };

  const KEYS = new Set(["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "PageDown", "PageUp", "Home", "End"]);

  document.addEventListener("keydown", (event) => {
    const link = event.target.closest("table[data-matrix][role] a");
    if (!link || !KEYS.has(event.key) || event.altKey || event.metaKey) return;
    event.preventDefault();
    const grid = gridOf(link.closest("table"));
    const found = target(grid, grid.places.get(link), event.key, event.ctrlKey);
    if (found) found.link.focus();
  });

  document.addEventListener("focusin", (event) => {
    const link = event.target.closest("table[data-matrix][role] a");
    if (!link) return;
    const table = link.closest("table");
    const grid = gridOf(table);
    const { cell } = grid.places.get(link);
    if (grid.column < cell.start || grid.column >= cell.end) grid.column = cell.start;
    for (const other of table.querySelectorAll("a[tabindex='0']")) other.tabIndex = -1;
    link.tabIndex = 0;
    show(table, link);
  });

  document.addEventListener("mouseover", (event) => {
    const link = event.target.closest("table[data-matrix][role] a");
    if (link) show(link.closest("table"), link);
  });

  document.addEventListener("htmx:afterSettle", (event) => prepare(event.target));
  prepare(document);
})();
