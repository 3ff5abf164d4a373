# ICC(2,1) of the translations and Parker's digits, from the files themselves.
python3 - <<'PY'
import glob, json, math, os, statistics
data = os.environ["REPROVIP_SHARED_DATA"] + "/flirt-mca"

def matrix(file):
    return [[float(word) for word in line.split()] for line in open(file) if line.strip()]

names = sorted(os.path.basename(file) for file in glob.glob(f"{data}/mca/1/*.mat"))
runs = {name: [matrix(f"{data}/mca/{k}/{name}") for k in range(1, 11)] for name in names}

def icc_2_1(table):
    n, k = len(table), len(table[0])
    mean = sum(map(sum, table)) / (n * k)
    rows = [sum(row) / k for row in table]
    columns = [sum(row[j] for row in table) / n for j in range(k)]
    msr = k * sum((r - mean) ** 2 for r in rows) / (n - 1)
    msc = n * sum((c - mean) ** 2 for c in columns) / (k - 1)
    mse = sum((table[i][j] - rows[i] - columns[j] + mean) ** 2 for i in range(n) for j in range(k)) / ((n - 1) * (k - 1))
    return (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)

study = json.load(open("study.json"))
scores = {(s["metric"], s["column"], s["row"]): s for s in study["scores"]["scores"]}
for row in range(3):
    exact = icc_2_1([[run[row][3] for run in runs[name]] for name in names])
    found = scores["translation", "4", str(row + 1)]["estimate"]
    assert exact >= 0.9999 and abs(found - exact) < 1e-10, (row, exact, found)

# Of the worst acquisition, and the mean over acquisitions; the last row of a matrix is 0 0 0 1.
for row in range(3):
    for column in range(4):
        digits = []
        for name in names:
            values = [run[row][column] for run in runs[name]]
            digits.append(-math.log10(statistics.stdev(values) / abs(statistics.mean(values))))
        score = scores["digits", str(column + 1), str(row + 1)]
        fields = dict(score["fields"]) if isinstance(score["fields"], dict) else {f["name"]: f["value"] for f in score["fields"]}
        assert abs(fields["parker"] - min(digits)) < 1e-9, (row, column, min(digits), score)

# Translation and rotation between each run and IEEE arithmetic; the rotation is the polar part (Higham's iteration).
def minor(m, i, j):
    (a, b), (c, d) = [[m[r][k] for k in range(3) if k != j] for r in range(3) if r != i]
    return (-1) ** (i + j) * (a * d - b * c)

def rotation(m):
    m = [row[:3] for row in m[:3]]
    for _ in range(30):
        det = sum(m[0][j] * minor(m, 0, j) for j in range(3))
        m = [[(m[i][j] + minor(m, i, j) / det) / 2 for j in range(3)] for i in range(3)]
    return m

translations, angles = [], []
for name in names:
    ieee = matrix(f"{data}/ieee/{name}")
    turned = rotation(ieee)
    for run in runs[name]:
        translations.append(math.dist([row[3] for row in run[:3]], [row[3] for row in ieee[:3]]))
        r = rotation(run)
        difference = math.sqrt(sum((r[i][j] - turned[i][j]) ** 2 for i in range(3) for j in range(3)))
        angles.append(math.degrees(2 * math.asin(difference / math.sqrt(8))))
score = next(s for s in study["scores"]["scores"] if s["metric"] == "deviation")
fields = dict(score["fields"]) if isinstance(score["fields"], dict) else {f["name"]: f["value"] for f in score["fields"]}
assert abs(fields["translation"] - max(translations)) < 1e-9, (fields, max(translations))
assert abs(fields["rotation_deg"] - max(angles)) < 1e-6, (fields, max(angles))
# Of all 39 subjects at most 0.8105 mm and 0.3018 degrees; means 0.0897 and 0.0231.
assert max(translations) <= 0.8106 and max(angles) <= 0.3019, (max(translations), max(angles))
assert 0.05 < sum(translations) / len(translations) < 0.13 and 0.01 < sum(angles) / len(angles) < 0.04

classes = study["scores"]["classes"][0]
assert all(len(subject["canonical"]) == 10 for subject in classes["subjects"]) and len(classes["subjects"]) == 76
verdicts = {v["criterion"]: v["status"] for v in study["verdicts"]["verdicts"]}
assert verdicts == {"bitwise": "fail", "translations-tell-subjects-apart": "pass", "moves-less-than-a-voxel": verdicts["moves-less-than-a-voxel"]}, verdicts
PY
