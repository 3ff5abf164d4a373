// Two environments beside each other: only the facts that differ, lists (CPU flags, libraries) as what one has more.
const fingerprints = (() => {
  const long = 200; // characters of what is a list of words

  function lists(a, b) {
    const [x, y] = [a, b].map((text) => new Set(text.split(/\s+/).filter(Boolean)));
    const only = (some, others, kind) => [...some].filter((word) => !others.has(word))
      .map((word) => dom.make('li', {}, dom.make('code', { class: kind }, word)));
    const cell = (items) => (items.length === 0 ? dom.make('span', { class: 'quiet' }, 'nothing of its own')
                                                : dom.make('ul', { class: 'words' }, ...items));
    return [cell(only(x, y, 'less')), cell(only(y, x, 'extra'))];
  }

  function row_of(name, a, b) {
    const is_list = Math.max(a.length, b.length) > long;
    const cells = is_list ? lists(a, b) : [a, b].map((value) => value || dom.make('span', { class: 'quiet' }, 'not known'));
    return dom.make('tr', {}, dom.make('th', { scope: 'row' }, name, is_list ? ', only here' : ''),
      ...cells.map((content) => dom.make('td', {}, content)));
  }

  function difference(a, b) {
    const names = [...new Set([...Object.keys(a.facts), ...Object.keys(b.facts)])].sort();
    const rows = names.filter((name) => (a.facts[name] || '') !== (b.facts[name] || ''))
      .map((name) => row_of(name, a.facts[name] || '', b.facts[name] || ''));
    const same = dom.make('p', { class: 'quiet' }, `${names.length - rows.length} of ${names.length} facts are the same.`);
    if (rows.length === 0) { return [same]; }
    return [dom.make('div', { class: 'scroll' }, dom.make('table', { id: 'fingerprints-table' },
      dom.make('thead', {}, dom.make('tr', {}, ...['fact', a.title, b.title].map((text) => dom.make('th', { scope: 'col' }, text)))),
      dom.make('tbody', {}, ...rows))), same];
  }

  function start() {
    const place = document.getElementById('fingerprints');
    if (!place) { return; }
    const { all, first } = JSON.parse(document.getElementById('fingerprints-data').textContent);
    const kinds = ['host', 'deployment'].filter((kind) => all.filter((one) => one.kind === kind).length > 1);
    const state = { kind: first && kinds.includes(first[0]) ? first[0] : kinds[0], a: 0, b: 1 };
    const result = dom.make('div');
    const choices = dom.make('div', { class: 'tools' });
    const those = () => all.filter((one) => one.kind === state.kind);

    function choice(label, options, chosen, changed) {
      const select = dom.make('select', {}, ...options.map((text, i) => dom.make('option', { value: i }, text)));
      select.value = chosen;
      select.addEventListener('change', () => { changed(Number(select.value)); show(); });
      return dom.make('label', { class: 'choice' }, label, select);
    }

    function show() {
      const titles = those().map((one) => one.title);
      choices.replaceChildren(
        ...(kinds.length > 1 ? [choice('Compare', kinds.map((kind) => `${kind}s`), kinds.indexOf(state.kind),
          (value) => { Object.assign(state, { kind: kinds[value], a: 0, b: 1 }); })] : []),
        choice(state.kind, titles, state.a, (value) => { state.a = value; }),
        choice('with', titles, state.b, (value) => { state.b = value; }));
      result.replaceChildren(...difference(those()[state.a], those()[state.b]));
    }

    if (first && state.kind === first[0]) {
      const at = (key) => those().findIndex((one) => one.key === key);
      if (at(first[1]) >= 0 && at(first[2]) >= 0) { Object.assign(state, { a: at(first[1]), b: at(first[2]) }); }
    }
    place.replaceChildren(dom.make('h3', {}, 'What differs between two'),
      ...(first ? [dom.make('p', { class: 'quiet' }, 'First shown: two that gave different results.')] : []), choices, result);
    show();
  }

  return { start };
})();
