// Scores with their intervals beside the threshold of a criterion: what ν, ICC and the like come to.
const plot_intervals = (() => {
  const row_limit = 30;
  const badness = { fail: 2, inconclusive: 1, pass: 0 };

  const judgeable = () => study.criteria.map((criterion, place) => ({ ...criterion, place }))
    .filter((criterion) => criterion.limit !== undefined && rows_of(criterion).some((row) => row.estimate !== null));

  function rows_of(criterion) {
    return study.scores.flatMap((score) => {
      const check = score.checks.find(([place]) => place === criterion.place);
      if (!check) { return []; }
      const [low, high] = score.interval || [score.estimate, score.estimate];
      return [{ name: score.name + (score.group ? ` {${score.group}}` : ''), of: score.of, status: check[1], low, high,
        estimate: score.estimate === null && score.identical ? 0 : score.estimate, has_interval: Boolean(score.interval),
        reason: score.reason || '', unit: score.unit }];
    });
  }

  // What fails most first.
  function sorted(rows, criterion) {
    const direction = criterion.op.startsWith('>') ? -1 : 1;
    const key = (row) => (row.estimate === null ? -Infinity : direction * row.estimate);
    return rows.slice().sort((a, b) => badness[b.status] - badness[a.status] || key(b) - key(a));
  }

  // Logarithmic when the values lie decades apart and none is zero or less.
  function scale_of(rows, limit) {
    const all = rows.flatMap((row) => [row.estimate, row.low, row.high]).filter((x) => x !== null).concat(limit);
    const low = Math.min(...all);
    const high = Math.max(...all);
    if (low > 0 && high / low > 100) {
      return { type: 'log', domain: [low / 1.3, high * 1.3] };
    }
    const room = (high - low || Math.abs(high) || 1) * 0.06;
    return { type: 'linear', domain: [low - room, high + room] };
  }

  function plot_of(rows, criterion, width) {
    const scale = scale_of(rows, criterion.limit);
    const [left, right] = scale.domain;
    const allowed = criterion.op.startsWith('<') ? [[left, criterion.limit]]
                  : criterion.op.startsWith('>') ? [[criterion.limit, right]] : [];
    const marginLeft = Math.min(Math.max(...rows.map((row) => row.name.length)) * 7.3 + 16, width * 0.42);
    const color = (row) => marks.of_status(row.status).color;
    return {
      marginLeft, marginTop: 46, height: 76 + rows.length * 22,
      x: { ...scale, axis: 'top', labelOffset: 40, grid: true, label: `${criterion.of}${rows[0].unit ? ` (${rows[0].unit})` : ''} →`, ticks: scale.type === 'log' ? 5 : undefined },
      y: { domain: rows.map((row) => row.name), label: null, tickFormat: (name) => shortened(name, marginLeft / 7.3) },
      symbol: { type: 'identity' },
      marks: [
        Plot.rect(allowed, { x1: (d) => d[0], x2: (d) => d[1], fill: 'var(--plot-allowed)' }),
        Plot.ruleX([criterion.limit], { stroke: 'var(--plot-limit)', strokeWidth: 1.5, strokeDasharray: '5 3' }),
        Plot.ruleY(rows.filter((row) => row.has_interval), {
          y: 'name', x1: (row) => row.low ?? left, x2: (row) => row.high ?? right, stroke: color, strokeWidth: 2 }),
        ...Object.keys(marks.statuses).map((status) => Plot.dot(
          rows.filter((row) => row.estimate !== null && row.status === status), {
            y: 'name', x: 'estimate', symbol: () => marks.of_status(status).symbol, r: 5,
            stroke: marks.of_status(status).color, strokeWidth: 2,
            fill: status === 'fail' ? 'none' : marks.of_status(status).color })),
        Plot.text(rows.filter((row) => row.estimate === null), {
          y: 'name', x: left, textAnchor: 'start', dx: 4, fill: 'currentColor', text: (row) => `absent: ${shortened(row.reason, 60)}` }),
        Plot.tip(rows.filter((row) => row.estimate !== null), Plot.pointerY({
          y: 'name', x: 'estimate', title: (row) => `${row.name}\n${marks.number(row.estimate)} ${row.has_interval ? marks.interval(row.low, row.high) : ''}\n${marks.of_status(row.status).word}` }))
      ]
    };
  }

  const shortened = (text, size) => (text.length > size ? `${text.slice(0, Math.max(4, size - 1))}…` : text);

  function draw(criterion, width) {
    const all = sorted(rows_of(criterion), criterion);
    const rows = all.slice(0, row_limit);
    const present = [...new Set(rows.map((row) => row.status))];
    const counts = ['fail', 'inconclusive', 'pass'].map((status) => [status, all.filter((row) => row.status === status).length])
      .filter(([, count]) => count).map(([status, count]) => `${count} ${marks.of_status(status).word}`).join(', ');
    return {
      plot: plot_of(rows, criterion, width),
      label: `${criterion.id}: ${all.length} scores beside ${criterion.op} ${marks.number(criterion.limit)}; ${counts}`,
      legend: marks.legend(present.map((status) => marks.of_status(status))
        .concat({ word: `required: ${criterion.require}`, color: 'var(--plot-allowed-solid)', bar: true })),
      note: all.length > rows.length ? `The ${rows.length} worst of ${all.length}; the table below has more.` : null,
      click: (row) => plots.show_value(row.of),
      data: { columns: ['value', 'estimate', 'interval', 'verdict'],
        rows: all.map((row) => [row.name, row.estimate === null ? `absent: ${row.reason}` : marks.number(row.estimate),
          row.has_interval ? marks.interval(row.low, row.high) : '–', marks.of_status(row.status).word]) }
    };
  }

  // Nothing when no criterion compares a score with a number.
  function make() {
    const criteria = judgeable();
    if (!criteria.length) { return null; }
    const worst = criteria.reduce((a, b) => (badness[b.status] > badness[a.status] ? b : a));
    const choice = choices.one_of('Criterion', criteria.map((one) => ({ value: one.id, text: `${one.id}: ${one.require} (${marks.of_status(one.status).word})` })),
      worst.id, () => figure.redraw());
    const figure = figures.make({
      name: 'intervals', title: 'Scores beside their thresholds', choices: choice.parts,
      caption: 'Each row is a value: its estimate with its confidence interval. The shaded side is what the criterion allows. An ' +
        'interval wholly inside passes, wholly outside fails, across the line cannot tell yet.',
      draw: (width) => draw(criteria.find((one) => one.id === choice.value()), width)
    });
    return { ...figure, choose: (id) => { if (criteria.some((one) => one.id === id)) { choice.choose(id); } } };
  }

  return { make };
})();
