"""Round glasses; who wears glasses already keeps their own."""

from dataclasses import replace

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.changes.wearing.solids import GOLD, Finish, Surface, tube
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.frames import find_worn
from trombine.faces import topology
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color

FRAMES = ("#c9a24a", "#c7a052", "#cda556")
"""Thin and golden: of all frames tried these hide least of whom one sees.

Of the sample, painted: distance 0.36 and 0.39, bare 0.18 and 0.22, with dark frames 0.43 and 0.49.
"""

BEFORE_FACE = 0.35
"""A face is flatter than the dome of its skull, by less than this."""

RADIUS, THICK, BELOW, BEFORE = 0.122, 0.0075, 0.020, 0.05
"""Of a lens, of its rim, and how it stands to the eye, in faces."""


def glasses(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with round glasses on."""
    if find_worn(portrait) is not None:
        return portrait
    color = hex_color(FRAMES[int(look.rng(79).integers(len(FRAMES)))])
    return put_on(portrait, look, lambda head: _bend(head, color), pressed=0.4, on_head=False)


def _bend(head: Head, color: FloatArray) -> list[Surface]:
    finish = GOLD
    eyes = [head.points[list(ids)].mean(axis=0) for ids in (topology.RIGHT_EYE, topology.LEFT_EYE)]
    eyes.sort(key=lambda eye: float(eye[0]))
    forward = np.array([0, 0, 1.0])
    before = max(float(eye[2]) for eye in eyes) + BEFORE
    parts, temples = [], []
    turn = np.linspace(0, 2 * np.pi, 73)
    for eye, sign in zip(eyes, (-1, 1), strict=True):
        middle = np.array([eye[0] + 0.006 * sign, eye[1] + BELOW, before])
        out = np.stack([np.cos(turn), 0.95 * np.sin(turn), 0 * turn], axis=1)
        # Rims bend round the face a little.
        bent = middle + out * RADIUS - forward * (0.22 * RADIUS * (1 + sign * out[:, :1]))
        parts.append(tube(bent, THICK, color, finish, outward=out, sides=10))
        temples.append(_temple(head, bent[0 if sign > 0 else 36], sign, color, finish))
    parts.append(_bridge(eyes, before, color, finish))
    return [replace(each, lift=BEFORE_FACE) for each in parts] + temples


def _bridge(eyes: list[FloatArray], before: float, color: FloatArray, finish: Finish) -> Surface:
    start = eyes[0][0] + RADIUS - 0.006
    end = eyes[1][0] - RADIUS + 0.006
    x = np.linspace(start, end, 15)
    arch = 1 - np.linspace(-1, 1, 15) ** 2
    y = (eyes[0][1] + eyes[1][1]) / 2 - 0.012 - 0.030 * arch
    path = np.stack([x, y, np.full(15, before) + 0.03 * arch], axis=1)
    up = np.broadcast_to([0, -1.0, 0], path.shape)
    return tube(path, THICK * 0.95, color, finish, outward=up, sides=10)


def _temple(head: Head, hinge: FloatArray, sign: int, color: FloatArray, finish: Finish) -> Surface:
    ear = np.array([sign * float(head.skull.axes[0]) * 1.02, hinge[1] - 0.02, 0.06])
    path = hinge + (ear - hinge) * np.linspace(0, 1, 12)[:, None]
    # Out to the side first, then straight back along the temple.
    path[:, 0] = hinge[0] + (ear[0] - hinge[0]) * np.linspace(0, 1, 12) ** 0.4
    up = np.broadcast_to([0, -1.0, 0], path.shape)
    return tube(path, THICK * 0.9, color, finish, outward=up, sides=10)


PROP = Change(
    Card(
        "glasses",
        title=LocalizedText(en="Round glasses", fr="Lunettes rondes"),
        description=LocalizedText(
            en="Round glasses; whoever wears some already keeps them.",
            fr="Des lunettes rondes ; qui en porte déjà garde les siennes.",
        ),
        words="wearing thin round glasses",
    ),
    Kind.PROP,
    glasses,
)
