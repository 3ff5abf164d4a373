"""Key figures of every kind of metric, computed here again from the stored outputs by definition."""
import itertools
import math
import os
import sys
from collections import Counter
from statistics import fmean, stdev, variance

import nifti
import program
import store

RUNS = store.executions()
FOLDER = store.study()
SCORES = store.scores()["scores"]
CONDITIONS = [(threads, build) for threads in "12" for build in ("old", "new")]
MEASURES = {run: run.measures() for run in RUNS}
BRAINS = {run: run.voxels("brain") for run in RUNS}
SEGS = {run: run.voxels("seg") for run in RUNS}
SHIFTS = {run: run.transform() for run in RUNS}
PROBLEMS = []
DONE = set()


def score(metric, row="", **levels):
    found = [one for one in SCORES if one["metric"] == metric and one["row"] == row and
             all(one["levels"].get(name) == level for name, level in levels.items())]
    assert len(found) == 1, f"{len(found)} scores of {metric} {row} {levels}"
    return found[0]


def same(what, got, wanted, tolerance=1e-9):
    DONE.add(what.split()[0])
    if got is None or not abs(got - wanted) <= tolerance * max(1, abs(wanted)):
        PROBLEMS.append(f"{what}: {got}, computed here {wanted}")


def runs(**levels):
    return [run for run in RUNS if all(getattr(run, name) == level for name, level in levels.items())]


def table(column, threads, build):
    """A row per subject."""
    return [[MEASURES[run][column] for run in runs(subject=subject, threads=threads, build=build)]
            for subject in program.SUBJECTS]


def pairs():
    """All pairs of executions of one subject."""
    return [pair for subject in program.SUBJECTS for pair in itertools.combinations(runs(subject=subject), 2)]


def builds():
    """Pairs across the builds, all else that is planned and the seed, which each repetition has of its own, being alike."""
    return [(a, b) for a in runs(build="old") for b in runs(build="new")
            if (a.subject, a.threads, a.repetition) == (b.subject, b.threads, b.repetition)]


def squares(rows):
    """MSB, MSW."""
    return len(rows[0]) * variance(map(fmean, rows)), fmean(map(variance, rows))


def icc_of(rows):
    between, within = squares(rows)
    return (between - within) / (between + (len(rows[0]) - 1) * within)


def kendall(rows):
    n, m = len(rows), len(rows[0])
    ranks = [sum(sorted(column).index(value) + 1 for value, column in zip(row, zip(*rows))) for row in rows]
    return 12 * sum((rank - fmean(ranks)) ** 2 for rank in ranks) / (m ** 2 * (n ** 3 - n))


def fleiss(counts):
    """Of dictionaries category -> raters."""
    n = sum(counts[0].values())
    agreement = fmean((sum(k * k for k in one.values()) - n) / (n * (n - 1)) for one in counts)
    total = sum(counts, Counter())
    chance = sum((k / (n * len(counts))) ** 2 for k in total.values())
    return (agreement - chance) / (1 - chance)


