// How plots speak: a verdict by colour and shape, a level of a factor by colour and shape. Colours of Okabe and Ito,
// which all kinds of eyes tell apart, are variables of css/plots.css.
const marks = (() => {
  const statuses = {
    pass: { color: 'var(--plot-pass)', symbol: 'circle', word: 'passes' },
    inconclusive: { color: 'var(--plot-unsure)', symbol: 'diamond', word: 'inconclusive' },
    fail: { color: 'var(--plot-fail)', symbol: 'times', word: 'fails' },
    '': { color: 'var(--plot-plain)', symbol: 'square', word: 'not judged' }
  };
  const symbols = ['circle', 'square', 'triangle', 'diamond', 'star', 'wye', 'cross', 'times'];
  const colors = symbols.map((symbol, i) => `var(--plot-${i})`);

  const of_status = (status) => statuses[status || ''];
  // `edge` is darker on a light page and lighter on a dark one: yellow stays seen on white.
  const of_index = (index) => ({ color: colors[index % 8], symbol: symbols[index % 8],
    edge: `color-mix(in srgb, ${colors[index % 8]} 60%, var(--text))` });

  // Symbols that are lines are filled with nothing.
  const is_line = (symbol) => symbol === 'times';

  function number(value) {
    if (value === null || value === undefined || Number.isNaN(value)) { return '–'; }
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  }

  const interval = (low, high) => (low === null && high === null ? '' : `[${number(low)}, ${number(high)}]`);

  // entries: {word, color, symbol}
  function legend(entries) {
    return dom.make('ul', { class: 'legend' }, ...entries.map((entry) => {
      const picture = d3.create('svg:svg').attr('viewBox', '-8 -8 16 16').attr('aria-hidden', 'true');
      if (entry.bar) {
        picture.append('rect').attr('x', -7).attr('y', -7).attr('width', 14).attr('height', 14).style('fill', entry.color);
      } else {
        const line = is_line(entry.symbol);
        picture.append('path').attr('d', d3.symbol(line ? d3.symbolTimes : shape_of(entry.symbol), 60)())
          .style('fill', line ? 'none' : entry.color).style('stroke', entry.edge || entry.color).style('stroke-width', 1.5);
      }
      return dom.make('li', {}, picture.node(), entry.word);
    }));
  }

  function shape_of(symbol) {
    return { circle: d3.symbolCircle, square: d3.symbolSquare, triangle: d3.symbolTriangle, diamond: d3.symbolDiamond,
      star: d3.symbolStar, wye: d3.symbolWye, cross: d3.symbolCross }[symbol] || d3.symbolCircle;
  }

  return { of_status, of_index, statuses, number, interval, legend };
})();
