// The table of executions: filtered, sorted, a page of rows at a time, each opening into what the page knows of it.
const executions = (() => {
  const page = 200;
  const most_choices = 8;
  let ways = null; // into the table, once it is there

  const columns = [
    { name: 'subject', text: runs.subject },
    { name: 'condition', text: (i) => runs.condition(i).name },
    { name: 'repetition', text: runs.repetition },
    { name: 'outcome', text: runs.outcome, kind: 'once' },
    { name: 'classes', text: runs.classes, kind: 'once' },
    { name: 'wall', text: (i) => runs.duration(runs.of('wall', i)), key: (i) => runs.of('wall', i), kind: 'number' },
    { name: 'CPU', text: (i) => runs.duration(runs.of('cpu', i)), key: (i) => runs.of('cpu', i), kind: 'number' },
    { name: 'memory', text: (i) => runs.bytes(runs.of('memory', i)), key: (i) => runs.of('memory', i), kind: 'number' },
    { name: 'host', text: (i) => runs.host(i).slice(0, 12), kind: 'digest' }
  ];

  const distinct = (text) => [...new Set(Array.from({ length: runs.count }, (_, i) => text(i)))].sort();

  // What may be chosen: everything that has several values.
  function kinds() {
    const factors = study.factors.map((factor, f) => ({
      name: factor.name, text: (i) => factor.levels[runs.condition(i).levels[f]]
    })).filter((_, f) => study.factors[f].levels.length > 1);
    const outputs = runs.data.classes.map((one, o) => ({ name: `class of ${one.output}`, text: (i) => runs.class_of(o, i) }));
    const all = [{ name: 'subject', text: runs.subject }, { name: 'outcome', text: runs.outcome }, ...factors, ...outputs];
    return all.map((kind) => ({ ...kind, values: distinct(kind.text) })).filter((kind) => kind.values.length > 1)
      .slice(0, most_choices);
  }

  function start() {
    const table = document.getElementById('executions-table');
    if (!table || runs.count === 0) { return; }
    const tools = document.getElementById('executions-tools');
    const pager = document.getElementById('executions-pager');
    const filter = dom.make('input', { type: 'search', id: 'executions-filter', placeholder: 'sub-01 failed threads=2' });
    const count = dom.make('output', { id: 'executions-count' });
    const chosen = kinds().map((kind) => ({ ...kind, select: dom.make('select', {}, dom.make('option', { value: '' }, 'any'),
      ...kind.values.map((value) => dom.make('option', { value }, value))) }));
    const body = table.tBodies[0];
    const state = { rows: [], from: 0, open: new Set(), column: -1, down: false };
    const texts = [];

    const text_of = (i) => {
      texts[i] = texts[i] || [...columns.map((column) => column.text(i)), runs.reason(i)].join(' ').toLowerCase();
      return texts[i];
    };

    function compare(a, b) {
      const column = columns[state.column];
      const key = column.key || column.text;
      const [x, y] = [key(a), key(b)];
      if (x === null || y === null) { return x === y ? a - b : x === null ? 1 : -1; }
      return (x < y ? -1 : x > y ? 1 : 0) * (state.down ? -1 : 1) || a - b;
    }

    function match() {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = chosen.filter((kind) => kind.select.value !== '');
      state.rows = [];
      for (let i = 0; i < runs.count; ++i) {
        if (wanted.every((kind) => kind.text(i) === kind.select.value) && words.every((word) => text_of(i).includes(word))) {
          state.rows.push(i);
        }
      }
      if (state.column >= 0) { state.rows.sort(compare); }
      state.from = 0;
      show();
    }

    function toggle(i, row, button) {
      const opens = !state.open.has(i);
      button.setAttribute('aria-expanded', opens);
      if (opens) {
        state.open.add(i);
        row.after(detail_of(i));
      } else {
        state.open.delete(i);
        row.nextSibling.remove();
      }
    }

    function detail_of(i) {
      return dom.make('tr', { class: 'detail' }, dom.make('td', { colspan: columns.length + 1 }, execution.panel(i)));
    }

    function rows_of(i) {
      const opened = state.open.has(i);
      const button = dom.make('button', {
        type: 'button', class: 'opener', 'aria-expanded': opened,
        'aria-label': `all of ${runs.subject(i)} ${runs.condition(i).name} ${runs.repetition(i)}`
      });
      const look = ['succeeded', 'imported'].includes(runs.outcome(i)) ? 'plain' : runs.outcome(i) === 'not run' ? 'unsure' : 'fail';
      const row = dom.make('tr', { id: runs.anchor(i), class: opened ? 'open' : null }, dom.make('td', {}, button),
        ...columns.map((column) => dom.make('td', { class: column.kind || null },
          column.name === 'outcome' ? dom.make('span', { class: `chip ${look}`, title: runs.reason(i) || null }, column.text(i))
                                    : column.text(i))));
      button.addEventListener('click', () => toggle(i, row, button));
      return opened ? [row, detail_of(i)] : [row];
    }

    function turn(to) {
      state.from = Math.max(0, Math.min(to, Math.floor((state.rows.length - 1) / page) * page));
      show();
      table.scrollIntoView({ block: 'start' });
    }

    function show() {
      body.replaceChildren(...state.rows.slice(state.from, state.from + page).flatMap(rows_of));
      count.textContent = `${state.rows.length} of ${runs.count} executions`;
      const last = Math.min(state.from + page, state.rows.length);
      const button = (text, to, possible) => {
        const one = dom.make('button', { type: 'button', class: 'more', disabled: !possible }, text);
        one.addEventListener('click', () => turn(to));
        return one;
      };
      pager.hidden = state.rows.length <= page;
      pager.replaceChildren(button('First', 0, state.from > 0), button('Previous', state.from - page, state.from > 0),
        dom.make('span', {}, `${state.from + 1} to ${last} of ${state.rows.length}`),
        button('Next', state.from + page, last < state.rows.length),
        button('Last', state.rows.length, last < state.rows.length));
    }

    function sort_by(number, headers) {
      state.down = state.column === number && !state.down;
      state.column = number;
      headers.forEach((header, n) => {
        if (n === number) {
          header.setAttribute('aria-sort', state.down ? 'descending' : 'ascending');
        } else {
          header.removeAttribute('aria-sort');
        }
      });
      match();
    }

    // The row of an execution, opened.
    function reveal(i) {
      if (!state.rows.includes(i)) { filter_by(''); }
      state.open.add(i);
      state.from = Math.floor(state.rows.indexOf(i) / page) * page;
      show();
      return document.getElementById(runs.anchor(i));
    }

    // Only rows with these words.
    function filter_by(words) {
      filter.value = words;
      chosen.forEach((kind) => { kind.select.value = ''; });
      match();
    }

    const headers = columns.map((column, number) => {
      const button = dom.make('button', { type: 'button' }, column.name);
      const header = dom.make('th', { scope: 'col' }, button);
      button.addEventListener('click', () => sort_by(number, headers));
      return header;
    });
    table.tHead.replaceChildren(dom.make('tr', {}, dom.make('th', { scope: 'col' }, dom.make('span', { class: 'unseen' }, 'open')), ...headers));
    tools.replaceChildren(dom.make('label', {}, 'Filter', filter),
      ...chosen.map((kind) => dom.make('label', { class: 'choice' }, kind.name, kind.select)), count);
    tools.hidden = false;
    filter.addEventListener('input', dom.later(match, 120));
    chosen.forEach((kind) => kind.select.addEventListener('change', match));
    match();
    ways = { reveal, filter_by };
  }

  const reveal = (i) => (ways ? ways.reveal(i) : null);
  const filter = (words) => ways && ways.filter_by(words);

  return { start, reveal, filter };
})();
