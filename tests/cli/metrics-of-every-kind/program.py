"""An application with noise: everything it writes depends on its seed, and on nothing else."""
import itertools
import math
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import nifti

SUBJECTS = ["s1", "s2", "s3", "s4"]
SIDE = 10


def ball(radius, fuzz, noise):
    """Labels: 1 is the core, 2 the rim; voxels near the border fall to one side or the other."""
    values = []
    for z, y, x in itertools.product(range(SIDE), repeat=3):
        distance = math.dist((x, y, z), (4.5, 4.5, 4.5)) + noise.uniform(-fuzz, fuzz)
        values.append(1 if distance < radius - 1.5 else 2 if distance < radius else 0)
    return values


def directions(noise):
    vectors = []
    for _ in range(8 ** 3):
        vector = [1 + noise.gauss(0, 0.05), noise.gauss(0, 0.05), noise.gauss(0, 0.05)]
        length = math.hypot(*vector)
        sign = noise.choice((1, -1))
        vectors.append([sign * part / length for part in vector])
    return [vector[part] for part in range(3) for vector in vectors]


def measures(subject, build, noise):
    b = build == "new"
    volume = 1000 + 50 * subject + noise.gauss(0, 1) + 0.2 * b
    thickness = 2.5 + 0.1 * subject + noise.gauss(0, 0.01) + 1.0 * b
    border = noise.gauss(0.2, 1)
    risk = 10 * subject - 15 + noise.gauss(0, 0.1)
    grade = 1 + subject % 3 if noise.random() < 0.8 else 1 + (subject + 1) % 3
    return {"volume": volume, "thickness": thickness, "crlb": 1.0 + 0.01 * noise.random(), "border": border,
            "risk": risk, "grade": grade, "fixed": 7 + subject, "constant": 3,
            "never": "" if subject else "nan"}


def write_table(path, columns):
    with open(path, "w") as file:
        print(",".join(columns), file=file)
        print(",".join(f"{v:.6f}" if isinstance(v, float) else str(v) for v in columns.values()), file=file)


def main(subject, threads):
    i = SUBJECTS.index(subject)
    build = os.environ["BUILD"]
    noise = random.Random(f"{subject} {build} {threads} {os.environ['SEED']}")
    write_table("measures.csv", measures(i, build, noise))
    with open("regions.csv", "w") as file:
        print("region,mean", file=file)
        for r, region in enumerate(("left", "right", "stem")):
            print(f"{region},{10 * (r + 1) + i + noise.gauss(0, 0.05):.4f}", file=file)
    pattern = random.Random(f"pattern {subject}")
    brain = [100 + 10 * pattern.random() + noise.gauss(0, 0.1) for _ in range(8 ** 3)]
    nifti.write("brain.nii.gz", [8, 8, 8], brain, "float32")
    nifti.write("seg.nii.gz", [SIDE] * 3, ball(3.2 + 0.2 * i + 0.3 * (build == "new"), 0.3, noise), "uint8")
    nifti.write("v1.nii.gz", [8, 8, 8, 3], directions(noise), "float32")
    with open("to_mni.mat", "w") as file:
        angle = 0.02 * i + noise.gauss(0, 1e-4)
        c, s = math.cos(angle), math.sin(angle)
        shift = [noise.gauss(0, 0.01) for _ in range(3)]
        for row, t in zip(((c, -s, 0), (s, c, 0), (0, 0, 1)), shift):
            print("  ".join(f"{value:.8f}" for value in (*row, t)), file=file)
        print("0  0  0  1", file=file)
    with open("atlas.txt", "w") as file:
        print("atlas of", subject, file=file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
