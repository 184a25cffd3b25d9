"""A greenhouse: ribs of white iron under glass, the sun through it, and large leaves."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.architecture import Leaf, View, grow_leaf
from trombine.engines.portrait.techniques.boards import (
    Board,
    Glow,
    floats,
    ramp,
    soft_grid,
    toward_light,
)
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix


@dataclass(frozen=True, slots=True)
class Morning:
    """Colors: sky above and low, the sun, iron, and leaves in light, in shade and far off."""

    above: FloatArray
    low: FloatArray
    sun: FloatArray
    iron: FloatArray
    lit: FloatArray
    shaded: FloatArray
    far: FloatArray


MORNINGS = tuple(
    Morning(*(hex_color(c) for c in colors))
    for colors in (
        ("#7fb4c8", "#c4dcae", "#fff0b4", "#2c5750", "#7fb243", "#1f6a48", "#79ab86"),
        ("#95a8cc", "#e6c79c", "#ffdd98", "#3a4d5c", "#94a83a", "#2c6244", "#93a982"),
        ("#69aea6", "#b9dfc0", "#f4ffc4", "#1f5a58", "#5fae5a", "#14604f", "#6fb39b"),
    )
)
NAVE = View(512, 560)
RIBS = (1.3, 1.75, 2.4, 3.3, 4.6)
HALF_WIDE, SPRING_Y = 585.0, 190.0
"""Of the vault in the plane of the picture: half its width, and where its arch begins."""


def stand_among_leaves(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a greenhouse, the sun on the side of the light."""
    return set_in(portrait, look, _paint(look), light=_morning(look).sun)


def _morning(look: Look) -> Morning:
    return MORNINGS[int(look.rng(66).integers(len(MORNINGS)))]


def _paint(look: Look) -> SrgbImage:
    morning, rng = _morning(look), look.rng(67)
    board = Board.primed(_sky(morning))
    _plant_park(board, rng, morning)
    _glaze_vault(board, rng, morning)
    _plant_beds(board, rng, morning)
    glow = Glow()
    for x in (-120.0, 60.0, 270.0):
        beam = [[x, -20], [x + 90, -20], [x + 560, 1040], [x + 330, 1040]]
        glow.shaft(floats(beam), morning.sun * 0.13, softness_px=20)
    glow.bulb(90, 60, 330, morning.sun * 0.36)
    _frame_with_leaves(board, rng, morning)
    return toward_light(board.finish(glow), look)


def _plant_park(board: Board, rng: np.random.Generator, morning: Morning) -> None:
    """Plant trees outside, pale through the glass, and lay the path between the beds."""
    for number in range(26):
        nearer = number / 25
        x, size = rng.uniform(-60, 1084), rng.uniform(60, 120)
        color = mix(morning.low, morning.far, 0.45 + 0.5 * nearer)
        crown = (x, rng.uniform(330, 470) + 150 * nearer, size, size * 0.85)
        board.disc(crown, color)
        lit = (x - size * 0.2, crown[1] - size * 0.2, size * 0.72, size * 0.6)
        board.disc(lit, mix(color, morning.sun, 0.16))
    floor = NAVE.see([(-200, 1010, 1), (-200, 1010, 9), (1224, 1010, 9), (1224, 1010, 1)])
    board.fill(floor, mix(morning.far, morning.shaded, 0.35))
    path = NAVE.see([(260, 1010, 0.9), (260, 1010, 9), (764, 1010, 9), (764, 1010, 0.9)])
    board.fill(path, mix(morning.low, morning.iron, 0.18))


def _sky(morning: Morning) -> FloatArray:
    x, _ = soft_grid()
    sky = ramp([(0, morning.above), (0.55, morning.low), (1, morning.low)])
    side = mix(morning.sun, morning.above * 0.82, x / SIDE_PX)
    return mix(sky, side, np.full_like(x, 0.45))


def _arch(depth: float) -> FloatArray:
    """Return a rib at a depth: up one side, over, and down the other, 45 points."""
    turn = np.linspace(math.pi, 2 * math.pi, 37)
    bow = [(512 + HALF_WIDE * math.cos(t), SPRING_Y + HALF_WIDE * math.sin(t), depth) for t in turn]
    feet = [[(512 + side * HALF_WIDE, y, depth) for y in (1200, 900, 600, 400)] for side in (-1, 1)]
    return NAVE.see([*feet[0], *bow, *feet[1][::-1]])


