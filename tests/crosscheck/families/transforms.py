"""Deviations of transforms beside NumPy: inverse, singular values, and the mean over a ball by sampling its points."""
import peer

np, = peer.require("numpy")

random = np.random.default_rng(19)
# Angles of the order of 1 that differ by 1e-6 keep 10 digits of their difference.
cases = peer.Peer("NumPy", tolerance={"": 1e-9, "rx": 1e-7, "ry": 1e-7, "rz": 1e-7, "rotation_deg": 1e-8})


def euler(angles):
    """Rx Ry Rz in FSL's sign."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(angles), np.sin(angles)
    return (np.array([[1, 0, 0], [0, cx, sx], [0, -sx, cx]]) @ np.array([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]])
            @ np.array([[cz, sz, 0], [-sz, cz, 0], [0, 0, 1]]))


def rotation(matrix):
    u, _, v = np.linalg.svd(matrix[:3, :3])
    return u @ v


def angles(r):
    return np.array([np.arctan2(r[1, 2], r[2, 2]), np.arctan2(-r[0, 2], np.hypot(r[0, 0], r[0, 1])),
                     np.arctan2(r[0, 1], r[0, 0])])


def jenkinson(a, b, centre, radius):
    d = b @ np.linalg.inv(a) - np.eye(4)
    return np.sqrt(radius ** 2 / 5 * np.trace(d[:3, :3].T @ d[:3, :3]) + np.sum((d[:3, 3] + d[:3, :3] @ centre) ** 2))


def transform(spread):
    matrix = np.eye(4)
    stretch = np.eye(3) + spread * random.normal(0, 0.05, (3, 3))
    matrix[:3, :3] = euler(random.uniform(-1, 1, 3)) @ stretch
    matrix[:3, 3] = random.normal(0, 20, 3)
    return matrix


for _ in range(peer.size(quick=40, full=300)):
    a = transform(random.integers(0, 2))
    b = transform(random.integers(0, 2))
    if random.integers(0, 2):  # nearly the same
        b = a.copy()
        b[:3] += random.normal(0, 1e-4, (3, 4))
    centre, radius = random.uniform(-50, 120, 3), float(random.uniform(10, 100))
    fields = {name: value for name, value in zip(("tx", "ty", "tz"), abs(a[:3, 3] - b[:3, 3]))}
    turns = angles(rotation(a)) - angles(rotation(b))
    turns = abs(np.arctan2(np.sin(turns), np.cos(turns)))
    fields |= {name: value for name, value in zip(("rx", "ry", "rz"), turns)}
    fields["translation"] = np.linalg.norm(a[:3, 3] - b[:3, 3])
    between = rotation(b) @ rotation(a).T
    sine = np.linalg.norm([between[2, 1] - between[1, 2], between[0, 2] - between[2, 0], between[1, 0] - between[0, 1]]) / 2
    fields["rotation_deg"] = np.degrees(np.arctan2(sine, (np.trace(between) - 1) / 2))
    options = {"radius": radius, "centre": ", ".join(repr(float(x)) for x in centre)}
    pair = {"matrices": [a.tolist(), b.tolist()]}
    cases.add("rms_deviation", {"estimate": max(jenkinson(a, b, centre, radius), jenkinson(b, a, centre, radius))} | fields,
              options, **pair)
    cases.add("framewise_displacement", {"estimate": abs(a[:3, 3] - b[:3, 3]).sum() + radius * turns.sum()},
              {"radius": radius}, **pair)
    corners = centre + radius * np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    moved = [np.linalg.norm((a - b)[:3, :3] @ corner + (a - b)[:3, 3]) for corner in corners]
    cases.add("displacement", {"estimate": max(moved)}, options, **pair)
cases.finish()
