"""Errors, correlation, SSIM and histogram distances of two images beside scikit-image and SciPy."""
import peer

np, metrics, stats, distance = peer.require("numpy", "skimage.metrics", "scipy.stats", "scipy.spatial.distance")

random = np.random.default_rng(16)
cases = peer.Peer("scikit-image", tolerance={"": 1e-9, "jensen_shannon": 1e-7})


def image(values):
    return {"dims": list(values.shape), "spacing": [1.0] * values.ndim, "datatype": "float64",
            "values": values.ravel(order="F")}


def jensen_shannon(x, y, bins):
    low, high = min(x.min(), y.min()), max(x.max(), y.max())
    p, q = (np.histogram(v, bins, (low, high))[0] for v in (x, y))
    return distance.jensenshannon(p, q, 2)


first = {"reference": "first"}
for _ in range(peer.size(quick=8, full=60)):
    shape = tuple(int(n) for n in random.integers(11, 20, int(random.integers(2, 4))))
    x = random.normal(random.uniform(-5, 50), random.uniform(1, 20), shape)
    y = x + random.normal(0, random.uniform(0.01, 10), shape)
    if random.integers(0, 2):
        x, y = np.round(x), np.round(y)
    pair = {"images": [image(x), image(y)]}
    range_ = x.max() - x.min()
    mse = metrics.mean_squared_error(x, y)
    cases.add("mae", {"estimate": abs(x - y).mean(), "mse": mse, "max_abs": abs(x - y).max()}, **pair)
    cases.add("rmse", {"estimate": np.sqrt(mse)}, **pair)
    for name in ("euclidean", "min-max", "mean"):
        expected = metrics.normalized_root_mse(x, y, normalization=name)
        cases.add("nrmse", {"estimate": expected if expected > 0 else None}, first | {"normalisation": name},
                  f"nrmse {name}", **pair)
    cases.add("psnr", {"estimate": metrics.peak_signal_noise_ratio(x, y, data_range=range_), "data_range": range_}, first,
              **pair)
    cases.add("ncc", {"estimate": stats.pearsonr(x.ravel(), y.ravel())[0]}, **pair)
    cases.add("ssim", {"estimate": metrics.structural_similarity(x, y, data_range=range_)}, first, "ssim uniform", **pair)
    cases.add("ssim", {"estimate": metrics.structural_similarity(x, y, data_range=255.0, gaussian_weights=True, sigma=1.5,
                                                                 use_sample_covariance=False)},
              {"window": "gaussian", "data_range": 255.0}, "ssim gaussian", **pair)
    cases.add("histogram", {"wasserstein": stats.wasserstein_distance(x.ravel(), y.ravel()),
                            "ks": stats.ks_2samp(x.ravel(), y.ravel(), mode="asymp").statistic,
                            "jensen_shannon": jensen_shannon(x, y, 32)}, {"bins": 32}, **pair)
cases.finish()
