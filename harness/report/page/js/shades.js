// How pictures become colours: labels of two classes beside each other, maps, differences.
const shades = (() => {
  // Told apart by the colour-blind too (Okabe & Ito 2008); on grey.
  const kinds = {
    both: { color: [0, 158, 115], text: 'in both' },
    first: { color: [230, 159, 0], text: 'only in the first' },
    second: { color: [86, 180, 233], text: 'only in the second' },
    other: { color: [204, 121, 167], text: 'in both, other label' }
  };

  // 0: neither; else an index into `order`.
  const order = [null, 'both', 'first', 'second', 'other'];

  // What two label volumes say of each voxel. `label` 0: any.
  function compare(a, b, label) {
    const codes = new Uint8Array(a.values.length);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < codes.length; ++i) {
      const x = label === 0 || a.values[i] === label ? a.values[i] : 0;
      const y = label === 0 || b.values[i] === label ? b.values[i] : 0;
      codes[i] = x === 0 && y === 0 ? 0 : x === y ? 1 : y === 0 ? 2 : x === 0 ? 3 : 4;
      ++counts[codes[i]];
    }
    return { codes, counts };
  }

  function ground(volume, index) {
    return volume ? volume.values[index] : 0;
  }

  function blend(pixels, at, grey, color, opacity) {
    for (let i = 0; i < 3; ++i) {
      pixels[at + i] = grey + (color[i] - grey) * opacity;
    }
    pixels[at + 3] = 255;
  }

  function paint_labels(under, codes, opacity) {
    return (index, pixels, at) => {
      const kind = order[codes[index]];
      const grey = ground(under, index);
      // What agrees is fainter: the eye looks for what does not.
      blend(pixels, at, grey, kind ? kinds[kind].color : [grey, grey, grey], kind ? opacity * (kind === 'both' ? 0.6 : 1) : 0);
    };
  }

  // 256 colours of d3's perceptually even scales.
  function table_of(interpolate) {
    return Array.from({ length: 256 }, (_, i) => {
      const { r, g, b } = d3.rgb(interpolate(i / 255));
      return [r, g, b];
    });
  }
  const sequential = table_of(d3.interpolateViridis);
  const diverging = table_of((t) => d3.interpolatePuOr(1 - t));

  // { low, high, signed, least, largest, at }: what the colours span. The highest 0.5 % share the last colour; `at` is
  // where the largest is.
  function range_of(volume) {
    const numbers = [];
    let at = 0;
    let least = Infinity;
    let largest = -Infinity;
    let peak = -Infinity;
    volume.values.forEach((value, index) => {
      if (!Number.isFinite(value)) { return; }
      least = Math.min(least, value);
      largest = Math.max(largest, value);
      if (Math.abs(value) > peak) {
        peak = Math.abs(value);
        at = index;
      }
      if (value !== 0) { numbers.push(Math.abs(value)); }
    });
    if (peak < 0) { return null; }
    const sorted = Float64Array.from(numbers).sort();
    const high = sorted.length > 0 ? sorted[Math.min(sorted.length - 1, Math.floor(0.995 * sorted.length))] : 1;
    const signed = least < 0;
    return { low: signed ? -high : Math.min(least, 0), high, signed, least, largest, at };
  }

  function paint_map(volume, range, under) {
    const table = range.signed ? diverging : sequential;
    const scale = 255 / (range.high - range.low || 1);
    return (index, pixels, at) => {
      const value = volume.values[index];
      const grey = ground(under, index);
      if (!Number.isFinite(value)) {
        blend(pixels, at, under ? grey : 40, [0, 0, 0], 0);
        return;
      }
      const place = Math.min(255, Math.max(0, Math.round((value - range.low) * scale)));
      // Over an image, what is near 0 lets it through.
      const opacity = under ? Math.min(1, Math.abs(value) / range.high * 1.5) : 1;
      blend(pixels, at, grey, table[place], opacity);
    };
  }

  // A bar of the colours with the ends of the range in words.
  function bar(range, unit) {
    const canvas = dom.make('canvas', { class: 'scale', width: 256, height: 1, 'aria-hidden': 'true' });
    const context = canvas.getContext('2d');
    (range.signed ? diverging : sequential).forEach(([r, g, b], i) => {
      context.fillStyle = `rgb(${r} ${g} ${b})`;
      context.fillRect(i, 0, 1, 1);
    });
    const text = (value) => `${d3.format('.3~g')(value).replace('−', '-')}${unit ? ` ${unit}` : ''}`;
    const beyond = range.largest > range.high ? ` (largest: ${text(range.largest)})` : '';
    return dom.make('div', { class: 'shades' }, dom.make('span', {}, text(range.low)), canvas,
      dom.make('span', {}, `${text(range.high)}${beyond}`));
  }

  return { kinds, order, compare, paint_labels, paint_map, range_of, bar };
})();
