"""ICC, nu, wSD and their tests beside the same formulas on NumPy and SciPy's distributions."""
import peer

np, stats = peer.require("numpy", "scipy.stats")


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


random = np.random.default_rng(20221010)
cases = peer.Peer("SciPy", tolerance=1e-8)
for _ in range(peer.size(40, 300)):
    n, k = int(random.integers(3, 25)), int(random.integers(2, 9))
    subjects = random.normal(10, random.uniform(0.2, 5), (n, 1))
    table = subjects + random.normal(0, 1, (1, k)) * random.integers(0, 2) + random.normal(0, 1, (n, k))
    msr, msc, mse, msw = squares(table)
    df = n * (k - 1)
    one = from_ratio(msr / msw, k, n - 1, df, False)
    rho = msr / msw * 0.5 / (1 + (k - 1) * 0.5)
    anova = stats.f_oneway(*table)  # SciPy's own analysis of variance
    cases.add("icc", one | {"f": anova.statistic, "p": anova.pvalue}, {"form": "1"}, "icc(1,1)", table=table)
    cases.add("icc", from_ratio(msr / msw, k, n - 1, df, True), {"form": "1k"}, "icc(1,k)", table=table)
    cases.add("icc", from_ratio(msr / mse, k, n - 1, df - k + 1, False), {"form": "C"}, "icc(C,1)", table=table)
    cases.add("icc", from_ratio(msr / mse, k, n - 1, df - k + 1, True), {"form": "Ck"}, "icc(C,k)", table=table)
    cases.add("icc", agreement(table, msr, msc, mse), {"form": "A"}, "icc(A,1)", table=table)
    cases.add("icc", {"f": rho, "p": stats.f.sf(rho, n - 1, df)}, {"form": "1", "rho0": 0.5}, "icc(1,1) rho0",
              table=table)
    a, b = k * 0.5 / (n * 0.5), 1 + k * 0.5 * (n - 1) / (n * 0.5)
    v = (a * msc + b * mse) ** 2 / ((a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1)))
    ratio = msr / (a * msc + b * mse)
    cases.add("icc", {"f": ratio, "df2": v, "p": stats.f.sf(ratio, n - 1, v)}, {"form": "A", "rho0": 0.5},
              "icc(A,1) rho0", table=table)
    cases.add("npvr", {"estimate": np.sqrt(table.var(axis=1, ddof=1).mean() / table.var(axis=0, ddof=1).mean()),
                       "offset_p": stats.f.sf(msc / mse, k - 1, (n - 1) * (k - 1))}, table=table)
    cases.add("nu", {"estimate": np.sqrt(1 - one["estimate"]), "low": np.sqrt(1 - one["high"]),
                     "high": np.sqrt(1 - one["low"])}, table=table)
    wsd = np.sqrt(msw)
    cases.add("wsd", {"estimate": wsd, "low": wsd * np.sqrt(df / stats.chi2.ppf(0.975, df)),
                      "high": wsd * np.sqrt(df / stats.chi2.ppf(0.025, df)),
                      "rc_upper": 1.96 * np.sqrt(2) * wsd * np.sqrt(df / stats.chi2.ppf(0.05, df))}, table=table)
    cases.add("value", {"estimate": table.mean(), "sd": table.std(ddof=1)}, table=table)
cases.finish()
