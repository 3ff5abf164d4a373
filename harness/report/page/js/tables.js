// Tables whose rows are in the page, with a filter and columns to sort by.
const tables = (() => {
  // A word does not go from cell to cell.
  function rows_of(body) {
    return Array.from(body.rows, (row) => ({
      text: Array.from(row.cells, (cell) => cell.textContent).join(' ').toLowerCase(),
      keys: Array.from(row.cells, (cell) => cell.dataset.v || cell.textContent),
      words: Array.from(row.cells, (cell) => cell.dataset.word || cell.textContent),
      element: row
    }));
  }

  // Numbers before texts.
  function compare(a, b) {
    const has_a = a !== '' && !isNaN(Number(a));
    const has_b = b !== '' && !isNaN(Number(b));
    if (has_a && has_b) { return Number(a) - Number(b); }
    if (has_a !== has_b) { return has_a ? -1 : 1; }
    return a < b ? -1 : a > b ? 1 : 0;
  }

  // Headers become buttons; `sorted` gets the order to sort by.
  function make_sortable(headers, sorted) {
    headers.forEach((header, column) => {
      const button = dom.make('button', { type: 'button' }, header.textContent);
      header.replaceChildren(button);
      button.addEventListener('click', () => {
        const down = header.getAttribute('aria-sort') === 'ascending';
        headers.forEach((other) => other.removeAttribute('aria-sort'));
        header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        sorted((a, b) => (down ? -1 : 1) * compare(a.keys[column], b.keys[column]));
      });
    });
  }

  // parts: table, tools (hidden without script), filter, count, what is counted, and perhaps choice.
  function enhance(parts) {
    const body = parts.table.tBodies[0];
    const headers = Array.from(parts.table.tHead.rows[0].cells);
    const rows = rows_of(body);
    let matching = rows;

    function show() {
      body.replaceChildren(...matching.map((row) => row.element));
      parts.count.textContent = `${matching.length} of ${rows.length} ${parts.what}`;
    }

    function match() {
      const words = parts.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = parts.choice ? parts.choice.value : '';
      matching = rows.filter((row) =>
        (chosen === '' || row.words[Number(parts.choice.dataset.choice)] === chosen) &&
        words.every((word) => row.text.includes(word)));
      show();
    }

    parts.tools.hidden = false;
    parts.filter.addEventListener('input', match);
    if (parts.choice) { parts.choice.addEventListener('change', match); }
    make_sortable(headers, (order) => {
      rows.sort(order);
      matching.sort(order);
      show();
    });
    show();
  }

  function start() {
    document.querySelectorAll('[data-table]').forEach((part) => {
      const count = part.querySelector('[data-count]');
      enhance({
        table: part.querySelector('table'), tools: part.querySelector('.tools'),
        filter: part.querySelector('[data-filter]'), choice: part.querySelector('[data-choice]'), count,
        what: count.dataset.count
      });
    });
  }

  return { start };
})();
