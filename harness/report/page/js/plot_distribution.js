// One value as every execution gave it, by subject and environment: strips, and boxes where there are enough.
const plot_distribution = (() => {
  const band_limit = 36;
  const dots_limit = 60;
  const boxed_from = 5;

  // By environment, by each factor, or all together.
  function groupings() {
    const by_factor = observations.varying().map((factor) => ({
      value: `factor ${factor.place}`, text: factor.name, of: (row) => observations.level_of(row, factor), names: factor.levels }));
    const conditions = { value: 'condition', text: 'all factors', of: (row) => row.condition,
      names: study.conditions.map((one) => one.name || 'all executions') };
    const together = { value: 'none', text: 'nothing', of: () => 0, names: ['all executions'] };
    return by_factor.length === 0 ? [together] : by_factor.length === 1 ? [...by_factor, together] : [conditions, ...by_factor, together];
  }

  // Subjects that spread most first; each with its mean.
  function subjects_of(rows) {
    return d3.groups(rows, (row) => row.subject).map(([subject, own]) => ({
      subject, own, mean: d3.mean(own, (row) => row.value), spread: d3.max(own, (row) => row.value) - d3.min(own, (row) => row.value) }))
      .sort((a, b) => b.spread - a.spread || a.subject - b.subject);
  }

  // Where subjects lie much farther apart than executions, only deviations show anything.
  function tells_more_as_deviation(subjects) {
    const all = subjects.map((one) => one.mean);
    const between = d3.max(all) - d3.min(all);
    const within = d3.max(subjects, (one) => one.spread);
    return subjects.length > 1 && within > 0 && within < between / 10;
  }

  function bands_of(subjects, grouping, deviation) {
    return subjects.flatMap((one) => d3.groups(one.own, grouping.of).sort((a, b) => a[0] - b[0]).map(([group, rows]) => ({
      subject: study.subjects[one.subject], group, name: grouping.names[group],
      rows: rows.map((row) => ({ ...row, group, shown: deviation ? row.value - one.mean : row.value,
        band: `${one.subject} ${group}` })), key: `${one.subject} ${group}` })));
  }

  function box_marks(bands) {
    const boxed = bands.filter((band) => band.rows.length >= boxed_from).map((band) => {
      const values = band.rows.map((row) => row.shown).sort(d3.ascending);
      return { key: band.key, low: values[0], high: values[values.length - 1], first: d3.quantileSorted(values, 0.25),
        middle: d3.quantileSorted(values, 0.5), third: d3.quantileSorted(values, 0.75) };
    });
    return [
      Plot.ruleY(boxed, { y: 'key', x1: 'low', x2: 'high', stroke: 'var(--quiet)' }),
      Plot.barX(boxed, { y: 'key', x1: 'first', x2: 'third', fill: 'var(--plot-box)', stroke: 'var(--quiet)', insetTop: 2, insetBottom: 2 }),
      Plot.tickX(boxed, { y: 'key', x: 'middle', stroke: 'currentColor', strokeWidth: 2, insetTop: 2, insetBottom: 2 })
    ];
  }

  // Of very many the ends and an even choice between.
  function some_of(rows) {
    if (rows.length <= dots_limit) { return rows; }
    const ordered = rows.slice().sort((a, b) => a.shown - b.shown);
    return d3.range(dots_limit).map((i) => ordered[Math.round(i * (ordered.length - 1) / (dots_limit - 1))]);
  }

  function axis_names(bands, grouping) {
    let before = null;
    return new Map(bands.map((band) => {
      const text = grouping.value === 'none' ? band.subject : band.subject === before ? band.name : `${band.subject}  ${band.name}`;
      before = band.subject;
      return [band.key, text];
    }));
  }

  function plot_of(bands, grouping, deviation, series, width) {
    const names = axis_names(bands, grouping);
    const longest = d3.max(bands, (band) => names.get(band.key).length);
    const marginLeft = Math.min(longest * 7.3 + 16, width * 0.42);
    const dots = bands.flatMap((band) => some_of(band.rows));
    const groups = [...new Set(bands.map((band) => band.group))];
    const same = d3.min(dots, (row) => row.shown) === d3.max(dots, (row) => row.shown);
    const size = Math.floor(marginLeft / 7.3);
    return {
      marginLeft, marginTop: 46, height: 72 + bands.length * 22,
      x: { axis: 'top', labelOffset: 40, grid: true, nice: true, tickFormat: axis_format(dots), ticks: Math.max(3, Math.floor(width / 130)),
        label: `${deviation ? 'deviation from the subject’s mean, ' : ''}${series.of} →`,
        ...(same ? { domain: [dots[0].shown - (Math.abs(dots[0].shown) || 1) * 0.1, dots[0].shown + (Math.abs(dots[0].shown) || 1) * 0.1] } : {}) },
      y: { domain: bands.map((band) => band.key), label: null,
        tickFormat: (key) => (names.get(key).length > size ? `${names.get(key).slice(0, size - 1)}…` : names.get(key)) },
      symbol: { type: 'identity' },
      marks: [
        deviation ? Plot.ruleX([0], { stroke: 'var(--line)' }) : null,
        ...box_marks(bands),
        ...groups.map((group) => Plot.dot(dots.filter((row) => row.group === group), {
          y: 'band', x: 'shown', r: 4, symbol: () => marks.of_index(group).symbol, stroke: marks.of_index(group).edge, strokeWidth: 1.2,
          fill: marks.of_index(group).symbol === 'times' ? 'none' : marks.of_index(group).color, fillOpacity: 0.6 })),
        Plot.tip(dots, Plot.pointer({ y: 'band', x: 'shown', title: (row) => `${links.name_of(row.execution)}\n${row.value}` }))
      ]
    };
  }

  // Ticks of values that differ far behind the point, or are huge.
  function axis_format(dots) {
    const [low, high] = d3.extent(dots, (row) => row.shown);
    const span = high - low;
    return span > 0 && (span < 1e-3 || Math.max(Math.abs(low), Math.abs(high)) >= 1e6) && Math.abs(low + high) < 1e3 * span
      ? d3.format('.1e') : undefined;
  }

  function spread_words(subjects) {
    const widest = subjects[0];
    return widest.spread === 0 ? 'every subject has one value in all executions'
                               : `widest in ${study.subjects[widest.subject]}: ${marks.number(widest.spread)}`;
  }

  function draw(series, grouping, scale, width) {
    const rows = observations.rows_of(series);
    if (!rows.length) { return { empty: 'No execution has a finite number here.' }; }
    const subjects = subjects_of(rows);
    const deviation = scale === 'deviation' || (scale === 'auto' && tells_more_as_deviation(subjects));
    const all = bands_of(subjects, grouping, deviation);
    const bands = all.slice(0, band_limit);
    const groups = [...new Set(bands.map((band) => band.group))];
    const absent = series.values.length - rows.length;
    const notes = [spread_words(subjects)];
    if (bands.length < all.length) { notes.push(`the ${bands.length} rows of the subjects that spread most, of ${all.length}`); }
    if (absent) { notes.push(`${absent} of ${series.values.length} executions have no number`); }
    return {
      plot: plot_of(bands, grouping, deviation, series, width),
      label: `${series.of}: ${rows.length} executions of ${subjects.length} subjects; ${notes.join('; ')}`,
      legend: groups.length > 1 ? marks.legend(groups.map((group) => ({ word: grouping.names[group], ...marks.of_index(group) }))) : null,
      note: `${notes.join('; ')}.`,
      click: (row) => links.go_to(row.execution),
      data: { columns: ['execution', 'subject', 'condition', series.of],
        rows: rows.map((row) => [links.anchor(row.execution), study.subjects[row.subject], study.conditions[row.condition].name, String(row.value)]) }
    };
  }

  function make() {
    if (!study.series.length) { return null; }
    const by = groupings();
    const value = choices.one_of('Value', observations.options(), observations.first(), () => figure.redraw());
    const group = choices.one_of('Group by', by, by[0].value, () => figure.redraw());
    const scale = choices.one_of('Scale', [{ value: 'auto', text: 'what shows most' }, { value: 'value', text: 'values' },
      { value: 'deviation', text: 'deviation from the subject’s mean' }], 'auto', () => figure.redraw());
    const figure = figures.make({
      name: 'distribution', title: 'Values by subject and environment', choices: [...value.parts, ...group.parts, ...scale.parts],
      caption: 'Each mark is an execution; click one to see it. A box holds the middle half, where there are five or more. ' +
        'Marks of one row on top of each other are equal results; shapes that stand apart are what that level changes.',
      draw: (width) => draw(observations.series_of(value.value()), by.find((one) => one.value === group.value()), scale.value(), width)
    });
    return { ...figure, choose: (of) => { if (observations.series_of(of)) { value.choose(of); } } };
  }

  return { make };
})();
