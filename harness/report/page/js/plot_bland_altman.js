// Two levels of a factor: each subject's difference against its mean, with the limits that the metric computed, if it did.
const plot_bland_altman = (() => {
  // The metric's words for a pair and its reverse.
  const names_of = ({ factor, a, b }) => [`${factor.levels[a]} | ${factor.levels[b]}`, `${factor.levels[b]} | ${factor.levels[a]}`];
  const others_of = (score, pair) => Object.entries(score.levels).filter(([name]) => name !== pair.factor.name &&
    observations.varying().some((factor) => factor.name === name));
  const scores_of = (pair) => study.scores.filter((score) => score.kind === 'bland_altman' && names_of(pair).includes(score.levels[pair.factor.name]));

  // A pair as a whole, and within each group of other levels that a metric tells apart.
  function with_groups(pair) {
    const groups = new Map(scores_of(pair).map((score) => others_of(score, pair)).filter((others) => others.length)
      .map((others) => [others.map(([name, level]) => `${name}=${level}`).join(', '), others]));
    return [pair, ...Array.from(groups, ([words, within]) => ({ ...pair, within, value: `${pair.value} ${words}`, text: `${pair.text} {${words}}` }))];
  }

  // Every pair of levels, that of a reference first.
  function pairs() {
    const reference = study.conditions.find((one) => one.reference) || study.conditions[0];
    return observations.varying().flatMap((factor) => {
      const first = reference.levels[factor.place];
      const order = [first, ...factor.levels.map((name, level) => level).filter((level) => level !== first)];
      return order.flatMap((a, i) => order.slice(i + 1).map((b) => ({ factor, a, b, within: [],
        value: `${factor.place} ${a} ${b}`, text: `${factor.name}: ${factor.levels[b]} − ${factor.levels[a]}` })));
    }).flatMap(with_groups);
  }

  const is_within = (row, pair) => pair.within.every(([name, level]) => {
    const factor = observations.varying().find((one) => one.name === name);
    return !factor || factor.levels[observations.level_of(row, factor)] === level;
  });

  // Subjects that have both levels: means of the means of what is alike in all else; ratios: of their logarithms.
  function points_of(series, pair, ratios) {
    const [to, from] = ratios ? [Math.log, Math.exp] : [Number, Number];
    const rows_within = observations.rows_of(series).filter((row) => is_within(row, pair));
    return d3.groups(rows_within, (row) => row.subject).flatMap(([subject, own]) => {
      const cells = d3.groups(own, (row) => observations.rest_of(row, pair.factor)).map(([rest, rows]) => [pair.a, pair.b]
        .map((level) => rows.filter((row) => observations.level_of(row, pair.factor) === level)))
        .filter(([a, b]) => a.length && b.length);
      if (!cells.length) { return []; }
      const [a, b] = [0, 1].map((side) => d3.mean(cells, (cell) => d3.mean(cell[side], (row) => to(row.value))));
      return [{ subject, a: from(a), b: from(b), mean: from((a + b) / 2), difference: from(b - a), executions: cells.flat(2).map((row) => row.execution) }];
    });
  }

  // Of the reverse pair: differences change their sign, ratios are turned over; low and high change places.
  function reversed(limits) {
    const turn = (x) => (!Number.isFinite(x) ? x : limits.ratios ? 1 / x : x === 0 ? 0 : -x);
    return { ratios: limits.ratios, bias: turn(limits.bias), bias_low: turn(limits.bias_high), bias_high: turn(limits.bias_low),
      lower: turn(limits.upper), lower_low: turn(limits.upper_high), lower_high: turn(limits.upper_low),
      upper: turn(limits.lower), upper_low: turn(limits.lower_high), upper_high: turn(limits.lower_low) };
  }

  // The metric's score of this value, pair and group; one of differences before one of ratios.
  function limits_of(series, pair) {
    const words = JSON.stringify(pair.within);
    const found = scores_of(pair).filter((score) => score.of === series.of && score.fields && score.estimate !== null &&
      JSON.stringify(others_of(score, pair)) === words);
    const score = found.find((one) => !one.ratios) || found[0];
    if (!score) { return null; }
    const limits = { ratios: Boolean(score.ratios), bias: score.estimate, bias_low: score.interval?.[0], bias_high: score.interval?.[1], ...score.fields };
    return score.levels[pair.factor.name] === names_of(pair)[0] ? limits : reversed(limits);
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
    const size = limits.ratios ? Math.log : Number;
    const all = [limits.ratios ? 1 : 0, limits.lower_low, limits.upper_high, ...points.map((point) => point.difference)].filter(Number.isFinite).map(size);
    const apart = size(limits.upper) - size(limits.lower) > 0.2 * (d3.max(all) - d3.min(all));
    return [band(limits.bias_low, limits.bias_high), band(limits.lower_low, limits.lower_high), band(limits.upper_low, limits.upper_high),
      ...line_marks([{ value: limits.bias, word: 'bias' }, { value: limits.lower, word: 'lower limit', dash: '5 3' },
        { value: limits.upper, word: 'upper limit', dash: '5 3' }], apart)];
  }

  // Intervals of few subjects reach far beyond all points: the picture ends before them.
  function domain_of(points, limits) {
    const ratios = limits?.ratios;
    const [to, from] = ratios ? [Math.log, Math.exp] : [Number, Number];
    const all = [ratios ? 1 : 0, ...points.map((point) => point.difference), ...(limits ? [limits.lower, limits.upper] : [])];
    const [low, high] = d3.extent(all.map(to));
    const room = (high - low || (ratios ? 0.1 : Math.abs(points[0].mean)) || 1) * 0.3;
    return [from(low - room), from(high + room)];
  }

  const text_of = (pair, limits) => (limits?.ratios ? pair.text.replace(' − ', ' / ') : pair.text);

  function plot_of(points, limits, series, pair) {
    const mean = d3.mean(points, (point) => point.difference);
    const words = text_of(pair, limits);
    return {
      marginLeft: 70, marginBottom: 46, height: 400, insetLeft: 10, insetRight: 10,
      x: { grid: true, label: `mean of both, ${series.of} →`, labelOffset: 40, nice: true },
      y: { grid: true, label: `↑ ${words}`, domain: domain_of(points, limits), ...(limits?.ratios ? { type: 'log' } : {}) },
      marks: [
        Plot.ruleY([limits?.ratios ? 1 : 0], { stroke: 'currentColor' }),
        ...(limits ? limit_marks(limits, points) : line_marks([{ value: mean, word: 'mean' }], true)),
        Plot.dot(points, { x: 'mean', y: 'difference', r: 5, fill: 'var(--plot-0)', fillOpacity: 0.7, stroke: 'var(--plot-0)' }),
        Plot.tip(points, Plot.pointer({ x: 'mean', y: 'difference',
          title: (point) => `${study.subjects[point.subject]}\n${words}: ${marks.number(point.difference)}` }))
      ]
    };
  }

  const words_of = (limits) => (limits.ratios ? 'Ratios, of geometric means. ' : '') +
    `Bias ${marks.number(limits.bias)} ${marks.interval(limits.bias_low ?? null, limits.bias_high ?? null)}, ` +
    `limits of agreement ${marks.number(limits.lower)} and ${marks.number(limits.upper)}, shaded with their intervals: of the metric "bland_altman".`;
  const no_limits = (mean, series, pair) => `The line is the mean difference, ${marks.number(mean)}. ` +
    (scores_of(pair).some((score) => score.of === series.of) ? 'Limits of agreement are those of the groups: choose one above.'
      : 'The protocol asks for no limits of agreement of this value and pair (metric "bland_altman").');

  function draw(series, pair, width) {
    const limits = limits_of(series, pair);
    const ratios = Boolean(limits?.ratios);
    const points = points_of(series, pair, ratios);
    if (!points.length) { return { empty: 'No subject has a number at both levels.' }; }
    const zero = points.every((point) => point.difference === (ratios ? 1 : 0));
    const mean = d3.mean(points, (point) => point.difference);
    const middle = limits ? `bias ${marks.number(limits.bias)}` : `mean difference ${marks.number(mean)}`;
    return {
      plot: plot_of(points, limits, series, pair, width),
      label: `${series.of}, ${text_of(pair, limits)}: ${points.length} subjects, ${middle}` +
        (limits ? `, limits of agreement ${marks.interval(limits.lower, limits.upper)}` : ''),
      note: zero ? 'Both levels gave the same number for every subject.' : limits ? words_of(limits) : no_limits(mean, series, pair),
      click: (point) => links.go_to(point.executions[0]),
      data: { columns: ['subject', pair.factor.levels[pair.a], pair.factor.levels[pair.b], ratios ? 'ratio' : 'difference', 'first execution'],
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
