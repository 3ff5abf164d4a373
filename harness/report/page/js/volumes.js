// Volumes of the page: gzipped NIfTI-1 in base64, as the program writes them (little-endian, no scaling).
const volumes = (() => {
  const cached = new Map();

  async function inflate(base64) {
    const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).arrayBuffer();
  }

  function numbers_of(buffer, type, count) {
    const kinds = { 2: Uint8Array, 8: Int32Array, 16: Float32Array, 512: Uint16Array };
    return new kinds[type](buffer, 352, count);
  }

  // Rows of the affine: voxel → mm, right-anterior-superior.
  function affine_of(view) {
    return [0, 1, 2].map((row) => [0, 1, 2, 3].map((column) => view.getFloat32(280 + 16 * row + 4 * column, true)));
  }

  // { dims, spacing, affine, values, buffer }: first axis fastest.
  function parse(buffer) {
    const view = new DataView(buffer);
    const axis = (at, i) => view.getInt16(at + 2 * i, true);
    const rank = axis(40, 0);
    const dims = [1, 2, 3].map((i) => (i <= rank ? axis(40, i) : 1));
    const spacing = [1, 2, 3].map((i) => Math.abs(view.getFloat32(76 + 4 * i, true)) || 1);
    const values = numbers_of(buffer, view.getInt16(70, true), dims[0] * dims[1] * dims[2]);
    return { dims, spacing, affine: affine_of(view), values, buffer };
  }

  // The volume of an exhibit; read once.
  function load(exhibit) {
    if (!cached.has(exhibit)) {
      const element = document.getElementById(exhibit);
      cached.set(exhibit, inflate(element.textContent).then(parse));
    }
    return cached.get(exhibit);
  }

  function index_of(volume, [i, j, k]) {
    return (k * volume.dims[1] + j) * volume.dims[0] + i;
  }

  // mm of a voxel.
  function place_of(volume, voxel) {
    return volume.affine.map((row) => row[0] * voxel[0] + row[1] * voxel[1] + row[2] * voxel[2] + row[3]);
  }

  // For each axis of space the axis of the grid that lies along it, and whether it runs the same way.
  function axes_of(volume) {
    const free = [0, 1, 2];
    const found = [];
    const strength = (world, axis) => Math.abs(volume.affine[world][axis]) / volume.spacing[axis];
    const pairs = [0, 1, 2].flatMap((world) => [0, 1, 2].map((axis) => [world, axis]));
    pairs.sort((a, b) => strength(...b) - strength(...a));
    for (const [world, axis] of pairs) {
      if (!found[world] && free.includes(axis)) {
        free.splice(free.indexOf(axis), 1);
        found[world] = { axis, forward: volume.affine[world][axis] >= 0 };
      }
    }
    return found;
  }

  // The bytes of a file with the same grid and other values, one byte each.
  function file_with(volume, bytes) {
    const file = new Uint8Array(352 + bytes.length);
    file.set(new Uint8Array(volume.buffer, 0, 352));
    file.set(bytes, 352);
    const view = new DataView(file.buffer);
    view.setInt16(70, 2, true);
    view.setInt16(72, 8, true);
    return file.buffer;
  }

  return { load, inflate, index_of, place_of, axes_of, file_with };
})();