def _glaze_vault(board: Board, rng: np.random.Generator, morning: Morning) -> None:
    """Glaze the vault: panes between ribs and bars, some of them a shade darker."""
    arches = [_arch(depth) for depth in (1.0, *RIBS)]
    bars = range(0, 45, 4)
    for near, far in pairwise(arches):
        for first in bars:
            last = min(44, first + 4)
            pane = np.vstack([near[[first, last]], far[[last, first]]])
            middle = pane.mean(axis=0)
            light = mix(morning.sun, morning.above, float(np.clip(middle[0] / SIDE_PX, 0, 1)))
            if rng.random() < 0.4 and far is not arches[1]:
                board.fill(pane, light * rng.uniform(0.90, 1.04), opacity=0.34)
    for index in bars:
        for near, far, depth in zip(arches[:-1], arches[1:], RIBS, strict=True):
            color = mix(morning.iron, morning.low, min(0.7, 0.16 * depth))
            board.stroke(np.stack([near[index], far[index]]), color, 9 / depth)
    for arch, depth in list(zip(arches[1:], RIBS, strict=True))[::-1]:
        color = mix(morning.iron, morning.low, min(0.6, 0.16 * (depth - 1)))
        board.stroke(arch, color, 26 / depth)
        board.stroke(arch - [5 / depth, 0], mix(color, morning.sun, 0.75), 7 / depth)


def _plant_beds(board: Board, rng: np.random.Generator, morning: Morning) -> None:
    """Plant shrubs along both walls, the farthest first and the palest."""
    for depth in (4.2, 3.2, 2.4, 1.8, 1.4):
        near = (4.6 - depth) / 3.2
        dark = mix(morning.far, morning.shaded, 0.25 + 0.55 * near)
        light = mix(morning.far, morning.lit, 0.25 + 0.55 * near)
        for side in (-1, 1):
            at = NAVE.see([(512 + side * HALF_WIDE * 0.86, rng.uniform(800, 880), depth)])[0]
            for _ in range(13):
                heading = -math.pi / 2 + rng.uniform(-1.25, 1.25)
                spread = rng.normal(0, 95 / depth)
                leaf = Leaf(
                    float(at[0]) + spread,
                    float(at[1]) + rng.uniform(-40, 170) / depth,
                    heading,
                    rng.uniform(230, 400) / depth,
                    rng.uniform(26, 46) / depth,
                    rng.uniform(-0.8, 0.8),
                )
                shade = rng.uniform(0.85, 1.1) * (1.0 if side < 0 else 0.88)
                grow_leaf(board, leaf, light * shade, dark * shade)


def _frame_with_leaves(board: Board, rng: np.random.Generator, morning: Morning) -> None:
    """Hang and raise the largest leaves at the edges of the picture, around the head."""
    places = (
        # x, y, heading, length, half width, bend, cuts
        (-60, 560, -0.62, 360, 92, 0.5, 0),
        (-70, 800, -0.95, 420, 104, 0.35, 5),
        (-40, 980, -0.5, 330, 88, -0.4, 5),
        (1090, 470, -2.5, 340, 86, -0.5, 0),
        (1090, 720, -2.25, 400, 110, -0.3, 5),
        (1070, 960, -2.6, 330, 92, 0.4, 5),
        (30, -60, 0.95, 300, 60, 0.5, 0),
        (-50, 30, 0.55, 270, 56, 0.5, 0),
        (1020, -70, 2.15, 330, 66, -0.5, 0),
        (1080, 60, 2.65, 260, 58, -0.4, 0),
    )
    for x, y, heading, length, half, bend, cuts in places:
        in_sun = x < SIDE_PX / 2
        grown = rng.uniform(0.9, 1.12)
        leaf = Leaf(
            x + rng.uniform(-14, 14),
            y + rng.uniform(-26, 26),
            heading + rng.uniform(-0.14, 0.14),
            length * grown,
            half * grown,
            bend,
            cuts,
        )
        lit = mix(morning.lit, morning.sun, 0.30 if in_sun else 0.0) * (1.0 if in_sun else 0.82)
        shaded = mix(morning.shaded, morning.lit, 0.34 if in_sun else 0.08)
        tint = rng.uniform(0.9, 1.06)
        grow_leaf(board, leaf, lit * tint, shaded * tint * (1.0 if in_sun else 0.85))


WORLD = Change(
    Card(
        "greenhouse",
        title=LocalizedText(en="Greenhouse", fr="Serre"),
        description=LocalizedText(
            en="Iron and glass, morning sun, and large leaves.",
            fr="Du fer et du verre, le soleil du matin et de grandes feuilles.",
        ),
        words=(
            "Behind them a greenhouse of iron and glass, morning sun through its ribs, large "
            "tropical leaves"
        ),
    ),
    Kind.WORLD,
    stand_among_leaves,
)
