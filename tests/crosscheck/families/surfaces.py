"""Distances between surfaces beside SciPy's erosion and distance transform, as MONAI and MedPy use them, and beside
directed_hausdorff over all voxels, which is ITK's distance. DeepMind's corners are found by a convolution; their areas
are those of marching cubes only where no area matters: the Hausdorff distance."""
import peer

np, ndimage, distance = peer.require("numpy", "scipy.ndimage", "scipy.spatial.distance")

random = np.random.default_rng(5)


def pair():
    """Smooth blobs or noise on unequal voxels, at times up to the border; both have voxels."""
    while True:
        shape = tuple(int(n) for n in random.integers(4, 24, size=random.integers(2, 4)))
        spacing = random.uniform(0.4, 3, size=len(shape))
        sigma = random.uniform(0, 2.5)
        noise = random.normal(size=shape)
        a = ndimage.gaussian_filter(noise, sigma)
        b = ndimage.gaussian_filter(noise + random.uniform(0, 1) * random.normal(size=shape), sigma)
        level = np.quantile(a, random.uniform(0.3, 0.95))
        if (a > level).any() and (b > level).any():
            return a > level, b > level, spacing


def image(mask, spacing):
    return {"dims": mask.shape, "spacing": spacing.tolist(), "labels": True,
            "values": mask.astype(int).ravel(order="F").tolist()}


def border(mask, outside=0):
    return mask & ~ndimage.binary_erosion(mask, border_value=outside)


def corners(mask):
    """Where the 2×2(×2) voxels around a corner are not all alike."""
    padded = np.pad(mask, 1).astype(int)
    sums = sum(padded[tuple(slice(i, i + n + 1) for i, n in zip(step, mask.shape))]
               for step in np.ndindex((2,) * mask.ndim))
    return (sums > 0) & (sums < 2 ** mask.ndim)


def directed(a, b, spacing):
    """From every element of `a` to the nearest of `b`."""
    return ndimage.distance_transform_edt(~b, sampling=spacing)[a]


def hausdorff(a, b):
    return max(distance.directed_hausdorff(a, b)[0], distance.directed_hausdorff(b, a)[0])


cases = peer.Peer("SciPy", tolerance=1e-12, floor=1e-3)
for _ in range(peer.size(15, 100)):
    a, b, spacing = pair()
    images = [image(a, spacing), image(b, spacing)]
    percentile, tau = random.uniform(50, 99), random.uniform(0, 3)
    for outside in (0, 1):
        x, y = border(a, outside), border(b, outside)
        if not x.any() or not y.any():
            continue
        options = {"outside": "foreground" if outside else "background"}
        there, back = directed(x, y, spacing), directed(y, x, spacing)
        pooled = np.concatenate([there, back])
        where = " outside" if outside else ""
        cases.add("hd95", {"estimate@1": max(np.percentile(there, 95), np.percentile(back, 95)),
                           "hd@1": pooled.max(), "asd_from_a@1": there.mean(), "asd_from_b@1": back.mean()},
                  options, "hd95 monai" + where, images=images)
        cases.add("hd95", {"estimate@1": max(np.percentile(there, percentile), np.percentile(back, percentile))},
                  options | {"percentile": percentile}, "hd percentile monai" + where, images=images)
        cases.add("hd95", {"estimate@1": np.percentile(pooled, 95)}, options | {"convention": "medpy"},
                  "hd95 medpy" + where, images=images)
        cases.add("hd", {"estimate@1": pooled.max()}, options, "hd" + where, images=images)
        cases.add("assd", {"estimate@1": pooled.mean()}, options, "assd" + where, images=images)
        cases.add("masd", {"estimate@1": (there.mean() + back.mean()) / 2}, options, "masd" + where, images=images)
        cases.add("nsd", {"estimate@1": (pooled <= tau).mean()}, options | {"tau": tau}, "nsd" + where, images=images)
    cases.add("hd", {"estimate@1": hausdorff(np.argwhere(a) * spacing, np.argwhere(b) * spacing)},
              {"convention": "itk"}, "hd itk", images=images)
    x, y = corners(a), corners(b)
    there, back = directed(x, y, spacing), directed(y, x, spacing)
    cases.add("hd", {"estimate@1": max(there.max(), back.max())}, {"convention": "deepmind"}, "hd deepmind",
              images=images)
cases.finish()
