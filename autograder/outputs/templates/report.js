// Filter, sort and jump; the page is complete without it.
"use strict";
(() => {
  const body = document.querySelector(".submissions tbody");
  const rows = [...body.rows];
  const find = document.getElementById("find");
  const kind = document.getElementById("kind");
  const shown = document.getElementById("shown");
  // Without case and accents: "zoe" finds "Zoë".
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const names = new Map(rows.map((row) => [row, plain(row.cells[0].textContent)]));
  const tokens = new Map(rows.map((row) => [row, plain(row.dataset.find).split("\n")]));

  // In a large class a case stands for its test as well, and [*] for all of its cases.
  const withoutCase = (token) => token.replace(/\[.*$/, "");

  // Which rows fit: by every word of a name, or by a test or mistake (its beginning will do where none is called so).
  function finder(query) {
    if (!/^(lost|mistake|cause):/.test(query)) return (row) => query.split(/\s+/).every((word) => names.get(row).includes(word));
    const all = `${withoutCase(query)}[*]`;
    const exactly = (row) => tokens.get(row).some((token) => token === query || token === all || withoutCase(token) === query);
    return rows.some(exactly) ? exactly : (row) => tokens.get(row).some((token) => token.startsWith(query));
  }

  function filter() {
    const found = finder(plain(find.value.trim()));
    let visible = 0;
    for (const row of rows) {
      const fits = found(row) && (!kind.value || row.dataset.kind.split(" ").includes(kind.value));
      row.hidden = !fits;
      visible += fits;
    }
    shown.textContent = `${visible} of ${rows.length} shown`;
  }

  function show(words) {
    find.value = words;
    kind.value = "";
    filter();
    document.getElementById("submissions").scrollIntoView();
    find.focus({ preventScroll: true });
  }

  function sort(header) {
    const key = header.dataset.sort;
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of header.parentNode.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    // `rows` is in the order of the names.
    const sorted = key === "name" ? [...rows] : [...rows].sort((a, b) => a.dataset[key] - b.dataset[key]);
    body.append(...(down ? sorted.reverse() : sorted));
  }

  function jump() {
    const row = document.getElementById(location.hash.slice(1));
    for (let around = row; around; around = around.parentElement) if (around.matches("details")) around.open = true;
    if (!rows.includes(row)) return row?.scrollIntoView();
    if (row.hidden) show("");
    row.querySelector("details").open = true;
    row.scrollIntoView();
  }

  function button(element, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.addEventListener("click", action);
    made.append(...element.childNodes);
    return made;
  }

  for (const span of document.querySelectorAll("span.find")) {
    const made = button(span, () => show(span.dataset.find));
    made.className = span.className;
    made.title = "Show these submissions";
    span.replaceWith(made);
  }
  for (const header of document.querySelectorAll("th[data-sort]")) {
    const made = button(header, () => sort(header));
    made.className = "sort";
    header.append(made);
  }
  find.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  document.getElementById("controls").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("controls").hidden = false;
  addEventListener("hashchange", jump);
  filter();
  jump();
})();
