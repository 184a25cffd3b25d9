"""Imported once by the fork server, by nobody else: what every drawing process needs.

Each is spared loading libraries, networks and compiled kernels.
"""

from contextlib import suppress

import cv2
import numpy as np

import trombine.studio.child  # noqa: F401  (with all it imports)
from trombine.faces.detector import DetectedFace, detect_faces
from trombine.faces.embedding import load_descriptor_network
from trombine.faces.mesh import find_face_mesh
from trombine.faces.segmentation import segment_person
from trombine.imaging.arrays import Points, SrgbImage
from trombine.imaging.filters import flow_dog, flow_field, smooth_along_flow
from trombine.moderation.classifiers import load_classifiers

SIDE_PX = 64


def load_networks_and_kernels() -> None:
    """Use each once on next to nothing."""
    noise = np.random.default_rng(0).random((SIDE_PX, SIDE_PX, 3), dtype=np.float32)
    picture = SrgbImage(noise)
    detect_faces(picture)
    corners = np.array([(20, 20), (40, 20), (30, 30), (30, 40), (10, 25), (50, 25)], np.float32)
    box = np.array([10, 10, 50, 50], np.float32)
    find_face_mesh(picture, DetectedFace(box, Points(corners), score=1.0))
    segment_person(picture)
    load_descriptor_network()
    load_classifiers()
    flow = flow_field(picture, sigma_px=2)
    smooth_along_flow(picture, flow, length_px=4)
    flow_dog(noise[..., 0], flow, sigma_px=1.0, tau=0.9, length_px=4)


cv2.setNumThreads(1)
with suppress(Exception):  # what is broken is said by the process that needs it
    load_networks_and_kernels()
