// From a plot or an alert down to the executions behind it.
const links = (() => {
  function name_of(execution) {
    const { subject, condition, repetition } = study.executions;
    const levels = study.conditions[condition[execution]].name;
    return `${study.subjects[subject[execution]]}${levels ? ` {${levels}}` : ''} r${String(repetition[execution]).padStart(3, '0')}`;
  }

  // Shows an execution with all that is known of it, whatever the table is filtered to.
  function go_to(execution) {
    const row = executions.reveal(execution);
    if (!row) { return; }
    history.replaceState(null, '', `#${row.id}`);
    document.querySelectorAll('tr.target').forEach((one) => one.classList.remove('target'));
    row.classList.add('target');
    row.tabIndex = -1;
    row.scrollIntoView({ block: 'center' });
    row.focus({ preventScroll: true });
  }

  function anchor(execution) {
    const link = dom.make('a', { href: `#${runs.anchor(execution)}` }, name_of(execution));
    link.addEventListener('click', (event) => {
      event.preventDefault();
      go_to(execution);
    });
    return link;
  }

  function from_address() {
    const execution = runs.find(decodeURIComponent(location.hash.slice(1)));
    if (execution >= 0) { go_to(execution); }
  }

  function start() {
    document.querySelectorAll('[data-filter-for="executions"]').forEach((link) => {
      link.addEventListener('click', () => executions.filter(link.dataset.words));
    });
    window.addEventListener('hashchange', from_address);
    from_address();
  }

  return { name_of, go_to, anchor, start };
})();
