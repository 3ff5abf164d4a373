// The third dimension: NiiVue, which is in the page as data and runs only when somebody asks for it.
const solid = (() => {
  let ready = null;

  // The page's policy names the script by its hash; nothing else can be put in its place.
  async function load() {
    const source = document.getElementById('niivue-source').textContent;
    const text = new TextDecoder().decode(await volumes.inflate(source));
    document.head.append(dom.make('script', {}, text));
    if (typeof niivue === 'undefined') { throw new Error('the viewer did not start'); }
    return niivue;
  }

  function has_webgl() {
    try {
      return Boolean(document.createElement('canvas').getContext('webgl2'));
    } catch {
      return false;
    }
  }

  // A file of what lies over the image; NiiVue may change what it is given.
  function overlay_file(view) {
    const { kind, volume, codes } = view.overlay;
    return kind === 'map' ? volume.buffer.slice(0) : volumes.file_with(view.volume, codes);
  }

  async function show(view, place) {
    ready = ready || load();
    const library = await ready;
    const canvas = dom.make('canvas', { class: 'solid', width: 640, height: 480, role: 'img', 'aria-label': 'volume in three dimensions' });
    place.replaceChildren(dom.make('div', { class: 'solid' }, canvas),
      dom.make('p', { class: 'quiet' }, 'Drag to turn, wheel to zoom. NiiVue, BSD 2-clause licence.'));
    const viewer = new library.Niivue({ logLevel: 'error', loadingText: '', backColor: [0, 0, 0, 1], show3Dcrosshair: false, isResizeCanvas: true });
    await viewer.attachToCanvas(canvas);
    if (view.under) {
      await viewer.loadFromArrayBuffer(view.under.buffer.slice(0), 'image.nii');
    }
    await viewer.loadFromArrayBuffer(overlay_file(view), 'overlay.nii');
    color(viewer, view.overlay);
    viewer.setSliceType(viewer.sliceTypeRender);
    viewer.updateGLVolume();
  }

  function color(viewer, overlay) {
    const volume = viewer.volumes[viewer.volumes.length - 1];
    if (overlay.kind === 'map') {
      viewer.setColormap(volume.id, 'viridis');
      return;
    }
    const colors = shades.order.map((kind) => (kind ? shades.kinds[kind].color : [0, 0, 0]));
    volume.setColormapLabel({
      R: colors.map((one) => one[0]), G: colors.map((one) => one[1]), B: colors.map((one) => one[2]),
      A: colors.map((_, i) => (i === 0 ? 0 : 255)), I: colors.map((_, i) => i), labels: shades.order.map((kind) => kind || '')
    });
  }

  function button_for(view, place) {
    const button = dom.make('button', { type: 'button', class: 'more' }, 'In three dimensions');
    if (!has_webgl() || !document.getElementById('niivue-source')) {
      return dom.make('p', { class: 'quiet' }, 'Three dimensions need WebGL 2, which this browser does not offer here.');
    }
    button.addEventListener('click', () => {
      button.disabled = true;
      show(view, place).catch((error) => place.replaceChildren(`NiiVue cannot show this: ${error.message}.`))
        .finally(() => { button.disabled = false; });
    });
    return button;
  }

  return { button_for };
})();
