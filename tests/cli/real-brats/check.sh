# Dice of UPENN-GBM-00019 and 00002 by label, and of the whole tumour, from the files themselves.
python3 - <<'PY'
import gzip, json, os, array
data = os.environ["REPROVIP_SHARED_DATA"] + "/brats-vip"

def labels(version, subject):
    with gzip.open(f"{data}/{version}/exec_1/{subject}/brainTumorMask_SRI.nii.gz") as file:
        values = array.array("f", file.read()[352:])
    return values

def dice(a, b, label):
    chosen = (lambda v: v == label) if label else (lambda v: v != 0)
    both = sum(1 for x, y in zip(a, b) if (x or y) and chosen(x) and chosen(y))
    return 2 * both / (sum(1 for x in a if x and chosen(x)) + sum(1 for y in b if y and chosen(y)))

known = {"UPENN-GBM-00019": (0.592, 0.940, 0.882, 0.955538), "UPENN-GBM-00002": (0.989, 0.996, 0.992, 0.997355)}
for report, subject in (("all.json", "UPENN-GBM-00019"), ("one.json", "UPENN-GBM-00002")):
    study = json.load(open(report))
    scores = {(s["metric"], s["row"]): s["estimate"] for s in study["scores"]["scores"]}
    a, b = labels("v181", subject), labels("v190", subject)
    for label, published in zip((1, 2, 4), known[subject]):
        exact = dice(a, b, label)
        assert abs(exact - published) < 5e-4, (subject, label, exact)
        assert abs(scores["dice", str(label)] - exact) < 1e-12, (subject, label, exact, scores)
    whole = dice(a, b, None)
    assert abs(whole - known[subject][3]) < 1e-6, (subject, whole)
    assert abs(scores["whole", "WT"] - whole) < 1e-12, (subject, whole, scores)
verdicts = {v["criterion"]: v["status"] for v in json.load(open("all.json"))["verdicts"]["verdicts"]}
assert verdicts["repeatable"] == "pass" and verdicts["same-between-versions"] == "fail", verdicts
PY
