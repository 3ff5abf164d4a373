"""Dyadic coherence and cones of images of vectors beside NumPy's eigenvalues and percentiles."""
import peer

np, = peer.require("numpy")

random = np.random.default_rng(23)
cases = peer.Peer("NumPy", tolerance=1e-7)
for _ in range(peer.size(quick=6, full=60)):
    k, shape = int(random.integers(2, 45)), tuple(int(n) for n in random.integers(2, 6, 3))
    means = random.normal(0, 1, (*shape, 3))
    images = means + random.uniform(0.01, 1) * random.normal(0, 1, (k, *shape, 3))
    images *= random.choice([-1, 1], (k, *shape, 1))
    units = images / np.linalg.norm(images, axis=-1, keepdims=True)
    dyadic = np.einsum("k...i,k...j->...ij", units, units) / k
    values, vectors = np.linalg.eigh(dyadic)
    coherence = 1 - np.sqrt((values[..., 0] + values[..., 1]) / (2 * values[..., 2]))
    cosines = np.clip(abs(np.einsum("k...i,...i->k...", units, vectors[..., 2])), 0, 1)
    cone = np.percentile(np.degrees(np.arccos(cosines)), 95, axis=0)
    # Components fastest, then x, y, z.
    packed = [{"dims": list(shape), "spacing": [1.0] * 3, "components": 3, "datatype": "float64",
               "values": np.moveaxis(image, -1, 0).ravel(order="F")} for image in images]
    cases.add("directions", {"estimate": cone.mean(), "max_cone": cone.max(), "mean_coherence": coherence.mean(),
                             "min_coherence": coherence.min(), "n_voxels": cone.size}, {"write": "none"}, images=packed)
cases.finish()
