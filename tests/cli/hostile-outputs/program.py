"""Whatever an application should not write."""
import gzip
import os
import random
import struct
import sys

noise = random.Random(f"{sys.argv[1]} {os.environ['OMP_NUM_THREADS']} {os.environ['SEED']}")


def image(dims, values):
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, *dims, 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, 4, 16)
    struct.pack_into("<8f", header, 76, 1, 1, 1, 1, 1, 1, 1, 1)
    struct.pack_into("<3f", header, 108, 352, 1, 0)
    header[344:348] = b"n+1\0"
    return gzip.compress(bytes(header) + struct.pack(f"<{len(values)}h", *values), 1, mtime=0)


def write(name, content):
    with open(name, "wb") as file:
        file.write(content)


value = noise.gauss(0, 1)
write("table.csv", f"good,text,never,none\n{value},n{value},nan,NA\n".encode())
voxels = [noise.randrange(30000) for _ in range(16 ** 3)]
write("noise.nii.gz", image([16, 16, 16], voxels))
write("cut.nii.gz", image([16, 16, 16], voxels)[:-700])
write("fake.nii", f"no image {value}".encode())
side = noise.choice([4, 5, 6, 7])
write("grids.nii.gz", image([side] * 3, voxels[:side ** 3]))
if value > 0:
    write("sometimes.csv", f"x\n{value}\n".encode())
