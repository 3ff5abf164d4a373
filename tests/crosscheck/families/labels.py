"""Overlap of label images beside SciPy's dissimilarities, NumPy's correlation, statsmodels' kappa and counting."""
import peer

np, distance, inter_rater = peer.require("numpy", "scipy.spatial.distance", "statsmodels.stats.inter_rater")

random = np.random.default_rng(4)


def image(labels):
    return {"dims": labels.shape, "labels": True, "values": labels.ravel(order="F").tolist()}


def pair():
    """Two label images that share most voxels, in two or three dimensions."""
    shape = tuple(int(n) for n in random.integers(3, 9, size=random.integers(2, 4)))
    labels = random.choice([0, 1, 2, 4, 300], size=int(random.integers(2, 6)), replace=False)
    a = random.choice(labels, size=shape)
    b = np.where(random.random(shape) < random.uniform(0.05, 0.9), random.choice(labels, size=shape), a)
    return a, b


def family(a, b):
    """Of two masks, `a` the reference; both have voxels and lack some."""
    s, t, both = b.sum(), a.sum(), (a & b).sum()
    rest = (~a & ~b).sum()
    sensitivity, specificity = both / t, rest / (~a).sum()
    counts = np.array([[rest, (~a & b).sum()], [(a & ~b).sum(), both]])
    return {"dice": 1 - distance.dice(a.ravel(), b.ravel()), "jaccard": 1 - distance.jaccard(a.ravel(), b.ravel()),
            "sensitivity": sensitivity, "precision": both / s, "specificity": specificity,
            "npv": rest / (~b).sum(), "fdr": (b & ~a).sum() / s, "fpr": (b & ~a).sum() / (~a).sum(),
            "accuracy": (a == b).mean(), "balanced_accuracy": (sensitivity + specificity) / 2,
            "voe": distance.jaccard(a.ravel(), b.ravel()), "volume_similarity": 1 - abs(int(s) - int(t)) / (s + t),
            "volume_similarity_itk": 2 * (int(s) - int(t)) / (s + t), "volume_difference": 100 * (s / t - 1),
            "mcc": np.corrcoef(a.ravel(), b.ravel())[0, 1],
            "kappa": inter_rater.cohens_kappa(counts, return_results=False)}


def generalized(a, b, labels, power):
    volumes = np.array([((a == one).sum() + (b == one).sum()) / 2 for one in labels])
    common = np.array([((a == one) & (b == one)).sum() for one in labels])
    weights = volumes ** -float(power)
    return (weights * common).sum() / (weights * volumes).sum()


cases = peer.Peer("SciPy, NumPy and statsmodels", tolerance={"": 1e-12, "volume_difference": 1e-11}, floor=1e-2)
for _ in range(peer.size(20, 200)):
    a, b = pair()
    labels = [one for one in np.union1d(a, b) if one != 0]
    if not labels:
        continue
    images = [image(a), image(b)]
    expected, dices = {}, []
    for one in labels:
        x, y = a == one, b == one
        dices.append(1 - distance.dice(x.ravel(), y.ravel()))
        if x.any() and y.any() and not x.all() and not y.all():
            expected |= {f"{field}@{one}": value for field, value in family(x, y).items()}
    cases.add("overlap", expected, images=images)
    cases.add("dice", {f"estimate@{one}": dice for one, dice in zip(labels, dices)} |
              {"estimate@macro": np.mean(dices)}, images=images)
    x, y = np.isin(a, [1, 2, 4]), np.isin(b, [1, 2, 4])
    if x.any() and y.any():
        cases.add("jaccard", {"estimate@WT": 1 - distance.jaccard(x.ravel(), y.ravel())}, {"regions": "brats"},
                  images=images)
    for power, weight in enumerate(["1", "1/V", "1/V2"]):
        cases.add("gdice", {"estimate": generalized(a, b, labels, power)}, {"weight": weight}, f"gdice {weight}",
                  images=images)
    everything = np.union1d(a, b)
    if len(everything) > 1:
        counts = [[((a == i) & (b == j)).sum() for j in everything] for i in everything]
        cases.add("overlap", {"kappa_labels@micro": inter_rater.cohens_kappa(np.array(counts), return_results=False)},
                  images=images)
cases.finish()