def values_of_conditions():
    for threads, build in CONDITIONS:
        where = {"threads": threads, "build": build}
        rows = table("volume", **where)
        between, within = squares(rows)
        for kind in ("icc", "nu", "wsd"):
            wanted = {"icc": icc_of(rows), "nu": math.sqrt(1 - icc_of(rows)), "wsd": math.sqrt(within)}[kind]
            same(f"{kind} {where}", score(kind, **where)["estimate"], wanted)
        same("nu-all", next(one["estimate"] for one in SCORES if one["metric"] == "nu-all" and
                            one["column"] == "volume" and one["levels"] == where), math.sqrt(1 - icc_of(rows)))
        same("nu ndc", score("nu", **where)["fields"]["ndc"], 1.41 * math.sqrt((between / within - 1) / 4), 1e-8)
        same("npvr", score("npvr", **where)["estimate"],
             math.sqrt(within) / math.sqrt(fmean(map(variance, zip(*rows)))))
        same("kendall", score("kendall", **where)["estimate"], kendall(rows))
        spearman = min(1 - 6 * sum((sorted(a).index(x) - sorted(b).index(y)) ** 2 for x, y in zip(a, b)) / (4 ** 3 - 4)
                       for a, b in itertools.combinations(list(zip(*rows)), 2))
        same("spearman", score("spearman", **where)["estimate"], spearman)
        same("noise-ratio", score("noise-ratio", **where)["estimate"],
             math.sqrt(fmean(variance(row) / fmean(u * u for u in us)
                             for row, us in zip(rows, table("crlb", **where)))))
        same("en", score("en", **where)["estimate"],
             max(abs(x - y) / (2 * math.hypot(u, v)) for row, us in zip(rows, table("crlb", **where))
                 for (x, u), (y, v) in itertools.combinations(zip(row, us), 2)))
        inside = [abs(x - (1000 + 50 * i)) <= 2 * u for i, (row, us) in enumerate(zip(rows, table("crlb", **where)))
                  for x, u in zip(row, us)]
        same("coverage", score("coverage", **where)["estimate"], fmean(inside))
        signs = [[value > 0 for value in row] for row in table("border", **where)]
        same("flips", score("flips", **where)["estimate"],
             sum(min(row.count(True), row.count(False)) for row in signs) / 16)
        same("flips-truth", score("flips-truth", **where)["estimate"], sum(row.count(False) for row in signs) / 16)
        same("ranks", score("ranks", **where)["estimate"], 1)
        grades = [Counter(row) for row in table("grade", **where)]
        same("fleiss", score("fleiss", **where)["estimate"], fleiss(grades))
        same("krippendorff", score("krippendorff", **where)["estimate"],
             alpha_of(grades))
        same("digits", score("digits", **where)["estimate"],
             min(-math.log10(stdev(row) / abs(fmean(row))) for row in rows))
        same("nondeterminism", score("nondeterminism", **where)["estimate"], 12 / 16)
        for subject, row in zip(program.SUBJECTS, rows):
            same("value", score("value", subject=subject, **where)["estimate"], fmean(row))
        for r, region in enumerate(("left", "right", "stem")):
            parts = [[[float(line.split(",")[1]) for line in open(run.path("regions")).readlines()[1:]][r]
                      for run in runs(subject=subject, **where)] for subject in program.SUBJECTS]
            same("wsd-regions", score("wsd-regions", region, **where)["estimate"], math.sqrt(squares(parts)[1]))


def alpha_of(counts):
    n = sum(sum(one.values()) for one in counts)
    observed = sum(sum(k * (sum(one.values()) - k) for k in one.values()) / (sum(one.values()) - 1) for one in counts) / n
    total = sum(counts, Counter())
    return 1 - observed / (sum(k * (n - k) for k in total.values()) / (n * (n - 1)))


