// A frame for every plot: title, what to look for in words, choices, the picture, and the same data as a table. Drawn when
// it comes into view, and again when its width or a choice changes.
const figures = (() => {
  const row_limit = 500;

  function table_of(data) {
    const head = dom.make('tr', {}, ...data.columns.map((name) => dom.make('th', { scope: 'col' }, name)));
    const rows = data.rows.slice(0, row_limit).map((row) => dom.make('tr', {}, ...row.map((cell) => dom.make('td', {}, cell))));
    const left = data.rows.length - rows.length;
    return [
      dom.make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Data of the plot' },
        dom.make('table', {}, dom.make('thead', {}, head), dom.make('tbody', {}, ...rows))),
      left > 0 ? dom.make('p', { class: 'quiet' }, `and ${left} more rows, in the JSON report`) : null
    ];
  }

  // The table is made when somebody opens it.
  function details_of(data) {
    const details = dom.make('details', { class: 'as-table' }, dom.make('summary', {}, 'Data as table'));
    details.addEventListener('toggle', () => {
      if (details.open && details.children.length === 1) {
        details.append(...table_of(data).filter(Boolean));
      }
    });
    return details;
  }

  function picture_of(drawn, width) {
    const plot = Plot.plot({
      width, marginRight: 24, className: 'drawing', style: { background: 'none', overflow: 'visible' }, ...drawn.plot
    });
    const svg = plot.tagName.toLowerCase() === 'svg' ? plot : plot.querySelector('svg');
    // The page's own style says the same; one in the picture would be refused.
    plot.querySelectorAll('style').forEach((style) => style.remove());
    // The picture speaks as one; names of its parts ("rule", "dot") say nothing.
    svg.querySelectorAll('[aria-label]').forEach((part) => part.removeAttribute('aria-label'));
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', drawn.label);
    svg.removeAttribute('aria-hidden');
    if (drawn.click) {
      svg.classList.add('clickable');
      svg.addEventListener('click', () => {
        if (svg.value) { drawn.click(svg.value); }
      });
    }
    return dom.make('div', { class: 'picture scroll' }, plot);
  }

  // spec: name, title, caption (words to look for), choices (elements), draw(width) → {plot, label, legend, data, click,
  // note} or {empty: why}. Gives {element, redraw}.
  function make(spec) {
    const body = dom.make('div', { class: 'drawn' });
    const id = `plot-${spec.name}`;
    const element = dom.make('figure', { id, 'data-plot': spec.name, 'aria-labelledby': `${id}-title` },
      dom.make('h3', { id: `${id}-title` }, spec.title), dom.make('figcaption', {}, spec.caption),
      spec.choices && spec.choices.length ? dom.make('div', { class: 'tools' }, ...spec.choices) : null, body);
    let seen = false;
    let width = 0;

    function draw() {
      const room = Math.floor(body.clientWidth) || 900;
      width = room;
      const drawn = spec.draw(Math.max(300, Math.min(room, 1200)));
      if (drawn.empty) {
        body.replaceChildren(dom.make('p', { class: 'quiet' }, drawn.empty));
        return;
      }
      body.replaceChildren(...[drawn.legend, picture_of(drawn, Math.max(300, Math.min(room, 1200))),
        drawn.note ? dom.make('p', { class: 'quiet' }, drawn.note) : null, details_of(drawn.data)].filter(Boolean));
      element.dataset.drawn = 'yes';
    }

    function show() {
      seen = true;
      draw();
    }

    new IntersectionObserver((entries, observer) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        observer.disconnect();
        if (!seen) { show(); }
      }
    }, { rootMargin: '400px' }).observe(element);
    new ResizeObserver(dom.later(() => {
      if (seen && Math.floor(body.clientWidth) !== width) { draw(); }
    }, 150)).observe(body);
    window.addEventListener('beforeprint', () => { if (!seen) { show(); } });
    return { element, redraw: () => { if (seen) { draw(); } }, show };
  }

  return { make };
})();
