// Tables with a filter and columns to sort by: the values, and the executions, which for large studies are made from
// data, a page at a time.
const tables = (() => {
  const page = 200;

  function rows_of(body) {
    return Array.from(body.rows, (row) => ({
      text: row.textContent.toLowerCase(),
      keys: Array.from(row.cells, (cell) => cell.dataset.v || cell.textContent),
      words: Array.from(row.cells, (cell) => cell.dataset.word || cell.textContent),
      element: row
    }));
  }

  // data: words of the columns that repeat, rows of numbers of words, texts or [key, text].
  function rows_from(data) {
    return data.rows.map((row, place) => {
      const texts = row.map((value, i) =>
        data.words[i] ? data.words[i][value] : Array.isArray(value) ? value[1] : String(value));
      const keys = row.map((value, i) => (Array.isArray(value) ? String(value[0]) : texts[i]));
      return { text: texts.join(' ').toLowerCase(), keys, words: texts, texts, id: `execution-${place}`, element: null };
    });
  }

  // Numbers before texts.
  function compare(a, b) {
    const has_a = a !== '' && !isNaN(Number(a));
    const has_b = b !== '' && !isNaN(Number(b));
    if (has_a && has_b) { return Number(a) - Number(b); }
    if (has_a !== has_b) { return has_a ? -1 : 1; }
    return a < b ? -1 : a > b ? 1 : 0;
  }

  function cell_of(text, kind) {
    return kind === 'copy' ? dom.make('td', { class: kind }, dom.make('code', {}, text))
                           : dom.make('td', { class: kind || null }, text);
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

  // parts: table, tools (hidden without script), filter, count, what is counted, and perhaps choice, more, data.
  // Gives the ways into it: filter(words), and reveal(id), which shows a row whatever hides it.
  function enhance(parts) {
    const body = parts.table.tBodies[0];
    const headers = Array.from(parts.table.tHead.rows[0].cells);
    const rows = parts.data ? rows_from(parts.data) : rows_of(body);
    const first = parts.data ? page : rows.length;
    let matching = rows;
    let shown = first;

    function element_of(row) {
      row.element = row.element ||
        dom.make('tr', { id: row.id }, ...row.texts.map((text, i) => cell_of(text, headers[i].dataset.kind)));
      return row.element;
    }

    function show() {
      body.replaceChildren(...matching.slice(0, shown).map(element_of));
      parts.count.textContent = `${matching.length} of ${rows.length} ${parts.what}` +
        (matching.length > shown ? `, the first ${shown} shown` : '');
      if (parts.more) { parts.more.hidden = matching.length <= shown; }
    }

    function match() {
      const words = parts.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = parts.choice ? parts.choice.value : '';
      matching = rows.filter((row) =>
        (chosen === '' || row.words[Number(parts.choice.dataset.choice)] === chosen) &&
        words.every((word) => row.text.includes(word)));
      shown = first;
      show();
    }

    parts.tools.hidden = false;
    parts.filter.addEventListener('input', match);
    if (parts.choice) { parts.choice.addEventListener('change', match); }
    if (parts.more) {
      parts.more.addEventListener('click', () => {
        shown += page * 5;
        show();
      });
    }
    make_sortable(headers, (order) => {
      rows.sort(order);
      matching.sort(order);
      show();
    });
    show();

    function filter(words) {
      parts.filter.value = words;
      match();
    }

    function reveal(id) {
      if (document.getElementById(id)) { return; }
      filter('');
      const at = rows.findIndex((row) => (row.element ? row.element.id : row.id) === id);
      if (at >= shown) {
        shown = at + 1;
        show();
      }
    }

    return { filter, reveal };
  }

  let executions = null;

  function start_executions(table) {
    const data = document.getElementById('executions-data');
    executions = enhance({
      table, tools: document.getElementById('executions-tools'), filter: document.getElementById('executions-filter'),
      count: document.getElementById('executions-count'), what: 'executions',
      more: document.getElementById('executions-more'), data: data ? JSON.parse(data.textContent) : null
    });
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
    const table = document.getElementById('executions-table');
    if (table) { start_executions(table); }
  }

  const filter_executions = (words) => executions && executions.filter(words);
  const reveal = (execution) => executions && executions.reveal(`execution-${execution}`);

  return { start, filter_executions, reveal };
})();