def two_levels():
    for threads in "12":
        old, new = (table("volume", threads, build) for build in ("old", "new"))
        x, y = list(map(fmean, old)), list(map(fmean, new))
        differences = [b - a for a, b in zip(x, y)]
        shift = fmean(differences)
        half = 2.353363434801823 * stdev(differences) / 2  # t of 3 degrees of freedom at 0.95
        tost = score("tost-volume", threads=threads)
        same("tost-volume", tost["estimate"], shift, 1e-9)
        same("tost-volume low", tost["interval"]["low"], shift - half, 1e-8)
        same("tost-volume high", tost["interval"]["high"], shift + half, 1e-8)
        same("bland-altman", score("bland-altman", threads=threads)["estimate"], shift)
        same("welch", score("welch", threads=threads)["estimate"], shift)
        biased = [sum((a - fmean(u)) * (b - fmean(v)) for a, b in zip(u, v)) / 4 for u, v in ((x, x), (y, y), (x, y))]
        same("ccc", score("ccc", threads=threads)["estimate"], 2 * biased[2] / (biased[0] + biased[1] + shift ** 2))
        same("variance-ratio", score("variance-ratio", threads=threads)["estimate"],
             math.sqrt(squares(new)[1] / squares(old)[1]))
        old, new = (table("thickness", threads, build) for build in ("old", "new"))
        shift = fmean(map(fmean, new)) - fmean(map(fmean, old))
        same("tost-thickness", score("tost-thickness", threads=threads)["estimate"], shift)
        same("no-worse", score("no-worse", threads=threads)["estimate"],
             shift / (1.96 * math.sqrt(2 * squares(old)[1])))
        old, new = (sum(table("border", threads, build), []) for build in ("old", "new"))
        gap = max(abs(sum(v <= x for v in old) - sum(v <= x for v in new)) / 16 for x in old + new)
        same("ks", score("ks", threads=threads)["estimate"], gap)
        same("mcnemar", score("mcnemar", threads=threads)["estimate"], 1)
        if score("stability", threads=threads)["decision"] is not False:
            PROBLEMS.append("stability: a shift of 100 sd is not seen")
        DONE.add("stability")


def worst(measure, some, largest=True):
    return (max if largest else min)(measure(a, b) for a, b in some)


def differences(a, b):
    return [x - y for x, y in zip(BRAINS[a], BRAINS[b])]


def pearson(a, b):
    x, y = BRAINS[a], BRAINS[b]
    mx, my = fmean(x), fmean(y)
    return sum((u - mx) * (v - my) for u, v in zip(x, y)) / math.sqrt(
        sum((u - mx) ** 2 for u in x) * sum((v - my) ** 2 for v in y))


def rms(values):
    return math.sqrt(fmean(value * value for value in values))


def images():
    same("rmse", score("rmse")["estimate"], worst(lambda a, b: rms(differences(a, b)), pairs()))
    same("mae", score("mae")["estimate"], worst(lambda a, b: fmean(map(abs, differences(a, b))), pairs()))
    same("nrmse", score("nrmse")["estimate"],
         worst(lambda a, b: rms(differences(a, b)) / min(rms(BRAINS[a]), rms(BRAINS[b])), pairs()))
    peak = {run: max(values) - min(values) for run, values in BRAINS.items()}
    same("psnr", score("psnr")["estimate"],
         worst(lambda a, b: 20 * math.log10(min(peak[a], peak[b]) / rms(differences(a, b))), pairs(), False))
    same("ncc", score("ncc")["estimate"], worst(pearson, pairs(), False))
    ordered = {run: sorted(values) for run, values in BRAINS.items()}
    same("histogram", score("histogram")["estimate"],
         worst(lambda a, b: fmean(abs(x - y) for x, y in zip(ordered[a], ordered[b])), pairs()))
    same("equal", score("equal")["estimate"],
         worst(lambda a, b: max(abs(x - y) for x, y in zip(MEASURES[a].values(), MEASURES[b].values())
                                if x == x and y == y), pairs()))
    same("atlas", score("atlas")["estimate"], 0)
    if not score("atlas")["identical"] or score("equal")["identical"]:
        PROBLEMS.append("what is identical is not told from what is not")
    if not score("ssim")["estimate"] < 1:
        PROBLEMS.append("ssim of different images is 1")
    DONE.add("ssim")


def mask(voxels, labels):
    return {i for i, value in enumerate(voxels) if value in labels}


def dice(a, b):
    return 2 * len(a & b) / (len(a) + len(b))


def surface(voxels):
    steps = (1, -1, program.SIDE, -program.SIDE, program.SIDE ** 2, -program.SIDE ** 2)
    # The ball does not touch the border of the image: no step leaves it.
    return [i for i in voxels if any(i + step not in voxels for step in steps)]


