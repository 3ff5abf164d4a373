// Two levels of a factor: each subject's difference against its mean, with the limits that the metric computed, if it did.
const plot_bland_altman = (() => {
  // Every pair of levels, that of a reference first.
  function pairs() {
    const reference = study.conditions.find((one) => one.reference) || study.conditions[0];
    return observations.varying().flatMap((factor) => {
      const first = reference.levels[factor.place];
      const order = [first, ...factor.levels.map((name, level) => level).filter((level) => level !== first)];
      return order.flatMap((a, i) => order.slice(i + 1).map((b) => ({ factor, a, b,
        value: `${factor.place} ${a} ${b}`, text: `${factor.name}: ${factor.levels[b]} − ${factor.levels[a]}` })));
    });
  }

  // Subjects that have both levels: means of the means of what is alike in all else.
  function points_of(series, pair) {
    return d3.groups(observations.rows_of(series), (row) => row.subject).flatMap(([subject, own]) => {
      const cells = d3.groups(own, (row) => observations.rest_of(row, pair.factor)).map(([rest, rows]) => [pair.a, pair.b]
        .map((level) => rows.filter((row) => observations.level_of(row, pair.factor) === level)))
        .filter(([a, b]) => a.length && b.length);
      if (!cells.length) { return []; }
      const [a, b] = [0, 1].map((side) => d3.mean(cells, (cell) => d3.mean(cell[side], (row) => row.value)));
      return [{ subject, a, b, mean: (a + b) / 2, difference: b - a, executions: cells.flat(2).map((row) => row.execution) }];
    });
  }

  // The metric's score of this value and pair that no other factor narrows; ratios are drawn in a scale of their own.
  function limits_of(series, pair) {
    const levels = [pair.factor.levels[pair.a], pair.factor.levels[pair.b]];
    const found = study.scores.filter((score) => score.kind === 'bland_altman' && score.of === series.of && score.fields &&
      score.estimate !== null && [levels.join(' | '), levels.slice().reverse().join(' | ')].includes(score.levels[pair.factor.name]));
    if (found.length !== 1) { return null; }
    const score = found[0];
    const turned = score.levels[pair.factor.name] !== levels.join(' | ');
    return turned ? null : { bias: score.estimate, bias_low: score.interval?.[0], bias_high: score.interval?.[1], ...score.fields };
  }

  // Words stand at a line only where lines are apart; the note has the numbers in any case.
  function line_marks(lines, apart) {
    return lines.flatMap(({ value, word, dash }) => [
      Plot.ruleY([value], { stroke: 'var(--plot-limit)', strokeWidth: 1.5, strokeDasharray: dash }),
      apart ? Plot.text([value], { y: (d) => d, frameAnchor: 'right', dy: -8, fill: 'currentColor', text: () => `${word} ${marks.number(value)}` }) : null]);
  }

  function limit_marks(limits, points) {
    const band = (low, high) => Plot.rect([0].filter(() => Number.isFinite(low) && Number.isFinite(high)), {
      y1: () => low, y2: () => high, fill: 'var(--plot-box)', clip: true });
    const all = [0, limits.lower_low, limits.upper_high, ...points.map((point) => point.difference)].filter(Number.isFinite);
    const apart = limits.upper - limits.lower > 0.2 * (d3.max(all) - d3.min(all));
    return [band(limits.bias_low, limits.bias_high), band(limits.lower_low, limits.lower_high), band(limits.upper_low, limits.upper_high),
      ...line_marks([{ value: limits.bias, word: 'bias' }, { value: limits.lower, word: 'lower limit', dash: '5 3' },
        { value: limits.upper, word: 'upper limit', dash: '5 3' }], apart)];
  }

  // Intervals of few subjects reach far beyond all points: the picture ends before them.
  function domain_of(points, limits) {
    const [low, high] = d3.extent([0, ...points.map((point) => point.difference), ...(limits ? [limits.lower, limits.upper] : [])]);
    const room = (high - low || Math.abs(points[0].mean) || 1) * 0.3;
    return [low - room, high + room];
  }

  function plot_of(points, limits, series, pair) {
    const mean = d3.mean(points, (point) => point.difference);
    return {
      marginLeft: 70, marginBottom: 46, height: 400, insetLeft: 10, insetRight: 10,
      x: { grid: true, label: `mean of both, ${series.of} →`, labelOffset: 40, nice: true },
      y: { grid: true, label: `↑ ${pair.text}`, domain: domain_of(points, limits) },
      marks: [
        Plot.ruleY([0], { stroke: 'currentColor' }),
        ...(limits ? limit_marks(limits, points) : line_marks([{ value: mean, word: 'mean' }], true)),
        Plot.dot(points, { x: 'mean', y: 'difference', r: 5, fill: 'var(--plot-0)', fillOpacity: 0.7, stroke: 'var(--plot-0)' }),
        Plot.tip(points, Plot.pointer({ x: 'mean', y: 'difference',
          title: (point) => `${study.subjects[point.subject]}\n${pair.text}: ${marks.number(point.difference)}` }))
      ]
    };
  }

  const words_of = (limits) => `Bias ${marks.number(limits.bias)} ${marks.interval(limits.bias_low ?? null, limits.bias_high ?? null)}, ` +
    `limits of agreement ${marks.number(limits.lower)} and ${marks.number(limits.upper)}, shaded with their intervals: of the metric "bland_altman".`;
  const no_limits = (mean) => `The line is the mean difference, ${marks.number(mean)}. The protocol asks for no limits of agreement of this value ` +
    'and pair (metric "bland_altman").';

  function draw(series, pair, width) {
    const points = points_of(series, pair);
    if (!points.length) { return { empty: 'No subject has a number at both levels.' }; }
    const limits = limits_of(series, pair);
    const zero = points.every((point) => point.difference === 0);
    const mean = d3.mean(points, (point) => point.difference);
    return {
      plot: plot_of(points, limits, series, pair, width),
      label: `${series.of}, ${pair.text}: ${points.length} subjects, mean difference ${marks.number(mean)}` +
        (limits ? `, limits of agreement ${marks.interval(limits.lower, limits.upper)}` : ''),
      note: zero ? 'Both levels gave the same number for every subject.' : limits ? words_of(limits) : no_limits(mean),
      click: (point) => links.go_to(point.executions[0]),
      data: { columns: ['subject', pair.factor.levels[pair.a], pair.factor.levels[pair.b], 'difference', 'first execution'],
        rows: points.map((point) => [study.subjects[point.subject], String(point.a), String(point.b), String(point.difference), links.anchor(point.executions[0])]) }
    };
  }

  function make() {
    const all = pairs();
    if (!study.series.length || !all.length) { return null; }
    const value = choices.one_of('Value', observations.options(), observations.first(), () => figure.redraw());
    const pair = choices.one_of('Levels', all, all[0].value, () => figure.redraw());
    const figure = figures.make({
      name: 'bland-altman', title: 'Two levels compared, subject by subject', choices: [...value.parts, ...pair.parts],
      caption: 'Bland–Altman: each mark is a subject, its difference between the two levels (executions alike in all else are averaged) ' +
        'above its mean. A line away from zero is a bias; a slope is a difference that grows with the value.',
      draw: (width) => draw(observations.series_of(value.value()), all.find((one) => one.value === pair.value()), width)
    });
    return { ...figure, choose: (of) => { if (observations.series_of(of)) { value.choose(of); } } };
  }

  return { make };
})();
