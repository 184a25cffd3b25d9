"""Fit the distribution that stands for other people; no embedding is kept, only its moments.

Each subfolder of the folder is one person; "several" is passed over, in "single" each photo is
a person. One deviation serves all dimensions, so that nobody can be read back::

    python scripts/fit_impostors.py FOLDER
"""

import sys
from pathlib import Path

import numpy as np

from trombine.faces.embedding import embed_face
from trombine.faces.mesh import find_main_face
from trombine.imaging.codec import decode_photos

TARGET = Path(__file__).resolve().parents[1] / "src/trombine/scoring/impostors.npz"


def main(folder: Path) -> None:
    """Write mean and deviation of the people found."""
    people = []
    folders = (path for path in folder.iterdir() if path.is_dir() and path.name != "several")
    for person in sorted(folders):
        photos = [path.read_bytes() for path in sorted(person.iterdir())]
        meshes = [
            (p, find_main_face(p)) for p in decode_photos(photos) if isinstance(p, np.ndarray)
        ]
        found = [embed_face(photo, mesh.points) for photo, mesh in meshes if mesh is not None]
        # Single portraits of different people lie in one folder: each counts as a person.
        people.extend(found if person.name == "single" else [np.mean(found, axis=0)])
    stacked = np.array(people)
    deviation = np.full(128, stacked.std(axis=0).mean())
    np.savez(TARGET, mean=stacked.mean(axis=0).astype(np.float32), deviation=deviation)
    print(f"{len(people)} people, deviation {deviation[0]:.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
