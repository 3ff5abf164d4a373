"""What is right, per subject."""
import os
import random

import nifti
import program

os.makedirs("truth", exist_ok=True)
for i, subject in enumerate(program.SUBJECTS):
    program.write_table(f"truth/{subject}.csv", {"volume": 1000.0 + 50 * i, "border": 1.0})
    nifti.write(f"truth/{subject}.nii.gz", [program.SIDE] * 3, program.ball(3.2 + 0.2 * i, 0, random.Random(1)),
                "uint8")
