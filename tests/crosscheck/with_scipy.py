#!/usr/bin/python3
"""Our ICC, nu, wSD and their tests beside the same formulas on NumPy and SciPy's distributions, on random tables."""
import subprocess
import sys

try:
    import numpy as np
    from scipy import stats
except ImportError as error:
    print(f"skipped: python3-scipy is not here ({error})")
    sys.exit(77)

TOLERANCE = 1e-8


def squares(table):
    n, k = table.shape
    grand = table.mean()
    rows, columns = table.mean(axis=1, keepdims=True), table.mean(axis=0, keepdims=True)
    return (k * ((rows - grand) ** 2).sum() / (n - 1), n * ((columns - grand) ** 2).sum() / (k - 1),
            ((table - rows - columns + grand) ** 2).sum() / ((n - 1) * (k - 1)),
            ((table - rows) ** 2).sum() / (n * (k - 1)))


def from_ratio(f, k, df1, df2, mean):
    low, high = f / stats.f.ppf(0.975, df1, df2), f * stats.f.ppf(0.975, df2, df1)
    icc = (lambda x: 1 - 1 / x) if mean else (lambda x: (x - 1) / (x + k - 1))
    return {"estimate": icc(f), "low": icc(low), "high": icc(high), "f": f, "p": stats.f.sf(f, df1, df2)}


def agreement(table, msr, msc, mse):
    n, k = table.shape
    rho = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)
    a, b = k * rho / (n * (1 - rho)), 1 + k * rho * (n - 1) / (n * (1 - rho))
    v = (a * msc + b * mse) ** 2 / ((a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1)))
    lo, hi = stats.f.ppf(0.975, n - 1, v), stats.f.ppf(0.975, v, n - 1)
    noise = k * msc + (k * n - k - n) * mse
    return {"estimate": rho, "low": n * (msr - lo * mse) / (lo * noise + n * msr),
            "high": n * (hi * msr - mse) / (noise + n * hi * msr)}


def expected(table):
    n, k = table.shape
    msr, msc, mse, msw = squares(table)
    one = from_ratio(msr / msw, k, n - 1, n * (k - 1), False)
    df = n * (k - 1)
    wsd = np.sqrt(msw)
    # One-way F by SciPy's own analysis of variance.
    anova = stats.f_oneway(*table)
    rho = msr / msw * 0.5 / (1 + (k - 1) * 0.5)
    return {
        "icc1": one | {"f": anova.statistic, "p": anova.pvalue},
        "icc1k": from_ratio(msr / msw, k, n - 1, df, True),
        "iccC": from_ratio(msr / mse, k, n - 1, (n - 1) * (k - 1), False),
        "iccCk": from_ratio(msr / mse, k, n - 1, (n - 1) * (k - 1), True),
        "iccA": agreement(table, msr, msc, mse),
        "icc1_rho": {"f": rho, "p": stats.f.sf(rho, n - 1, df)},
        "nu": {"estimate": np.sqrt(1 - one["estimate"]), "low": np.sqrt(1 - one["high"]),
               "high": np.sqrt(1 - one["low"])},
        "wsd": {"estimate": wsd, "low": wsd * np.sqrt(df / stats.chi2.ppf(0.975, df)),
                "high": wsd * np.sqrt(df / stats.chi2.ppf(0.025, df))},
        "value": {"estimate": table.mean(), "sd": table.std(ddof=1)},
    }


def parse(block):
    answer = {}
    for line in block.strip().splitlines():
        words = line.split()
        answer[words[0]] = {words[i]: float(words[i + 1]) for i in range(1, len(words), 2)}
    return answer


def main():
    random = np.random.default_rng(20221010)
    tables = []
    for _ in range(200):
        n, k = int(random.integers(3, 25)), int(random.integers(2, 9))
        subjects = random.normal(10, random.uniform(0.2, 5), (n, 1))
        tables.append(subjects + random.normal(0, 1, (1, k)) * random.integers(0, 2) + random.normal(0, 1, (n, k)))
    text = "".join(f"table {t.shape[0]} {t.shape[1]}\n" + " ".join(repr(float(x)) for x in t.ravel()) + "\n" for t in tables)
    printed = subprocess.run([sys.argv[1]], input=text, capture_output=True, text=True, check=True).stdout
    answers = [parse(block) for block in printed.split(".\n")[: len(tables)]]
    worst = 0.0
    for table, answer in zip(tables, answers):
        for metric, fields in expected(table).items():
            for field, value in fields.items():
                error = abs(answer[metric][field] - value) / max(abs(value), 1e-6)
                worst = max(worst, error)
                if not error <= TOLERANCE:
                    print(f"{metric}.{field}: ours {answer[metric][field]!r}, SciPy {value!r}, table {table.shape}")
                    return 1
    print(f"{len(tables)} tables agree with SciPy; largest relative difference {worst:.1e}")
    return 0


sys.exit(main())
