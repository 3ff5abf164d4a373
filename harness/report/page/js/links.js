// From a plot or an alert down to the executions behind it.
const links = (() => {
  function name_of(execution) {
    const { subject, condition, repetition } = study.executions;
    const levels = study.conditions[condition[execution]].name;
    return `${study.subjects[subject[execution]]}${levels ? ` {${levels}}` : ''} r${String(repetition[execution]).padStart(3, '0')}`;
  }

  const anchor_of = (execution) => `execution-${execution}`;

  // Shows the row of an execution, whatever the table is filtered to.
  function go_to(execution) {
    tables.reveal(execution);
    const row = document.getElementById(anchor_of(execution));
    if (!row) { return; }
    history.replaceState(null, '', `#${anchor_of(execution)}`);
    document.querySelectorAll('tr.target').forEach((one) => one.classList.remove('target'));
    row.classList.add('target');
    row.tabIndex = -1;
    row.scrollIntoView({ block: 'center' });
    row.focus({ preventScroll: true });
  }

  function anchor(execution) {
    const link = dom.make('a', { href: `#${anchor_of(execution)}` }, name_of(execution));
    link.addEventListener('click', (event) => {
      event.preventDefault();
      go_to(execution);
    });
    return link;
  }

  function from_address() {
    const found = /^#execution-(\d+)$/.exec(location.hash);
    if (found) { go_to(Number(found[1])); }
  }

  function start() {
    document.querySelectorAll('[data-filter-for="executions"]').forEach((link) => {
      link.addEventListener('click', () => tables.filter_executions(link.dataset.words));
    });
    window.addEventListener('hashchange', from_address);
    from_address();
  }

  return { name_of, go_to, anchor, start };
})();
