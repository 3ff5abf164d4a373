#!/usr/bin/python3
"""What Dice and HD95 of two masks of 256³ voxels cost: ours beside ITK and SciPy, in turns, in one run.

usage: PYTHONPATH=build/peers/python /usr/bin/python3 tests/bench/distances/distances.py build/bin/distances_bench [ROUNDS]
Prints medians of the time on the clock and on all processors, and how many times ours the others take: of the clock, and
of the processors as ours with one thread. Other work on the machine moves the first. Without SciPy, ITK only."""
import statistics
import subprocess
import sys
import tempfile
import time

try:
    import numpy as np
    from scipy import ndimage
except ImportError as error:
    print(f"without SciPy: {error}")
    np = None

SPACING = (1.2, 1, 1)  # of the axes as NumPy has them: the last is fastest


def border(mask):
    return mask & ~ndimage.binary_erosion(mask)


def hd95(a, b):
    a, b = border(a), border(b)
    there = ndimage.distance_transform_edt(~b, sampling=SPACING)[a]
    back = ndimage.distance_transform_edt(~a, sampling=SPACING)[b]
    return max(np.percentile(there, 95), np.percentile(back, 95))


def cropped(a, b):
    """To the box around both and one voxel more, as MONAI does."""
    box = []
    for axis in range(3):
        used = np.nonzero((a | b).any(axis=tuple(other for other in range(3) if other != axis)))[0]
        box.append(slice(max(used[0] - 1, 0), used[-1] + 2))
    return a[tuple(box)], b[tuple(box)]


def scipy(a, b, crop):
    begin, used = time.perf_counter(), time.process_time()
    a, b = a != 0, b != 0
    dice = 2 * np.count_nonzero(a & b) / (np.count_nonzero(a) + np.count_nonzero(b))
    distance = hd95(*cropped(a, b)) if crop else hd95(a, b)
    return time.perf_counter() - begin, time.process_time() - used, dice, distance


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        program = subprocess.Popen([sys.argv[1], folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        program.stdout.readline()

        def ask(what, pair):
            program.stdin.write(f"{what} {pair}\n")
            program.stdin.flush()
            return tuple(float(word) for word in program.stdout.readline().split())

        for pair in ("lesion", "organ"):
            ways = {what: lambda what=what: ask(what, pair) for what in ("ours", "ours1", "itk", "itk-maps")}
            if np is not None:
                a, b = (np.fromfile(f"{folder}/{pair}-{side}.u8", np.uint8).reshape(256, 256, 256) for side in "ab")
                ways["scipy"] = lambda a=a, b=b: scipy(a, b, False)
                ways["scipy-cropped"] = lambda a=a, b=b: scipy(a, b, True)
            results = {what: [] for what in ways}
            for _ in range(rounds):
                for what, way in ways.items():
                    results[what].append(way())
            medians = {what: [statistics.median(one[i] for one in values) for i in (0, 1)]
                       for what, values in results.items()}
            print(f"{pair + ':':15} {'clock s':>9} {'/ ours':>7} {'CPU s':>9} {'/ ours1':>7} {'Dice':>10} {'mm':>10}")
            for what, (clock, cpu) in medians.items():
                print(f"  {what:13} {clock:9.3f} {clock / medians['ours'][0]:7.1f} {cpu:9.3f} "
                      f"{cpu / medians['ours1'][1]:7.1f} {results[what][0][2]:10.6f} {results[what][0][3]:10.6f}")
        program.stdin.close()
        program.wait()


main()
