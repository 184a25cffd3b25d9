"""A tall leaded window: colored panes, and their light on the stone about them."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.architecture import pointed_arch
from trombine.engines.portrait.techniques.boards import (
    Board,
    Glow,
    floats,
    pigments,
    ramp,
    soft_grid,
    toward_light,
)
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix

STONE = hex_color("#6f6878")
LEAD = "#15131c"
SUN = hex_color("#fff0cc")


@dataclass(frozen=True, slots=True)
class Glass:
    """Colors: the field of panes, roundels, their petals, the border, each (N, 3); the lead."""

    field: FloatArray
    roundel: FloatArray
    petal: FloatArray
    border: FloatArray
    lead: FloatArray

    def in_haze(self) -> Self:
        """Return paler glass in paler lead, calm enough to stand behind a head."""
        haze = mix(self.field[1], SUN, 0.2)
        parts = (self.field, self.roundel, self.petal, self.border, self.lead)
        return type(self)(*(mix(part, haze, 0.32) for part in parts))


WINDOWS = tuple(
    Glass(*(pigments(codes) for codes in row))
    for row in (
        (
            "#2f62c4 #3f7fe0 #2450a8 #5b98ea",
            "#d8353f #b8243a",
            "#ffc94a #ffe08a",
            "#34a06a #e8b33c",
            LEAD,
        ),
        (
            "#1f8f86 #2fb3a0 #17766f #63c9b8",
            "#e06a2c #c9482c",
            "#ffd765 #fff0b0",
            "#a53a6e #f0b040",
            LEAD,
        ),
        (
            "#7a3fb8 #9a5ad4 #6a34a4 #b483e6",
            "#2a7fc0 #1f66a8",
            "#ffcf5c #ffe7a0",
            "#d8455a #f2b84a",
            LEAD,
        ),
    )
)

LANCETS = ((10.0, 40.0, 262.0), (318.0, -120.0, 706.0), (762.0, 40.0, 1014.0))
"""Left, top and right of the three lights of the window; the tall one is behind the head."""

FOOT = 1040.0
PANES = 4
"""Diamonds across a light."""


def stand_before(portrait: Portrait, look: Look) -> Portrait:
    """Return the person before a church window, the sun on the side of the light."""
    glass = WINDOWS[int(look.rng(60).integers(len(WINDOWS)))]
    return set_in(portrait, look, _paint(look, glass), light=mix(SUN, glass.petal[0], 0.4))


def _paint(look: Look, glass: Glass) -> SrgbImage:
    rng = look.rng(61)
    wall = _build_wall(rng)
    panes = _lead_window(rng, glass)
    x, y = soft_grid()
    # The sun stands at the upper left: there the glass shines most.
    sun = 1.12 - 0.42 * x / SIDE_PX - 0.16 * np.abs(y / SIDE_PX - 0.35)
    panes = panes.lit(np.repeat(sun[..., None], 3, axis=2))
    wall.paste(panes, [pointed_arch(left, top, right, FOOT) for left, top, right in LANCETS])
    for left, top, right in LANCETS:
        arch = pointed_arch(left, top, right, FOOT)
        wall.stroke(arch, glass.lead, 9)
    glow = Glow()
    for left, _, right in LANCETS:
        strength = 0.30 - 0.14 * (left + right) / 2 / SIDE_PX
        glow.bulb((left + right) / 2, 330, 190, glass.field[1] * strength)
    glow.bulb(120, 150, 230, SUN * 0.30)
    _cast(glow, glass)
    return toward_light(wall.finish(glow), look)


def _build_wall(rng: np.random.Generator) -> Board:
    """Return ashlar; splayed jambs about each light catch the sun on their right."""
    board = Board.primed(ramp([(0, STONE * 0.62), (1, STONE * 0.5)]))
    for row, y in enumerate(np.arange(-20.0, SIDE_PX, 62)):
        for x in np.arange(-60.0 * (row % 2), SIDE_PX, 120):
            board.tile(x + 2, y + 2, 116, 58, STONE * rng.uniform(0.50, 0.62))
    for left, top, right in LANCETS:
        for grow, shade in ((30, 0.34), (22, 0.74), (8, 0.5)):
            board.fill(pointed_arch(left - grow, top - grow, right + grow, FOOT), STONE * shade)
        lit = pointed_arch(left - 22, top - 22, right + 22, FOOT)
        board.stroke(lit[13:], mix(STONE, SUN, 0.5), 6)
    return board


def _lead_window(rng: np.random.Generator, glass: Glass) -> Board:
    board = Board.primed(ramp([(0, glass.field[0]), (1, glass.field[2])]))
    petals = int(rng.integers(5, 9))
    for lancet, seen in zip(LANCETS, (glass, glass.in_haze(), glass), strict=True):
        _lay_lattice(board, rng, lancet, seen)
        _set_roundels(board, lancet, seen, petals)
        _edge_with_border(board, rng, lancet, seen)
    return board


def _lay_lattice(
    board: Board, rng: np.random.Generator, lancet: tuple[float, float, float], glass: Glass
) -> None:
    left, top, right = lancet
    wide = (right - left) / PANES
    tall = wide * 1.35
    for row in range(int((FOOT - top) / (tall / 2)) + 3):
        y = top + row * tall / 2
        for column in range(-(row % 2), PANES):
            x = left + (column + 0.5 * (row % 2)) * wide
            kind = glass.petal if rng.random() < 0.07 else glass.field
            kind = glass.roundel if rng.random() < 0.10 else kind
            color = kind[int(rng.integers(len(kind)))] * rng.uniform(0.86, 1.08)
            pane = floats(
                [[x, y], [x + wide / 2, y - tall / 2], [x + wide, y], [x + wide / 2, y + tall / 2]]
            )
            board.fill(pane, color)
            light = pane * 0.5 + pane.mean(axis=0) * 0.5 - [wide * 0.05, tall * 0.05]
            board.fill(light, color * 1.12)
        corners = np.arange(2 * PANES + 2)
        zigzag_x = left + (corners - row % 2) * wide / 2
        zigzag = np.column_stack([zigzag_x, y - tall / 2 * (corners % 2)])
        board.stroke(zigzag, glass.lead, 5)


def _set_roundels(
    board: Board, lancet: tuple[float, float, float], glass: Glass, petals: int
) -> None:
    """Set flowers of glass down the middle: a ring of petals about an eye."""
    left, top, right = lancet
    middle, size = (left + right) / 2, (right - left) * 0.30
    first = top + (right - left) * 0.86
    for number, y in enumerate(np.arange(first, FOOT, size * 2.9)):
        disc = glass.roundel[number % len(glass.roundel)]
        board.disc((middle, y, size + 4, size + 4), glass.lead)
        board.disc((middle, y, size - 2, size - 2), disc * 0.86)
        board.disc((middle, y, size * 0.84, size * 0.84), disc)
        for petal in range(petals):
            angle = -np.pi / 2 + petal * 2 * np.pi / petals
            color = glass.petal[petal % len(glass.petal)]
            place = (middle, float(y), angle, size, 1.5 / petals * size)
            _set_petal(board, place, color, glass.lead)
        board.disc((middle, y, size * 0.24, size * 0.24), glass.lead)
        board.disc((middle, y, size * 0.18, size * 0.18), disc * 1.2)


def _set_petal(
    board: Board,
    petal: tuple[float, float, float, float, float],
    color: FloatArray,
    lead: FloatArray,
) -> None:
    x, y, angle, size, half_px = petal
    share = np.linspace(0, 1, 13)
    half = half_px * np.sin(np.pi * share**0.8)
    along = size * (0.16 + 0.72 * share)
    sides = [np.column_stack([along, half]), np.column_stack([along, -half])[::-1]]
    local = np.vstack(sides)
    cos, sin = np.cos(angle), np.sin(angle)
    outline = local @ np.array([[cos, sin], [-sin, cos]]) + [x, y]
    board.fill(outline, color)
    board.stroke(outline, lead, 4, closed=True)


def _edge_with_border(
    board: Board, rng: np.random.Generator, lancet: tuple[float, float, float], glass: Glass
) -> None:
    """Run a border of small panes along the stone."""
    left, top, right = lancet
    outer = pointed_arch(left, top, right, FOOT)
    inner = pointed_arch(left + 30, top + 40, right - 30, FOOT)
    for path in ((outer[:14], inner[:14]), (outer[13:], inner[13:])):
        rim, rail = (_evenly(p, 22) for p in path)
        for number in range(21):
            pane = np.vstack([rim[number : number + 2], rail[number : number + 2][::-1]])
            color = glass.border[(number + int(rng.integers(2))) % len(glass.border)]
            board.fill(pane, color * rng.uniform(0.85, 1.05))
            board.stroke(pane[[0, 3]], glass.lead, 4)
        board.stroke(rail, glass.lead, 6)


def _evenly(path: FloatArray, count: int) -> FloatArray:
    """Return points at even distances along a path."""
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    along = np.concatenate([[0], np.cumsum(steps)])
    places = np.linspace(0, along[-1], count)
    return np.stack([np.interp(places, along, p) for p in path.T], axis=1).astype(np.float32)


def _cast(glow: Glow, glass: Glass) -> None:
    """Let light of the panes fall aslant to the right."""
    colors = (glass.petal[0], glass.roundel[0], glass.field[3], glass.petal[1])
    for number, color in enumerate(colors):
        x = -60.0 + 92 * number
        beam = [[x, 60], [x + 62, 60], [x + 760, 1060], [x + 560, 1060]]
        glow.shaft(floats(beam), color * 0.085, softness_px=14)


WORLD = Change(
    Card(
        "stained-glass",
        title=LocalizedText(en="Stained glass", fr="Vitrail"),
        description=LocalizedText(
            en="A tall leaded window and its colored light.",
            fr="Une haute verrière au plomb et sa lumière colorée.",
        ),
        words=(
            "Behind them a tall stained-glass window, leaded panes of colored glass, beams of "
            "colored light"
        ),
    ),
    Kind.WORLD,
    stand_before,
)
