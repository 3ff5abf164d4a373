// Volumes of the study as slices: classes of an output against each other or the ground truth, and maps of metrics.
const pictures = (() => {
  const number = new Intl.NumberFormat('en');

  function choice(label, options, chosen, changed) {
    const select = dom.make('select', {}, ...options.map((text, i) => dom.make('option', { value: i }, text)));
    select.value = chosen;
    select.addEventListener('change', () => changed(Number(select.value)));
    return dom.make('label', { class: 'choice' }, label, select);
  }

  function of_role(picture, volumes_read, ...roles) {
    return picture.layers.map((layer, i) => ({ ...layer, volume: volumes_read[i] }))
      .filter((layer) => roles.includes(layer.role));
  }

  function voxel_of(volume, index) {
    const [x, y] = volume.dims;
    return [index % x, Math.floor(index / x) % y, Math.floor(index / (x * y))];
  }

  // The slice with most voxels of `wanted`, at their middle.
  function busiest(volume, wanted) {
    const plane = volume.dims[0] * volume.dims[1];
    const counts = new Array(volume.dims[2]).fill(0);
    volume.values.forEach((_, i) => { counts[Math.floor(i / plane)] += wanted(i) ? 1 : 0; });
    const slice = counts.indexOf(Math.max(...counts));
    const inside = [];
    for (let i = slice * plane; i < (slice + 1) * plane; ++i) {
      if (wanted(i)) { inside.push(i); }
    }
    return voxel_of(volume, inside.length > 0 ? inside[inside.length >> 1] : slice * plane + (plane >> 1));
  }

  function where(volume, voxel) {
    const mm = volumes.place_of(volume, voxel).map((value) => value.toFixed(1)).join(', ');
    return `(${mm}) mm`;
  }

  function legend_of(counts, names) {
    const texts = { first: `only ${names[0]}`, second: `only ${names[1]}` };
    return dom.make('ul', { class: 'shades' }, ...shades.order.slice(1).map((kind, i) => {
      const swatch = dom.make('span', { class: `swatch ${kind}`, 'aria-hidden': 'true' });
      return dom.make('li', {}, swatch, `${texts[kind] || shades.kinds[kind].text}: ${number.format(counts[i + 1])} voxels`);
    }));
  }

  // Short names of layers, as the legend has them: what stands before the colon.
  const brief = (layer) => layer.name.split(':')[0];

  function show_labels(picture, read, view, parts) {
    const layers = of_role(picture, read, 'labels', 'truth');
    const under = of_role(picture, read, 'image')[0]?.volume;
    const values = [...new Set(layers.flatMap((layer) => [...new Set(layer.volume.values)]))].filter(Boolean).sort((a, b) => a - b);
    const state = { first: 0, second: Math.min(1, layers.length - 1), label: 0, opacity: under ? 0.7 : 1 };
    let compared = null;

    function update(moves) {
      const pair = [layers[state.first], layers[state.second]];
      compared = shades.compare(pair[0].volume, pair[1].volume, state.label);
      const [, both, first, second, other] = compared.counts;
      const dice = 2 * both / (2 * both + first + second + 2 * other);
      view.paint = shades.paint_labels(under, compared.codes, state.opacity);
      view.say = (voxel) => {
        const index = volumes.index_of(view.volume, voxel);
        return pair.map((layer) => `${brief(layer)}: label ${layer.volume.values[index]}`).join(', ');
      };
      view.overlay = { kind: 'labels', codes: compared.codes };
      parts.legend.replaceChildren(legend_of(compared.counts, pair.map(brief)),
        dom.make('p', { class: 'quiet' }, Number.isFinite(dice) ? `Dice of what is shown: ${dice.toFixed(4)}` : 'Neither has this label.'));
      if (moves) {
        view.cursor.splice(0, 3, ...busiest(view.volume, (i) => compared.codes[i] > 1));
      }
      view.moved();
    }

    const names = layers.map((layer) => layer.name);
    const opacity = dom.make('input', { type: 'range', min: 0, max: 1, step: 0.05, value: state.opacity });
    opacity.addEventListener('input', () => { state.opacity = Number(opacity.value); update(false); });
    parts.tools.replaceChildren(
      choice('First', names, state.first, (value) => { state.first = value; update(true); }),
      choice('Second', names, state.second, (value) => { state.second = value; update(true); }),
      choice('Label', ['any', ...values.map(String)], 0, (value) => { state.label = value === 0 ? 0 : values[value - 1]; update(true); }),
      dom.make('label', { class: 'choice' }, 'Opacity', opacity));
    update(true);
  }

  function show_maps(picture, read, view, parts) {
    const layers = of_role(picture, read, 'map');
    const under = of_role(picture, read, 'image')[0]?.volume;

    function update(chosen) {
      const { volume, unit, words } = layers[chosen];
      const range = shades.range_of(volume);
      if (!range) {
        parts.legend.replaceChildren('This map holds no number.');
        return;
      }
      view.paint = shades.paint_map(volume, range, under);
      view.say = (voxel) => {
        const value = volume.values[volumes.index_of(volume, voxel)];
        return Number.isFinite(value) ? `${d3.format('.3~g')(value)}${unit ? ` ${unit}` : ''}` : 'no number';
      };
      view.overlay = { kind: 'map', volume, range };
      parts.legend.replaceChildren(dom.make('p', {}, words), shades.bar(range, unit));
      view.cursor.splice(0, 3, ...voxel_of(volume, range.at));
      view.moved();
    }

    parts.tools.replaceChildren(...(layers.length > 1 ? [choice('Map', layers.map((layer) => layer.name), 0, update)] : []));
    update(0);
  }

  // Everything of one picture below the chooser.
  async function show(picture, place) {
    place.replaceChildren(dom.make('p', { class: 'quiet' }, 'Unpacking…'));
    const read = await Promise.all(picture.layers.map((layer) => volumes.load(layer.exhibit)));
    const parts = {
      tools: dom.make('div', { class: 'tools' }), legend: dom.make('div'),
      under: dom.make('output', { class: 'quiet' }), solid: dom.make('div')
    };
    const view = {
      volume: read[0], cursor: [0, 0, 0], paint: () => {}, say: () => '', planes: null,
      under: of_role(picture, read, 'image')[0]?.volume, overlay: null,
      pointed: (voxel) => {
        const at = voxel || view.cursor;
        parts.under.textContent = `${voxel ? 'Under the pointer' : 'At the cross'} ${where(view.volume, at)}: ${view.say(at)}`;
      },
      moved: () => {
        view.planes?.show();
        view.pointed(null);
      }
    };
    view.planes = slices.make(view);
    (picture.layers.some((layer) => layer.role === 'map') ? show_maps : show_labels)(picture, read, view, parts);
    place.replaceChildren(parts.tools, view.planes.element, parts.under, parts.legend,
      ...picture.notes.map((note) => dom.make('p', { class: 'quiet' }, `Shown: ${note}.`)), solid.button_for(view, parts.solid), parts.solid);
  }

  function fail(place, error) {
    place.replaceChildren(dom.make('p', {}, `These volumes cannot be shown here: ${error.message}.`));
  }

  function start() {
    const island = document.getElementById('pictures-data');
    const place = document.getElementById('pictures-viewer');
    if (!island || !place) { return; }
    const all = JSON.parse(island.textContent);
    const figure = dom.make('div');
    let shown = -1;
    const choose = (number_of) => {
      shown = number_of;
      show(all[number_of], figure).catch((error) => fail(figure, error));
    };
    place.replaceChildren(
      all.length > 1 ? dom.make('div', { class: 'tools' }, choice('Show', all.map((one) => one.title), 0, choose))
                     : dom.make('h3', {}, all[0].title), figure);
    // Megabytes are unpacked only when somebody comes near.
    new IntersectionObserver((entries, observer) => {
      if (shown < 0 && entries.some((entry) => entry.isIntersecting)) {
        observer.disconnect();
        choose(0);
      }
    }, { rootMargin: '200px' }).observe(place);
  }

  return { start };
})();
