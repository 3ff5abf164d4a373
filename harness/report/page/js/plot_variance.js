// Where the variance of each value comes from: bars of shares, one colour for each source.
const plot_variance = (() => {
  const row_limit = 40;

  const scores_of = (metric) => study.scores.filter((score) => score.metric === metric && score.shares);
  const metrics = () => [...new Set(study.scores.filter((score) => score.shares).map((score) => score.metric))];

  // Those with most variance beside the subjects first.
  function rows_of(metric) {
    return scores_of(metric).map((score) => ({ name: score.name + (score.group ? ` {${score.group}}` : ''), of: score.of,
      parts: score.shares.map(([source, share, low, high]) => ({ source, share: Math.max(0, share), low, high })) }))
      .map((row) => ({ ...row, rest: 1 - d3.sum(row.parts.filter((part) => part.source === 'subject'), (part) => part.share) }))
      .sort((a, b) => b.rest - a.rest);
  }

  // Neither all nor nothing by rounding.
  function percent(share) {
    const digits = share > 0 && share < 1 && (share < 0.0995 || share > 0.995) ? 1 : 0;
    const shown = Number((100 * share).toFixed(digits));
    return share < 1 && shown === 100 ? '> 99.9 %' : share > 0 && shown === 0 ? '< 0.1 %' : `${shown} %`;
  }
  const color_of = (source, sources) => (source === 'subject' ? 'var(--plot-subject)' : `var(--plot-${sources.filter((one) => one !== 'subject').indexOf(source) % 8})`);

  function segments_of(rows) {
    return rows.flatMap((row) => {
      let from = 0;
      return row.parts.map((part) => {
        const segment = { ...part, name: row.name, of: row.of, from, to: from + part.share };
        from = segment.to;
        return segment;
      });
    });
  }

  function plot_of(rows, sources, metric, width) {
    const segments = segments_of(rows);
    const marginLeft = Math.min(d3.max(rows, (row) => row.name.length) * 7.3 + 16, width * 0.42);
    const room = width - marginLeft - 24;
    return {
      marginLeft, marginTop: 46, height: 72 + rows.length * 24,
      x: { axis: 'top', labelOffset: 40, grid: true, domain: [0, 1], tickFormat: (share) => `${Math.round(100 * share)} %`, label: `share of the variance (${metric}) →` },
      y: { domain: rows.map((row) => row.name), label: null },
      marks: [
        Plot.barX(segments, { y: 'name', x1: 'from', x2: 'to', fill: (part) => color_of(part.source, sources), stroke: 'var(--back)', insetTop: 1, insetBottom: 1 }),
        Plot.text(segments.filter((part) => part.share * room > 11 * part.source.length * 0.62 + 44), {
          y: 'name', x: (part) => (part.from + part.to) / 2, text: (part) => `${part.source} ${percent(part.share)}`,
          fill: (part) => (part.source === 'subject' ? 'var(--text)' : color_of(part.source, sources) === 'var(--plot-0)' ? '#fff' : '#000') }),
        Plot.tip(segments, Plot.pointer({ y: 'name', x: (part) => (part.from + part.to) / 2,
          title: (part) => `${part.name}\n${part.source}: ${percent(part.share)}${part.low === null ? '' : ` [${percent(part.low)}, ${percent(part.high)}]`}` }))
      ]
    };
  }

  function draw(metric, width) {
    const all = rows_of(metric);
    const rows = all.slice(0, row_limit);
    const sources = [...new Set(all.flatMap((row) => row.parts.map((part) => part.source)))];
    const worst = all[0];
    const largest = worst.parts.filter((part) => part.source !== 'subject').reduce((a, b) => (b.share > a.share ? b : a), { source: 'nothing', share: 0 });
    return {
      plot: plot_of(rows, sources, metric, width),
      label: `${metric}: sources of variance of ${all.length} values; least reliable ${worst.name}, ${percent(worst.rest)} not between subjects, most by ${largest.source}`,
      legend: marks.legend(sources.map((source) => ({ word: source, color: color_of(source, sources), bar: true }))),
      note: all.length > rows.length ? `The ${rows.length} of ${all.length} values with the largest share that is not between subjects.` : null,
      click: (part) => plots.show_value(part.of),
      data: { columns: ['value', ...sources], rows: all.map((row) => [row.name, ...sources.map((source) => {
        const part = row.parts.find((one) => one.source === source);
        return part ? percent(part.share) + (part.low === null ? '' : ` [${percent(part.low)}, ${percent(part.high)}]`) : '–';
      })]) }
    };
  }

  function make() {
    const all = metrics();
    if (!all.length) { return null; }
    const choice = choices.one_of('Metric', all.map((metric) => ({ value: metric, text: metric })), all[0], () => figure.redraw());
    const figure = figures.make({
      name: 'variance', title: 'Where the variance comes from', choices: choice.parts,
      caption: 'Each bar is the whole variance of a value. What is between subjects is signal; a wide coloured part is the source to look at.',
      draw: (width) => draw(choice.value(), width)
    });
    return figure;
  }

  return { make };
})();
