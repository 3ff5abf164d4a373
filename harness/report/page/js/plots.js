// The plots that this study has, in their order, and the way from one to another.
const plots = (() => {
  const made = {};

  // The distribution of one value, drawn and in view.
  function show_value(of) {
    if (!made.distribution) { return; }
    made.distribution.show();
    made.distribution.choose(of);
    if (made.bland_altman) { made.bland_altman.choose(of); }
    made.distribution.element.scrollIntoView({ block: 'start' });
  }

  function start() {
    const place = document.getElementById('figures');
    if (!place) { return; }
    const all = { intervals: plot_intervals, equivalence: plot_equivalence, distribution: plot_distribution,
      bland_altman: plot_bland_altman, variance: plot_variance, movements: plot_movements };
    for (const [name, plot] of Object.entries(all)) {
      const figure = plot.make();
      if (figure) {
        made[name] = figure;
        place.append(figure.element);
      }
    }
    if (study.left_out.length) {
      place.append(dom.make('p', { class: 'quiet' }, `Not drawn: ${study.left_out.join('; ')}.`));
    }
    document.querySelectorAll('[data-choose]').forEach((link) => {
      link.hidden = !made.intervals;
      link.addEventListener('click', () => made.intervals && made.intervals.choose(link.dataset.choose));
    });
  }

  return { start, show_value };
})();
