// What the page knows of each execution: columns of the island that page_executions.cpp writes.
const runs = (() => {
  const island = document.getElementById('executions-data');
  const data = island ? JSON.parse(island.textContent) : null;
  const count = data ? study.executions.subject.length : 0;
  const letters = (n) => (n < 26 ? '' : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + n % 26);
  const of = (name, i) => data.of[name][i];
  const among = (values, number) => (number === null || number === undefined ? null : data[values][number]);

  const subject = (i) => study.subjects[study.executions.subject[i]];
  const condition = (i) => study.conditions[study.executions.condition[i]];
  const repetition = (i) => `r${String(study.executions.repetition[i]).padStart(3, '0')}`;
  const outcome = (i) => among('outcomes', of('outcome', i)) || '';
  const reason = (i) => among('reasons', of('reason', i)) || '';
  const host = (i) => among('hosts', of('host', i)) || '';
  // "A", or "·" where the output is missing.
  const class_of = (output, i) => {
    const number = data.classes[output].of[i];
    return number === null ? '·' : letters(number);
  };
  const classes = (i) => data.classes.map((_, output) => class_of(output, i)).join(' ');
  const anchor = (i) => `execution-${data.cells[of('cell', i)].slice(0, 12)}-${repetition(i)}`;

  // The execution of an anchor; -1 of none.
  function find(name) {
    return name.startsWith('execution-') ? d3.range(count).findIndex((i) => anchor(i) === name) : -1;
  }

  function duration(seconds) {
    if (seconds === null) { return ''; }
    if (seconds < 1) { return `${Number((1000 * seconds).toPrecision(3))} ms`; }
    if (seconds < 120) { return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`; }
    return seconds < 7200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
  }

  function bytes(number) {
    if (number === null) { return ''; }
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    const power = number > 0 ? Math.min(units.length - 1, Math.floor(Math.log2(number) / 10)) : 0;
    const size = number / 1024 ** power;
    return power === 0 ? `${number} B` : `${size < 1000 ? size.toPrecision(3) : size.toFixed(0)} ${units[power]}`;
  }

  return {
    data, count, of, among, subject, condition, repetition, outcome, reason, host, class_of, classes, anchor, find, duration,
    bytes, letters
  };
})();
