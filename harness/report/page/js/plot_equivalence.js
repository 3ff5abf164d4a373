// Differences between two levels within their margins of equivalence (two one-sided tests).
const plot_equivalence = (() => {
  const row_limit = 40;
  const words = { true: 'equivalent', false: 'different', undefined: 'cannot tell' };
  const statuses = { true: 'pass', false: 'fail', undefined: 'inconclusive' };

  // In units of the margin, so that values of all units share one scale.
  function row_of(score) {
    const margin = score.identical ? 1 : score.fields?.margin;
    const scaled = (x) => (x === null || x === undefined ? null : x / margin);
    const [low, high] = score.identical ? [0, 0] : (score.interval || [null, null]);
    return { score, of: score.of, name: `${score.name} {${score.group || Object.values(score.levels).join(', ')}}`, margin: score.identical ? null : margin,
      estimate: score.estimate, at: margin > 0 ? scaled(score.estimate) : null, low: margin > 0 ? scaled(low) : null, high: margin > 0 ? scaled(high) : null,
      standing: String(score.decision), identical: Boolean(score.identical) };
  }

  const order = { false: 0, undefined: 1, true: 2 };
  const rows_of = (metric) => study.scores.filter((score) => score.metric === metric && score.kind === 'tost').map(row_of)
    .sort((a, b) => order[a.standing] - order[b.standing] || Math.abs(b.at ?? 0) - Math.abs(a.at ?? 0));

  function scale_of(rows) {
    const reach = Math.max(1.5, ...rows.flatMap((row) => [row.at, row.low, row.high]).filter((x) => x !== null).map(Math.abs)) * 1.08;
    return reach > 10 ? { type: 'symlog', constant: 1, domain: [-reach, reach], ticks: [-100, -10, -1, 0, 1, 10, 100].filter((x) => Math.abs(x) <= reach) }
                      : { domain: [-reach, reach] };
  }

  function plot_of(rows, width) {
    const scale = scale_of(rows);
    const drawn = rows.filter((row) => row.at !== null);
    const marginLeft = Math.min(d3.max(rows, (row) => row.name.length) * 7.3 + 16, width * 0.42);
    const size = Math.floor(marginLeft / 7.3);
    const look = (standing) => marks.of_status(statuses[standing]);
    return {
      marginLeft, marginTop: 46, height: 76 + rows.length * 22,
      x: { ...scale, axis: 'top', labelOffset: 40, grid: true, label: 'difference, in margins →' },
      y: { domain: rows.map((row) => row.name), label: null, tickFormat: (name) => (name.length > size ? `${name.slice(0, size - 1)}…` : name) },
      symbol: { type: 'identity' },
      marks: [
        Plot.rect([0], { x1: -1, x2: 1, fill: 'var(--plot-allowed)' }),
        Plot.ruleX([-1, 1], { stroke: 'var(--plot-limit)', strokeWidth: 1.5, strokeDasharray: '5 3' }),
        Plot.ruleX([0], { stroke: 'var(--line)' }),
        Plot.ruleY(drawn.filter((row) => row.low !== null), { y: 'name', x1: 'low', x2: 'high', strokeWidth: 2, stroke: (row) => look(row.standing).color }),
        ...Object.keys(words).map((standing) => Plot.dot(drawn.filter((row) => row.standing === standing), {
          y: 'name', x: 'at', r: 5, symbol: () => look(standing).symbol, stroke: look(standing).color, strokeWidth: 2,
          fill: standing === 'false' ? 'none' : look(standing).color })),
        Plot.text(rows.filter((row) => row.at === null), { y: 'name', x: 0, fill: 'currentColor', text: (row) => `absent: ${(row.score.reason || '').slice(0, 60)}` }),
        Plot.tip(drawn, Plot.pointerY({ y: 'name', x: 'at', title: (row) => `${row.name}\n${text_of(row)}` }))
      ]
    };
  }

  const text_of = (row) => (row.identical ? 'identical' : `${marks.number(row.estimate)} ${row.score.interval ? marks.interval(row.score.interval[0], row.score.interval[1]) : ''}, ` +
    `margin ±${marks.number(row.margin)}: ${words[row.standing]}`);

  function draw(metric, width) {
    const all = rows_of(metric);
    const rows = all.slice(0, row_limit);
    const counts = Object.keys(words).map((standing) => [standing, all.filter((row) => row.standing === standing).length]).filter(([, count]) => count);
    return {
      plot: plot_of(rows, width),
      label: `${metric}: ${counts.map(([standing, count]) => `${count} ${words[standing]}`).join(', ')}`,
      legend: marks.legend(counts.map(([standing]) => ({ ...marks.of_status(statuses[standing]), word: words[standing] }))
        .concat({ word: 'within the margin', color: 'var(--plot-allowed-solid)', bar: true })),
      note: all.length > rows.length ? `The first ${rows.length} of ${all.length}; the table below has more.` : null,
      click: (row) => plots.show_value(row.of),
      data: { columns: ['value', 'difference', 'interval', 'margin', 'standing'],
        rows: all.map((row) => [row.name, row.estimate === null ? `absent: ${row.score.reason || ''}` : marks.number(row.estimate),
          row.score.interval ? marks.interval(row.score.interval[0], row.score.interval[1]) : '–', row.margin === null ? '–' : marks.number(row.margin),
          row.identical ? 'identical' : words[row.standing]]) }
    };
  }

  function make() {
    const all = [...new Set(study.scores.filter((score) => score.kind === 'tost').map((score) => score.metric))];
    if (!all.length) { return null; }
    const choice = choices.one_of('Metric', all.map((metric) => ({ value: metric, text: metric })), all[0], () => figure.redraw());
    const figure = figures.make({
      name: 'equivalence', title: 'Equivalence of two levels', choices: choice.parts,
      caption: 'Each row is the mean difference between two levels with its interval, measured in margins. Wholly between the dashed lines: ' +
        'equivalent; wholly outside: different; across a line: too few subjects to tell.',
      draw: (width) => draw(choice.value(), width)
    });
    return figure;
  }

  return { make };
})();
