"""Agreement of many raters beside statsmodels (Fleiss' kappa), and beside brute force over pairs of ratings."""
import itertools
from collections import Counter

import peer

np, raters = peer.require("numpy", "statsmodels.stats.inter_rater")
random = np.random.default_rng(20221010)
cases = peer.Peer("statsmodels and brute force", tolerance=1e-9)
NO_CI = {"ci": "none"}


def ratings(units, executions, categories, missing):
    """Units agree on a category mostly; None is missing."""
    truth = random.integers(1, categories + 1, units)
    wrong = random.random((units, executions)) < 0.3
    table = np.where(wrong, random.integers(1, categories + 1, (units, executions)), truth[:, None]).astype(object)
    table[random.random((units, executions)) < missing] = None
    for row in table:
        row[0] = row[0] or 1
        row[1] = row[1] or 1
    return table


def ac1(table):
    rows = [[x for x in row if x is not None] for row in table]
    found = sorted({x for row in rows for x in row})
    agreement = np.mean([np.mean([a == b for a, b in itertools.permutations(row, 2)]) for row in rows if len(row) > 1])
    share = [np.mean([row.count(c) / len(row) for row in rows]) for c in found]
    chance = sum(p * (1 - p) for p in share) / (len(found) - 1)
    return (agreement - chance) / (1 - chance)


def alpha(table, scale):
    rows = [row for row in ([x for x in row if x is not None] for row in table) if len(row) > 1]
    values = [x for row in rows for x in row]
    counts = Counter(values)

    def squared(a, b):
        if scale == "nominal":
            return float(a != b)
        if scale == "interval":
            return (a - b) ** 2
        if scale == "ratio":
            return ((a - b) / (a + b)) ** 2
        low, high = min(a, b), max(a, b)
        return 0.0 if a == b else (sum(counts[g] for g in counts if low <= g <= high) - (counts[a] + counts[b]) / 2) ** 2

    within = sum(squared(a, b) / (len(row) - 1) for row in rows for a, b in itertools.permutations(row, 2)) / len(values)
    overall = sum(squared(a, b) for a, b in itertools.permutations(values, 2)) / (len(values) * (len(values) - 1))
    return 1 - within / overall


for i in range(peer.size(quick=20, full=200)):
    shape = (random.integers(4, 25), random.integers(2, 7), random.integers(2, 6))
    table = ratings(*shape, 0)
    if len(set(table.ravel())) > 1:
        counts, _ = raters.aggregate_raters(table.astype(int))
        cases.add("fleiss", {"estimate": raters.fleiss_kappa(counts)}, NO_CI, table=table)
    if i % 2:
        table = ratings(*shape, 0.2)
    if len({x for x in table.ravel() if x is not None}) > 1:
        cases.add("ac1", {"estimate": ac1(table)}, NO_CI, table=table)
        for scale in ("nominal", "ordinal", "interval", "ratio"):
            cases.add("krippendorff", {"estimate": alpha(table, scale)}, {**NO_CI, "scale": scale}, f"krippendorff {scale}",
                      table=table)


def image(labels):
    return {"dims": list(labels.shape), "spacing": [1, 1, 1], "labels": True, "datatype": "uint8",
            "affine": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], "values": labels.ravel(order="F").tolist()}


def dice(a, b):
    return 1.0 if not a.any() and not b.any() else 2 * (a & b).sum() / (a.sum() + b.sum())


for _ in range(peer.size(quick=6, full=60)):
    executions = int(random.integers(2, 7))
    truth = random.integers(0, 3, (6, 5, 4))
    stack = [np.where(random.random(truth.shape) < 0.2, random.integers(0, 3, truth.shape), truth) for _ in range(executions)]
    flat = np.stack([labels.ravel() for labels in stack], axis=1)
    counts, _ = raters.aggregate_raters(flat)
    share = counts / executions
    entropy = -np.sum(np.where(share > 0, share * np.log2(np.where(share > 0, share, 1)), 0), axis=1)
    binary, _ = raters.aggregate_raters((flat == 1).astype(int))
    expected = {"estimate": raters.fleiss_kappa(counts), "estimate@1": raters.fleiss_kappa(binary),
                "krippendorff": alpha(flat.astype(object), "nominal"), "ac1": ac1(flat.astype(object).tolist()),
                "mean_entropy": entropy.mean(), "agreement": np.mean((share == 1).any(axis=1))}
    images = [image(labels) for labels in stack]
    cases.add("raters", expected, NO_CI, images=images)
    pairs = list(itertools.combinations(stack, 2))
    per_label = {f"estimate@{label}": np.mean([dice(a == label, b == label) for a, b in pairs]) for label in (1, 2)}
    worst = {"min@1": min(dice(a == 1, b == 1) for a, b in pairs)}
    cases.add("pairwise_dice", {**per_label, **worst}, NO_CI, images=images)
cases.finish()
