// One execution in full: command, environment, outputs, ends of its logs, and how to run it again.
const execution = (() => {
  // As a shell reads it.
  function quoted(word) {
    return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  }

  const in_store = 'not in the page; the record in the store has it';

  function fact(name, ...content) {
    return [dom.make('dt', {}, name), dom.make('dd', {}, ...content)];
  }

  function short(digest) {
    return digest ? dom.make('code', { title: digest }, digest.slice(0, 12)) : '';
  }

  function variables(number) {
    const values = runs.among('environments', number);
    if (!values) { return number === null ? 'none recorded' : in_store; }
    return dom.make('details', {}, dom.make('summary', {}, `${values.length} variables`),
      dom.make('ul', { class: 'lists' }, ...values.map(([name, value]) => dom.make('li', {}, dom.make('code', {}, `${name}=${value}`)))));
  }

  function log(name, number) {
    const one = runs.among('logs', number);
    if (!one) { return dom.make('p', { class: 'quiet' }, `${name}: ${number === null ? 'empty' : in_store}.`); }
    const whole = `sha256 ${one.digest}`;
    if (one.end === undefined) {
      return dom.make('p', { class: 'quiet' }, `${name}: ${runs.bytes(one.size)}, in the store: ${whole}`);
    }
    const before = one.size - one.bytes;
    const title = before > 0 ? `${name}, its end; ${runs.bytes(before)} more in the store: ${whole}` : `${name} (${whole})`;
    return dom.make('div', {}, dom.make('p', { class: 'quiet' }, title),
      dom.make('pre', { class: 'log', tabindex: 0, 'aria-label': name }, one.end));
  }

  function output_rows(number, i) {
    const output = runs.among('files', number);
    if (!output) { return [dom.make('tr', {}, dom.make('td', { colspan: 6 }, in_store))]; }
    const which = runs.data.classes.findIndex((one) => one.output === output.output);
    const letter = which < 0 ? '' : runs.class_of(which, i);
    if (output.files.length === 0) {
      return [dom.make('tr', {}, dom.make('td', {}, output.output), dom.make('td', {}, letter),
        dom.make('td', { colspan: 4 }, [output.state, output.reason].filter(Boolean).join(': ')))];
    }
    const rows = output.files.map(([path, size, raw, canonical, stored], n) => dom.make('tr', {},
      dom.make('td', {}, n === 0 ? output.output : ''), dom.make('td', {}, n === 0 ? letter : ''),
      dom.make('td', {}, path, stored ? '' : ' (bytes not kept)'), dom.make('td', { class: 'number' }, runs.bytes(size)),
      dom.make('td', {}, short(canonical)), dom.make('td', {}, short(raw))));
    if (output.count > output.files.length) {
      rows.push(dom.make('tr', {}, dom.make('td', { colspan: 6 }, `and ${output.count - output.files.length} files more`)));
    }
    return rows;
  }

  function outputs(i) {
    const numbers = runs.of('outputs', i);
    if (!numbers || numbers.length === 0) { return null; }
    const names = ['output', 'class', 'file', 'size', 'canonical sha256', 'file’s sha256'];
    return dom.make('div', { class: 'scroll' }, dom.make('table', {},
      dom.make('thead', {}, dom.make('tr', {}, ...names.map((name) => dom.make('th', { scope: 'col' }, name)))),
      dom.make('tbody', {}, ...numbers.flatMap((number) => output_rows(number, i)))));
  }

  function panel(i) {
    const words = runs.among('commands', runs.of('command', i));
    const command = words ? dom.make('code', { class: 'command' }, words.map(quoted).join(' '))
                          : runs.of('command', i) === null ? 'not recorded' : in_store;
    const started = runs.of('started', i);
    const replay = runs.of('replay', i);
    const facts = [
      ...(replay ? fact('Again', copying.copyable(`reprovip replay ${replay}${runs.data.replay_after}`)) : []),
      ...fact('Command', command),
      ...(runs.of('seed', i) ? fact('Seed', runs.of('seed', i)) : []),
      ...fact('Variables', variables(runs.of('variables', i))),
      ...(started > 0 ? fact('Started', `${new Date(started).toISOString().replace('T', ' ').slice(0, 19)} UTC`) : []),
      ...(runs.host(i) ? fact('Host', dom.make('a', { href: '#environments' }, runs.host(i).slice(0, 12))) : []),
      ...fact('Record', dom.make('code', {}, `${runs.data.store}/cells/${runs.data.cells[runs.of('cell', i)]}/${runs.repetition(i)}`))
    ];
    return dom.make('div', { class: 'execution' }, runs.reason(i) ? dom.make('p', {}, runs.reason(i)) : null,
      dom.make('dl', {}, ...facts), outputs(i),
      ...(runs.of('outcome', i) === null || runs.of('host', i) === null && !replay ? [] : [log('stdout', runs.of('out', i)), log('stderr', runs.of('err', i))]));
  }

  return { panel };
})();
