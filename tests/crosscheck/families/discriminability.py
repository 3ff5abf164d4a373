"""Reliability of whole outputs beside brute force with NumPy: every distance, every pair, every other output."""
import peer

(np,) = peer.require("numpy")
random = np.random.default_rng(20221010)
cases = peer.Peer("NumPy", tolerance=1e-9)
QUICK = {"ci": "none", "permutations": 0}


def discriminability(distance, subject):
    terms = []
    for i in range(len(subject)):
        others = distance[i, subject != subject[i]]
        for j in np.flatnonzero(subject == subject[i]):
            if j != i:
                terms.append(1 - ((others < distance[i, j]).sum() + 0.5 * (others == distance[i, j]).sum()) / len(others))
    return np.mean(terms)


def fingerprint(distance, subject):
    found = []
    for i in range(len(subject)):
        if (subject == subject[i]).sum() > 1:
            row = distance[i].copy()
            row[i] = np.inf
            found.append(np.mean(subject[row == row.min()] == subject[i]))
    return np.mean(found)


def dbicc(distance, subject):
    same = subject[:, None] == subject[None, :]
    squares = distance**2
    np.fill_diagonal(same, False)
    other = subject[:, None] != subject[None, :]
    return 1 - squares[same].mean() / squares[other].mean()


def traces(points, subject):
    total = ((points - points.mean(0)) ** 2).sum() / (len(subject) - 1)
    groups = [points[subject == s] for s in np.unique(subject)]
    within = sum(((group - group.mean(0)) ** 2).sum() for group in groups) / (len(subject) - len(groups))
    return within, total


def image(values):
    return {"dims": [len(values), 1, 1], "spacing": [1, 1, 1], "labels": False, "datatype": "float64",
            "affine": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], "values": list(values)}


for i in range(peer.size(quick=20, full=200)):
    counts = random.integers(1, 5, random.integers(2, 9))
    counts[0] = max(counts[0], 2)
    subject = np.repeat(np.arange(len(counts)), counts)
    size = int(random.integers(1, 40))
    centres = random.normal(100 if i % 3 == 0 else 0, 1, (len(counts), size))
    points = centres[subject] + random.normal(0, 1, (len(subject), size))
    if i % 2:
        points = np.round(points)  # ties, and outputs that are the same
    members = [{"target": int(s), "column": int(np.sum(subject[:k] == s))} for k, s in enumerate(subject)]
    outputs = {"images": [image(p) for p in points]} if i % 4 else {"vectors": points.tolist()}
    distance = np.sqrt(((points[:, None] - points[None, :]) ** 2).sum(-1))
    if i % 2:
        distance = np.sqrt(np.round(distance**2))
    cases.add("discriminability", {"estimate": discriminability(distance, subject)}, QUICK, members=members, **outputs)
    cases.add("fingerprint", {"estimate": fingerprint(distance, subject)}, QUICK, members=members, **outputs)
    if distance[subject[:, None] != subject[None, :]].max() > 0:
        cases.add("dbicc", {"estimate": dbicc(distance, subject)}, {"ci": "none"}, members=members, **outputs)
    within, total = traces(points, subject)
    if total > 0:
        cases.add("i2c2", {"estimate": 1 - within / total, "trace_within": within, "trace_total": total}, {},
                  members=members, **outputs)
    if counts.min() == counts.max():
        visit = np.array([m["column"] for m in members])
        demeaned = points - np.stack([points[visit == v].mean(0) for v in visit]) + points.mean(0)
        within, total = traces(demeaned, subject)
        cases.add("i2c2", {"estimate": 1 - within / total}, {"demean": True}, "i2c2 demeaned", members=members, **outputs)
cases.finish()
