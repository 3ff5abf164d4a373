"""Voxel maps over repetitions, significant bits and ICC of voxels beside NumPy on the whole stack."""
import peer

np, stats = peer.require("numpy", "scipy.stats")

DIMS = (5, 4, 3)


def image(values):
    return {"dims": DIMS, "spacing": (1, 1, 1), "affine": np.eye(4).ravel(), "datatype": "float64",
            "values": ["nan" if np.isnan(x) else x for x in values]}


def cnh(stack, probability, confidence, ddof):
    n = len(stack)
    sigma = (stack / stack.mean(axis=0) - 1).std(axis=0, ddof=ddof)
    margin = 0.5 * np.log2((n - 1) / stats.chi2.ppf((1 - confidence) / 2, n - 1))
    return -np.log2(sigma) - margin - np.log2(stats.norm.ppf((probability + 1) / 2))


random = np.random.default_rng(20240607)
cases = peer.Peer("NumPy", tolerance={"": 1e-8, "max_range": 0, "n_differ": 0})
for _ in range(peer.size(8, 80)):
    voxels = int(np.prod(DIMS))
    n = int(random.integers(2, 12))
    width = 10.0 ** -random.integers(1, 7)
    base = random.normal(0, 1, voxels) * 10.0 ** random.integers(-3, 4) + 1
    stack = base * (1 + width * random.normal(0, 1, (n, voxels)))
    images = [image(volume) for volume in stack]
    sd, mean = stack.std(axis=0, ddof=1), stack.mean(axis=0)
    span = stack.max(axis=0) - stack.min(axis=0)
    cases.add("maps", {"estimate": sd.mean(), "max_sd": sd.max(), "mean_cv": (sd / abs(mean)).mean(),
                       "max_range": span.max(), "n_differ": voxels}, {"write": "none"}, images=images)
    cases.add("maps", {"estimate": np.quantile(span, 0.9)},
              {"write": "none", "statistic": "range", "summary": "quantile", "quantile": 0.9}, "maps quantile",
              images=images)
    probability, confidence = random.uniform(0.6, 0.99), random.uniform(0.6, 0.99)
    bits = np.minimum(cnh(stack, probability, confidence, 1), 53)
    cases.add("sigdigits", {"estimate": bits.mean(), "worst_bits": bits.min(), "median_bits": np.median(bits),
                            "share_enough": (bits >= 8).mean()},
              {"write": "none", "probability": probability, "confidence": confidence}, "sigdigits cnh", images=images)
    error = abs(stack - mean).max(axis=0) / abs(mean)
    cases.add("sigdigits", {"estimate": np.floor(-np.log2(error)).mean()}, {"write": "none", "method": "general"},
              "sigdigits general", images=images)
    cases.add("sigdigits", {"estimate": (-np.log2(sd / abs(mean))).min()},
              {"write": "none", "method": "parker", "summary": "worst"}, "sigdigits parker", images=images)
    if n > 3:
        targets, k = 3, n - 2
        table = base + random.normal(0, 1, (targets, 1, voxels)) + 0.5 * random.normal(0, 1, (targets, k, voxels))
        between = k * table.mean(axis=1).var(axis=0, ddof=1)
        within = table.var(axis=1, ddof=1).mean(axis=0)
        icc = (between - within) / (between + (k - 1) * within)
        members = [{"target": i, "column": j, "slot": 0} for i in range(targets) for j in range(k)]
        cases.add("icc_map", {"estimate": icc.mean(), "worst_icc": icc.min(), "mean_nu": np.sqrt(1 - icc).mean()},
                  {"write": "none"}, images=[image(volume) for volume in table.reshape(targets * k, voxels)],
                  members=members)
cases.finish()