def place(i):
    return 2 * (i % program.SIDE), 2 * (i // program.SIDE % program.SIDE), 2 * (i // program.SIDE ** 2)


def hausdorff(a, b):
    ends = [[place(i) for i in surface(one)] for one in (a, b)]
    return max(max(min(math.dist(p, q) for q in other) for p in one) for one, other in (ends, ends[::-1]))


def labels():
    truth = {subject: nifti.read(f"truth/{subject}.nii.gz") for subject in program.SUBJECTS}
    whole = {run: mask(voxels, (1, 2)) for run, voxels in SEGS.items()}
    cores = {run: mask(voxels, (1,)) for run, voxels in SEGS.items()}
    rims = {run: mask(voxels, (2,)) for run, voxels in SEGS.items()}
    same("dice-truth 1+2", score("dice-truth", "1+2")["estimate"],
         min(dice(whole[run], mask(truth[run.subject], (1, 2))) for run in RUNS))
    same("dice-truth 1", score("dice-truth", "1")["estimate"],
         min(dice(cores[run], mask(truth[run.subject], (1,))) for run in RUNS))
    same("dice-builds", score("dice-builds", "1+2")["estimate"],
         worst(lambda a, b: dice(whole[a], whole[b]), builds(), False))
    same("jaccard", score("jaccard", "2")["estimate"],
         worst(lambda a, b: len(rims[a] & rims[b]) / len(rims[a] | rims[b]), pairs(), False))
    same("overlap", score("overlap", "1")["estimate"],
         min(len(cores[run] & one) / len(one) for run in RUNS for one in [mask(truth[run.subject], (1,))]))
    same("hd", score("hd", "1+2")["estimate"], worst(lambda a, b: hausdorff(whole[a], whole[b]), builds()))
    for kind in ("hd95", "assd", "masd", "nsd", "gdice"):
        values = [one["estimate"] for one in SCORES if one["metric"] == kind]
        if not values or any(value is None or not value > 0 for value in values):
            PROBLEMS.append(f"{kind}: {values}")
        DONE.add(kind)
    for threads, build in CONDITIONS:
        where = {"threads": threads, "build": build}
        within = [pair for subject in program.SUBJECTS for pair in
                  itertools.combinations(runs(subject=subject, **where), 2)]
        same("pairwise-dice", score("pairwise-dice", "1", **where)["estimate"],
             fmean(dice(cores[a], cores[b]) for a, b in within))
        voxels = [Counter(column) for subject in program.SUBJECTS for column in
                  zip(*[SEGS[run] for run in runs(subject=subject, **where)])]
        same("raters", score("raters", **where)["estimate"], fleiss(voxels))
        for subject in program.SUBJECTS:
            found = score("staple", "1", subject=subject, **where)
            # The consensus lies between what all have and what any has.
            members = [cores[run] for run in runs(subject=subject, **where)]
            if not len(set.intersection(*members)) <= found["fields"]["consensus_voxels"] <= len(set.union(*members)):
                PROBLEMS.append(f"staple: {found}")
            DONE.add("staple")


def inverse(m):
    """Of a rotation and a translation."""
    turned = [[m[j][i] for j in range(3)] for i in range(3)]
    return [[*row, -sum(a * m[k][3] for k, a in enumerate(row))] for row in turned] + [[0, 0, 0, 1]]


def jenkinson(a, b):
    a, b = SHIFTS[a], inverse(SHIFTS[b])
    m = [[sum(a[i][k] * b[k][j] for k in range(4)) - (i == j) for j in range(4)] for i in range(3)]
    trace = sum(m[i][j] ** 2 for i in range(3) for j in range(3))
    return math.sqrt(80 ** 2 / 5 * trace + sum(row[3] ** 2 for row in m))


def power(a, b):
    a, b = SHIFTS[a], SHIFTS[b]
    angle = math.atan2(a[1][0], a[0][0]) - math.atan2(b[1][0], b[0][0])
    return sum(abs(a[i][3] - b[i][3]) for i in range(3)) + 50 * abs(angle)


def transforms():
    # The files print 8 decimals: rotations are orthogonal to that.
    same("rms-deviation", score("rms-deviation")["estimate"], worst(jenkinson, pairs()), 1e-5)
    same("framewise", score("framewise")["estimate"], worst(power, pairs()), 1e-5)
    if not score("displacement")["estimate"] >= 0.9 * score("rms-deviation")["estimate"]:
        PROBLEMS.append("displacement: the largest is below the mean")
    DONE.add("displacement")


def written(found, name):
    path = next(path for path in found["files"] if path.endswith(f"-{name}.nii.gz"))
    return nifti.read(os.path.join(FOLDER, path))


def near(what, got, wanted, tolerance=1e-6):
    """Maps are float32."""
    if len(got) != len(wanted) or any(abs(a - b) > tolerance * max(1, abs(b)) for a, b in zip(got, wanted)):
        PROBLEMS.append(f"{what}: the map is another one")


def coherence(vectors):
    """1 - sqrt((l2 + l3) / 2 l1) of the mean dyadic: its trace is 1, and l1 by power iteration."""
    m = [[fmean(v[i] * v[j] / sum(p * p for p in v) for v in vectors) for j in range(3)] for i in range(3)]
    x = vectors[0]
    for _ in range(60):
        x = [sum(m[i][j] * x[j] for j in range(3)) for i in range(3)]
        length = math.hypot(*x)
        x = [value / length for value in x]
    return 1 - math.sqrt((1 - length) / (2 * length))


def sets():
    # Of 4 values: log2 of sqrt(3 / chi2 quantile 0.025 of 3) times the normal quantile of 0.975.
    safety = 0.5 * math.log2(3 / 0.21579528262389788) + math.log2(1.959963984540054)
    for threads, build in CONDITIONS:
        where = {"threads": threads, "build": build}
        for subject in program.SUBJECTS:
            columns = list(zip(*[BRAINS[run] for run in runs(subject=subject, **where)]))
            means, spreads = list(map(fmean, columns)), list(map(stdev, columns))
            maps = score("maps", subject=subject, **where)
            same("maps", maps["estimate"], fmean(spreads))
            near("maps mean", written(maps, "mean"), means)
            near("maps sd", written(maps, "sd"), spreads)
            bits = [-math.log2(s / abs(m)) - safety for m, s in zip(means, spreads)]
            found = score("sigdigits", subject=subject, **where)
            same("sigdigits", found["estimate"], fmean(bits), 1e-8)
            near("sigdigits bits", written(found, "bits"), bits)
            vectors = [run.voxels("v1") for run in runs(subject=subject, **where)]
            size = len(vectors[0]) // 3
            found = score("directions", subject=subject, **where)
            same("directions", found["fields"]["mean_coherence"],
                 fmean(coherence([[v[i], v[i + size], v[i + 2 * size]] for v in vectors]) for i in range(size)), 1e-7)
        per_voxel = list(zip(*[zip(*[BRAINS[run] for run in runs(subject=subject, **where)])
                               for subject in program.SUBJECTS]))
        iccs = [icc_of(rows) for rows in per_voxel]
        same("icc-map", score("icc-map", **where)["estimate"], fmean(iccs))
        near("icc-map icc", written(score("icc-map", **where), "icc"), iccs)
        within = sum(squares(rows)[1] for rows in per_voxel)
        total = sum(variance(sum(map(list, rows), [])) for rows in per_voxel)
        same("i2c2", score("i2c2", **where)["estimate"], 1 - within / total)
        here = runs(**where)
        near_ones = [(a, b, math.dist(BRAINS[a], BRAINS[b])) for a, b in itertools.combinations(here, 2)]
        if max(d for a, b, d in near_ones if a.subject == b.subject) < min(
                d for a, b, d in near_ones if a.subject != b.subject):
            same("discriminability", score("discriminability", **where)["estimate"], 1)
            same("fingerprint", score("fingerprint", **where)["estimate"], 1)
        both = [fmean(d * d for a, b, d in near_ones if (a.subject == b.subject) == alike) for alike in (True, False)]
        same("dbicc", score("dbicc", **where)["estimate"], 1 - both[0] / both[1])


def of_the_study():
    found = score("rdc")
    parts = [found["fields"][name] for name in ("sd_run", "sd_factors", "sd_interactions")]
    same("rdc", found["estimate"], 1.96 * math.sqrt(2) * math.hypot(*parts))
    # What is neither subject, threads, build nor two of them.
    mean = fmean(MEASURES[run]["volume"] for run in RUNS)

    def part(*names):
        groups = {}
        for run in RUNS:
            groups.setdefault(tuple(getattr(run, name) for name in names), []).append(MEASURES[run]["volume"])
        return sum(len(group) * (fmean(group) - mean) ** 2 for group in groups.values())

    total = sum((MEASURES[run]["volume"] - mean) ** 2 for run in RUNS)
    rest = (total - part("subject", "threads") - part("subject", "build") - part("threads", "build")
            + part("subject") + part("threads") + part("build"))
    same("rdc run", parts[0], math.sqrt(rest / (63 - 3 - 1 - 1 - 3 - 3 - 1)), 1e-7)
    found = score("uncertainty")
    same("uncertainty", found["estimate"], mean)
    same("uncertainty run", found["fields"]["u_run"], parts[0] / 8)
    found = score("variance-map")
    cells = zip(*[zip(*[BRAINS[run] for run in runs(subject=subject, build=build)])
                  for subject in program.SUBJECTS for build in ("old", "new")])
    run = [fmean(map(variance, voxel)) for voxel in cells]
    same("variance-map", found["fields"]["mean_run"], fmean(run), 1e-7)
    near("variance-map run", written(found, "run"), run)
    if not 0.9 < score("variance")["estimate"] < 1:
        PROBLEMS.append("variance: the build is most of it")
    for metric in ("variance", "normality", "ac1", "voxel-stability"):
        if any(one["estimate"] is None for one in SCORES if one["metric"] == metric):
            PROBLEMS.append(f"{metric}: no estimate")
        DONE.add(metric)


# All brains are told apart in every bootstrap replicate, which does not say how sure that is.
VERDICTS = {"volume-repeats": "pass", "too-few-to-tell": "inconclusive", "volumes-equivalent": "pass",
            "thickness-equivalent": "fail", "thickness-no-worse": "fail", "same-mean": "pass", "normal": "pass",
            "close-to-truth": "pass", "no-far-voxel": "pass", "bits": "pass", "atlas-identical": "pass",
            "measures-identical": "fail", "brains-apart": "inconclusive"}


def judged():
    got = {one["criterion"]: one["status"] for one in store.verdicts()["verdicts"]}
    for criterion in VERDICTS | got:
        if got.get(criterion) != VERDICTS.get(criterion):
            PROBLEMS.append(f"criterion {criterion}: {got.get(criterion)}, expected {VERDICTS.get(criterion)}")


def everything_is_said():
    """A score has a number or says why not; what it wrote is there; no metric was forgotten above."""
    for one in SCORES:
        if one["estimate"] is None and not one["reason"]:
            PROBLEMS.append(f"neither estimate nor reason: {one}")
        for path in one["files"]:
            if not os.path.exists(os.path.join(FOLDER, path)):
                PROBLEMS.append(f"no file {path}")
    named = {path for one in SCORES for path in one["files"]}
    on_disk = {"maps/" + name for name in os.listdir(FOLDER + "/maps")}
    if named != on_disk:
        PROBLEMS.append(f"files that no score names, or the reverse: {named ^ on_disk}")
    if left := {one["metric"] for one in SCORES} - DONE:
        PROBLEMS.append(f"metrics that nobody checks: {left}")


for part in (values_of_conditions, two_levels, images, labels, transforms, sets, of_the_study, judged,
             everything_is_said):
    part()
print("\n".join(PROBLEMS))
sys.exit(1 if PROBLEMS else 0)
