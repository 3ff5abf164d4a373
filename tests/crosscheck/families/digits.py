"""Significant digits beside the formulas of the package significantdigits, on NumPy and SciPy's distributions."""
import peer

np, stats = peer.require("numpy", "scipy.stats")

random = np.random.default_rng(10)
cases = peer.Peer("NumPy", tolerance={"": 1e-6, "general": 1e-12, "partial": 1e-12, "margin_bits": 1e-10})
DIGITS = np.log10(2)


def margin(n, p, confidence):
    return (np.log2(np.sqrt((n - 1) / stats.chi2.ppf((1 - confidence) / 2, n - 1)))
            + np.log2(stats.norm.ppf((p + 1) / 2)))


def general(errors):
    """The largest k with all |Z| <= 2^-k, by trying."""
    k = -60
    while (abs(errors) <= 2.0 ** -(k + 1)).all():
        k += 1
    return k


def bound(s, n, confidence):
    if s == n:
        return 1 + np.log(1 - confidence) / n
    return (s + 2) / (n + 4) - stats.norm.ppf(confidence) * np.sqrt((s + 2) * (n - s + 2) / (n + 4) ** 3)


def partial(errors, p, confidence):
    n = len(errors)
    if bound(n, n, confidence) < p:
        return None
    k = -60
    while k < 52 and bound((abs(errors) <= 2.0 ** -(k + 1)).sum(), n, confidence) >= p:
        k += 1
    return k * DIGITS


for _ in range(peer.size(quick=40, full=300)):
    n = int(random.integers(3, 200))
    p, confidence = float(random.uniform(0.6, 0.99)), float(random.uniform(0.6, 0.99))
    ddof = int(random.integers(0, 2))
    reference = float(random.choice([-1, 1]) * 10 ** random.uniform(-3, 3))
    values = reference * (1 + 10 ** random.uniform(-7, -1) * random.normal(0, 1, n))
    options = {"probability": p, "confidence": confidence, "ddof": ddof, "method": "cnh"}
    mean = values.mean()
    z = (values - mean) / mean
    sigma = z.std(ddof=ddof)
    bits = -np.log2(sigma)
    contributing = (bits - np.log2(np.sqrt((n - 1) / stats.chi2.ppf((1 - confidence) / 2, n - 1)))
                    - np.log2(0.01) - np.log2(2 * np.sqrt(2 * np.pi)))
    cases.add("digits", {"estimate": (bits - margin(n, p, confidence)) * DIGITS, "contributing_bits": contributing,
                         "parker": -np.log10(values.std(ddof=ddof) / abs(mean)), "general": general(z) * DIGITS,
                         "general_probability": (1 - confidence) ** (1 / n), "margin_bits": margin(n, p, confidence),
                         "partial": partial(z, p, confidence)}, options, "digits relative", table=values[None, :])
    absolute = values - reference
    shift = np.floor(np.log2(abs(reference)))
    package = options | {"error": "absolute", "compat": "significantdigits", "ddof": 0, "reference": reference}
    cases.add("digits", {"estimate": (-np.log2(absolute.std()) + shift - margin(n, p, confidence)) * DIGITS,
                         "general": (general(absolute) + shift) * DIGITS}, package, "digits absolute", table=values[None, :])
cases.finish()
