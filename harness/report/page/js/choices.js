// Choosing one of few or of many.
const choices = (() => {
  // options: [{value, text}]
  function fill(select, options, chosen) {
    select.replaceChildren(...options.map((one) => dom.make('option', { value: one.value, selected: one.value === chosen }, one.text)));
  }

  // {element, value(), choose(value)}; hidden when there is nothing to choose. From 12 options on there is a search.
  function one_of(label, options, chosen, changed) {
    const select = dom.make('select', {});
    fill(select, options, chosen);
    select.addEventListener('change', changed);
    const element = dom.make('label', { class: 'choice' }, `${label} `, select);
    element.hidden = options.length < 2;
    const parts = [element];
    if (options.length >= 12) { parts.unshift(search(label, options, select, changed)); }
    return {
      parts,
      value: () => select.value,
      choose(value) {
        fill(select, options, value);
        changed();
      }
    };
  }

  function search(label, options, select, changed) {
    const input = dom.make('input', { type: 'search', placeholder: `of ${options.length}` });
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const matching = options.filter((one) => words.every((word) => one.text.toLowerCase().includes(word)));
      const before = select.value;
      fill(select, matching, before);
      if (matching.length && select.value !== before) { changed(); }
    });
    return dom.make('label', { class: 'choice' }, `Search ${label.toLowerCase()} `, input);
  }

  return { one_of };
})();
