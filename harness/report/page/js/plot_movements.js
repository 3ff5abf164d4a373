// How far transforms of executions lie from that of their subject's largest class: translation and rotation.
const plot_movements = (() => {
  const band_limit = 30;
  const island = document.getElementById('movements-data');
  const all = island ? JSON.parse(island.textContent) : [];
  const kinds = {
    translation: { at: 0, unit: 'mm', title: 'Transforms: translation', of: 'distance between translations' },
    rotation: { at: 1, unit: '°', title: 'Transforms: rotation', of: 'angle between rotations' }
  };

  function rows_of(movements, at) {
    return movements.of.flatMap((one, execution) => (one ? [{
      execution, value: one[at], subject: study.subjects[study.executions.subject[execution]], condition: study.executions.condition[execution]
    }] : []));
  }

  // Subjects whose executions lie farthest apart first.
  function bands_of(rows) {
    return d3.groups(rows, (row) => row.subject).map(([subject, own]) => ({ subject, largest: d3.max(own, (row) => row.value) }))
      .sort((a, b) => b.largest - a.largest || (a.subject < b.subject ? -1 : 1));
  }

  function plot_of(rows, bands, conditions, kind, width) {
    const longest = d3.max(bands, (band) => band.subject.length);
    const largest = d3.max(rows, (row) => row.value);
    const place = (row) => conditions.indexOf(row.condition);
    return {
      marginLeft: Math.min(longest * 7.3 + 16, width * 0.4), marginTop: 46, height: 72 + bands.length * 22,
      x: { type: 'sqrt', axis: 'top', labelOffset: 40, grid: true, nice: true, domain: [0, largest || 1], ticks: Math.max(3, Math.floor(width / 150)),
        label: `${kind.of}, ${kind.unit} (square-root scale) →` },
      y: { domain: bands.map((band) => band.subject), label: null },
      symbol: { type: 'identity' },
      marks: [
        Plot.ruleX([0], { stroke: 'var(--line)' }),
        ...conditions.map((condition) => Plot.dot(rows.filter((row) => row.condition === condition), {
          x: 'value', y: 'subject', r: 4, symbol: (row) => marks.of_index(place(row)).symbol, stroke: (row) => marks.of_index(place(row)).edge,
          fill: marks.of_index(conditions.indexOf(condition)).symbol === 'times' ? 'none' : marks.of_index(conditions.indexOf(condition)).color,
          fillOpacity: 0.6, strokeWidth: 1.2 })),
        Plot.tip(rows, Plot.pointer({ x: 'value', y: 'subject', title: (row) => `${links.name_of(row.execution)}\n${marks.number(row.value)} ${kind.unit}` }))
      ]
    };
  }

  function draw(movements, kind, width) {
    const every = rows_of(movements, kind.at);
    const bands = bands_of(every);
    const shown = bands.slice(0, band_limit);
    const names = new Set(shown.map((band) => band.subject));
    const rows = every.filter((row) => names.has(row.subject));
    const conditions = [...new Set(rows.map((row) => row.condition))].sort((a, b) => a - b);
    const notes = [`largest in ${bands[0].subject}: ${marks.number(bands[0].largest)} ${kind.unit}`];
    if (shown.length < bands.length) { notes.push(`the ${shown.length} subjects with the largest, of ${bands.length}`); }
    const words = conditions.map((condition) => study.conditions[condition].name || 'all executions');
    return {
      plot: plot_of(rows, shown, conditions, kind, width),
      label: `${movements.output}: ${kind.of}, ${every.length} executions of ${bands.length} subjects; ${notes.join('; ')}`,
      legend: conditions.length > 1 ? marks.legend(words.map((word, i) => ({ word, ...marks.of_index(i) }))) : null,
      note: `${notes.join('; ')}.`,
      click: (row) => links.go_to(row.execution),
      data: { columns: ['execution', 'subject', 'condition', `${kind.of}, ${kind.unit}`],
        rows: every.map((row) => [links.anchor(row.execution), row.subject, study.conditions[row.condition].name, String(row.value)]) }
    };
  }

  function make_one(name) {
    const kind = kinds[name];
    const output = choices.one_of('Output', all.map((one, i) => ({ value: String(i), text: one.output })), '0', () => figure.redraw());
    const figure = figures.make({
      name: `movements-${name}`, title: kind.title, choices: output.parts,
      caption: `Each mark is an execution: the ${kind.of}, its own and that of its subject’s largest class, which stands at 0. ` +
        'Marks away from 0 moved the image elsewhere; compare with the size of a voxel.',
      draw: (width) => draw(all[Number(output.value())], kind, width)
    });
    return figure;
  }

  function make() {
    if (all.length === 0) { return null; }
    const both = Object.keys(kinds).map(make_one);
    return { element: dom.make('div', {}, ...both.map((one) => one.element)), show: () => both.forEach((one) => one.show()) };
  }

  return { make };
})();
