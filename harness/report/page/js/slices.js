// Three planes of volumes of one grid, without WebGL: a canvas and a slider each, linked by the voxel they show.
const slices = (() => {
  // Screen right and up as axes of space; negative: the other way. Right of the patient is on the left of the screen.
  const planes = [
    { name: 'axial', across: 0, mirrored: true, up: 1, through: 2, left: 'R', right: 'L', top: 'A', bottom: 'P' },
    { name: 'coronal', across: 0, mirrored: true, up: 2, through: 1, left: 'R', right: 'L', top: 'S', bottom: 'I' },
    { name: 'sagittal', across: 1, mirrored: true, up: 2, through: 0, left: 'A', right: 'P', top: 'S', bottom: 'I' }
  ];
  const size = 300; // CSS pixels of the longer side

  // A plane in voxels: which axis of the grid runs right, down and through, and from which end.
  function layout_of(plane, volume) {
    const axes = volumes.axes_of(volume);
    const along = (world, flipped) => {
      const { axis, forward } = axes[world];
      return { axis, forward: forward !== flipped, count: volume.dims[axis], step: volume.spacing[axis] };
    };
    return { right: along(plane.across, plane.mirrored), down: along(plane.up, true), through: along(plane.through, false) };
  }

  function voxel_at(line, position) {
    return line.forward ? position : line.count - 1 - position;
  }

  // paint(index, pixels, at) writes four bytes of colour.
  function draw(canvas, layout, volume, cursor, paint) {
    const { right, down, through } = layout;
    const pixels = new ImageData(right.count, down.count);
    const voxel = [0, 0, 0];
    voxel[through.axis] = cursor[through.axis];
    for (let y = 0, at = 0; y < down.count; ++y) {
      voxel[down.axis] = voxel_at(down, y);
      for (let x = 0; x < right.count; ++x, at += 4) {
        voxel[right.axis] = voxel_at(right, x);
        paint(volumes.index_of(volume, voxel), pixels.data, at);
      }
    }
    const flat = new OffscreenCanvas(right.count, down.count);
    flat.getContext('2d').putImageData(pixels, 0, 0);
    const context = canvas.getContext('2d');
    context.imageSmoothingEnabled = false;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(flat, 0, 0, canvas.width, canvas.height);
    cross(context, canvas, layout, cursor);
  }

  function cross(context, canvas, { right, down }, cursor) {
    const x = (voxel_at(right, cursor[right.axis]) + 0.5) * canvas.width / right.count;
    const y = (voxel_at(down, cursor[down.axis]) + 0.5) * canvas.height / down.count;
    const gap = 6 * (window.devicePixelRatio || 1);
    context.strokeStyle = 'rgb(255 255 255 / 55%)';
    context.beginPath();
    for (const [x0, y0, x1, y1] of [[0, y, x - gap, y], [x + gap, y, canvas.width, y], [x, 0, x, y - gap], [x, y + gap, x, canvas.height]]) {
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    }
    context.stroke();
  }

  // The elements of one plane. `view`: volume, cursor, paint, moved(), pointed(voxel or null).
  function make_plane(plane, view) {
    const layout = layout_of(plane, view.volume);
    const { right, down, through } = layout;
    const width = right.count * right.step;
    const height = down.count * down.step;
    const scale = size / Math.max(width, height) * (window.devicePixelRatio || 1);
    const canvas = dom.make('canvas', {
      width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)), tabindex: 0, role: 'img'
    });
    const slider = dom.make('input', { type: 'range', min: 0, max: through.count - 1, step: 1, 'aria-label': `${plane.name} slice` });
    const label = dom.make('span', { class: 'quiet' });
    const frame = dom.make('div', { class: 'plane' }, canvas,
      ...['left', 'right', 'top', 'bottom'].map((side) => dom.make('span', { class: `side ${side}`, 'aria-hidden': 'true' }, plane[side])));
    const shown = () => voxel_at({ ...through }, view.cursor[through.axis]);

    function show() {
      draw(canvas, layout, view.volume, view.cursor, view.paint);
      slider.value = shown();
      const mm = volumes.place_of(view.volume, view.cursor)[plane.through];
      label.textContent = `${plane.name} ${shown() + 1} of ${through.count} (${'xyz'[plane.through]} = ${mm.toFixed(1)} mm)`;
      canvas.setAttribute('aria-label', `${plane.name} slice ${shown() + 1} of ${through.count}; arrow keys scroll`);
    }

    function scroll_to(position) {
      view.cursor[through.axis] = voxel_at(through, Math.min(Math.max(position, 0), through.count - 1));
      view.moved();
    }

    function voxel_under(event) {
      const box = canvas.getBoundingClientRect();
      const part = (line, share) => voxel_at(line, Math.min(line.count - 1, Math.max(0, Math.floor(share * line.count))));
      const voxel = [...view.cursor];
      voxel[right.axis] = part(right, (event.clientX - box.left) / box.width);
      voxel[down.axis] = part(down, (event.clientY - box.top) / box.height);
      return voxel;
    }

    const steps = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 };
    canvas.addEventListener('keydown', (event) => {
      if (steps[event.key] && !event.ctrlKey && !event.altKey && !event.metaKey) {
        scroll_to(shown() + steps[event.key]);
        event.preventDefault();
      }
    });
    slider.addEventListener('input', () => scroll_to(Number(slider.value)));
    canvas.addEventListener('pointermove', (event) => {
      view.pointed(voxel_under(event));
      if (event.buttons === 1) { move(event); }
    });
    canvas.addEventListener('pointerleave', () => view.pointed(null));
    canvas.addEventListener('pointerdown', move);
    function move(event) {
      voxel_under(event).forEach((value, axis) => { view.cursor[axis] = value; });
      view.moved();
    }
    return { element: dom.make('div', {}, frame, dom.make('label', { class: 'slice' }, slider), label), show };
  }

  // Planes of which both sides have several voxels, and all of a flat image's one plane.
  function make(view) {
    const shown = planes.filter((plane) => {
      const { right, down } = layout_of(plane, view.volume);
      return right.count > 1 && down.count > 1;
    }).map((plane) => make_plane(plane, view));
    const show = () => shown.forEach((plane) => plane.show());
    return { element: dom.make('div', { class: 'planes' }, ...shown.map((plane) => plane.element)), show };
  }

  return { make };
})();
