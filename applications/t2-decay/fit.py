#!/usr/bin/python3
# T2 (ms) of five regions of one subject: a decay S exp(-t/T2) with noise that the subject's name decides, fitted
# log-linearly over bootstrap resamples of its echoes that T2_SEED decides. Writes t2.csv.
import argparse
import math
import os
import random

REGIONS = {"white matter": 70.0, "cortex": 85.0, "thalamus": 75.0, "putamen": 65.0, "hippocampus": 95.0}
ECHOES = [10.0 * (i + 1) for i in range(16)]  # ms


def echoes_of(subject, region):
    draw = random.Random(f"{subject} {region}")
    t2 = REGIONS[region] * draw.gauss(1, 0.06)
    return [(t, 1000 * math.exp(-t / t2) * (1 + draw.gauss(0, 0.02))) for t in ECHOES]


def fitted_t2(echoes):
    n = len(echoes)
    mean_t = sum(t for t, _ in echoes) / n
    mean_y = sum(math.log(s) for _, s in echoes) / n
    slope = sum((t - mean_t) * (math.log(s) - mean_y) for t, s in echoes) / sum((t - mean_t) ** 2 for t, _ in echoes)
    return -1 / slope


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--subject", required=True)
    parser.add_argument("--resamples", type=int, required=True)
    given = parser.parse_args()
    draw = random.Random(int(os.environ.get("T2_SEED", "0")))
    with open("t2.csv", "w", encoding="utf-8") as out:
        print("region,t2_ms,sd_ms", file=out)
        for region in REGIONS:
            echoes = echoes_of(given.subject, region)
            fits = [fitted_t2(draw.choices(echoes, k=len(echoes))) for _ in range(given.resamples)]
            mean = sum(fits) / len(fits)
            sd = math.sqrt(sum((fit - mean) ** 2 for fit in fits) / (len(fits) - 1))
            print(f"{region},{mean!r},{sd!r}", file=out)


main()
