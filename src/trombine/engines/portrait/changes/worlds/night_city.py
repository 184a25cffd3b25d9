"""A city at night: an avenue between towers, the moon over its roofs, haze over its street."""

from dataclasses import dataclass

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.architecture import Span, View, spans
from trombine.engines.portrait.techniques.boards import (
    Board,
    Glow,
    box,
    floats,
    ramp,
    soft_grid,
    toward_light,
)
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix, smoothstep


@dataclass(frozen=True, slots=True)
class Night:
    """Colors (3,): sky above and low, haze over the street, walls, moon, and lamps in windows."""

    zenith: FloatArray
    low: FloatArray
    haze: FloatArray
    wall: FloatArray
    moon: FloatArray
    lamp: FloatArray


NIGHTS = tuple(
    Night(*(hex_color(c) for c in colors))
    for colors in (
        ("#0b1538", "#3a3f8f", "#c9758f", "#141a3c", "#fff3d6", "#ffc46b"),
        ("#07203a", "#1f6283", "#7fb7ab", "#0c2238", "#f2fbff", "#ffd27d"),
        ("#1c1140", "#5a3a94", "#e58a6a", "#1d1540", "#ffe9c9", "#ffb45e"),
    )
)

COOL_LAMP = hex_color("#9fd8ff")
AVENUE = View(512, 800)
"""The eye is high: the horizon lies low, behind the shoulders."""

ROWS = ((0.72, 470.0, (38, 74)), (0.42, 400.0, (64, 120)), (0.18, 330.0, (90, 150)))
"""Of towers, the farthest first: how much haze lies before them, mean roof, widths."""


def stand_above(portrait: Portrait, look: Look) -> Portrait:
    """Return the person high above an avenue, the moon on the side of the light."""
    return set_in(portrait, look, _paint(look), light=_night(look).moon)


def _night(look: Look) -> Night:
    return NIGHTS[int(look.rng(51).integers(len(NIGHTS)))]


def _paint(look: Look) -> SrgbImage:
    night, rng = _night(look), look.rng(52)
    board = Board.primed(ramp([(0, night.zenith), (0.42, night.low), (0.8, night.haze)]))
    glow = Glow()
    moon_x, moon_y = rng.uniform(120, 220), rng.uniform(120, 200)
    _hang_moon(board, glow, (moon_x, moon_y, rng.uniform(62, 84)), night)
    rising = smoothstep(520, 860, soft_grid()[1])
    for haze, roof, wide in ROWS:
        _raise_row(board, rng, (haze, roof, wide), night)
        board = board.glazed(night.haze, rising * np.float32(0.30 + 0.5 * haze))
    _stand_at_sides(board, rng, night)
    glow.bulb(512, 860, 330, night.lamp * 0.55)
    glow.bulb(512, 480, 300, night.haze * 0.20)
    return toward_light(board.finish(glow), look)


def _hang_moon(board: Board, glow: Glow, moon: tuple[float, float, float], night: Night) -> None:
    x, y, radius = moon
    board.ball((x, y, radius, radius), (night.moon, night.moon * 0.90), heart=(-0.3, -0.3))
    for dx, dy, size in ((-0.3, -0.2, 0.26), (0.25, 0.1, 0.32), (-0.1, 0.45, 0.2)):
        sea = (x + dx * radius, y + dy * radius, size * radius, size * radius * 0.8)
        board.ball(sea, (night.moon * 0.84,) * 2, opacity=0.6)
    glow.bulb(x, y, radius * 2.2, night.moon * 0.34)
    glow.bulb(x, y, radius * 5.5, mix(night.low, night.moon, 0.4) * 0.26)


def _raise_row(
    board: Board, rng: np.random.Generator, row: tuple[float, float, Span], night: Night
) -> None:
    haze, roof, wide = row
    wall = mix(night.wall, mix(night.low, night.haze, 0.5), haze)
    for left, right in spans(rng, (-40.0, SIDE_PX + 40.0), wide=wide, gap=wide[0] * 0.25):
        # Low under the moon and high on the other side.
        top = roof + rng.uniform(-130, 150) + 90 * (1 - left / 512)
        _raise_tower(board, rng, (left, top, right), wall)
        board.stroke(floats([[left, SIDE_PX], [left, top]]), mix(wall, night.moon, 0.35), 2)
        size = (wide[0] * 0.11, wide[0] * 0.15)
        _light_windows(board, rng, (left, top, right), (size, mix(night.lamp, wall, haze * 0.7)))


def _raise_tower(
    board: Board, rng: np.random.Generator, tower: tuple[float, float, float], wall: FloatArray
) -> None:
    left, top, right = tower
    wide, middle = right - left, (left + right) / 2
    board.fill(box(left, top, right, SIDE_PX), wall)
    board.fill(box(right - wide * 0.24, top, right, SIDE_PX), wall * 0.84)
    crown = int(rng.integers(5))
    if crown == 0:
        board.fill(box(left + wide * 0.2, top - wide * 0.4, right - wide * 0.2, top + 2), wall)
    elif crown == 1:
        spire = [[left, top + 1], [middle, top - wide * 1.1], [right, top + 1]]
        board.fill(floats(spire), wall)
    elif crown == 2:
        board.stroke(floats([[middle, top], [middle, top - wide * 0.9]]), wall, wide * 0.05)
    elif crown == 3:
        slope = [[left, top + 1], [left, top - wide * 0.6], [right, top + 1]]
        board.fill(floats(slope), wall)


def _light_windows(
    board: Board,
    rng: np.random.Generator,
    tower: tuple[float, float, float],
    panes: tuple[Span, FloatArray],
) -> None:
    left, top, right = tower
    (wide, tall), lamp = panes
    if wide < 5:  # smaller ones would flicker in a small picture
        wide, tall = 4.0, 6.0
    columns = np.arange(left + wide, right - wide * 1.6, wide * 2.1)
    for y in np.arange(top + tall * 1.4, 820, tall * 2.1):
        lit = rng.random(columns.size) < (0.40 if rng.random() < 0.6 else 0.12)
        for x in columns[lit]:
            board.tile(x, y, wide, tall, lamp * rng.uniform(0.62, 1.0))


def _stand_at_sides(board: Board, rng: np.random.Generator, night: Night) -> None:
    """Stand a low house under the moon and a tall one across the avenue, seen along its walls."""
    for inner, roof, depth in ((120.0, rng.uniform(430, 500), 1.55), (905.0, -60.0, 1.6)):
        outer = -60.0 if inner < AVENUE.x_px else SIDE_PX + 60.0
        facing_moon = inner > AVENUE.x_px
        side = mix(night.wall, night.low, 0.34 if facing_moon else 0.06)
        side = mix(side, night.haze, 0.10)
        board.fill(AVENUE.wall(inner, (roof, 1500), (1.0, depth)), side)
        board.fill(box(min(inner, outer), roof, max(inner, outer), SIDE_PX), night.wall * 0.8)
        corner = floats([[inner, SIDE_PX], [inner, roof], [outer, roof]])
        board.stroke(corner, mix(night.wall, night.moon, 0.5), 4)
        eaves = AVENUE.wall(inner, (roof, roof + 26), (1.0, depth))
        board.fill(eaves, mix(side, night.moon, 0.22 if facing_moon else 0.08))
        _light_wall(board, rng, (inner, roof, depth), night)
        _light_front(board, rng, (inner, outer, roof), night)


def _light_wall(
    board: Board, rng: np.random.Generator, wall: tuple[float, float, float], night: Night
) -> None:
    x, roof, depth = wall
    for top in np.arange(roof + 60, 900, 78):
        for near in np.arange(1.03, depth - 0.05, 0.085):
            pane = AVENUE.wall(x, (top, top + 46), (near, near + 0.052))
            if rng.random() < 0.46:
                lamp = COOL_LAMP if rng.random() < 0.12 else night.lamp
                board.fill(pane, lamp * rng.uniform(0.7, 1.0))
            else:
                board.fill(pane, mix(night.wall * 0.6, night.low, 0.25))


def _light_front(
    board: Board, rng: np.random.Generator, front: tuple[float, float, float], night: Night
) -> None:
    inner, outer, roof = front
    left, right = min(inner, outer), max(inner, outer)
    for top in np.arange(roof + 60, 1000, 78):
        for x in np.arange(left + 22, right - 30, 46):
            lit = rng.random() < 0.4
            lamp = night.lamp * rng.uniform(0.75, 1.0)
            board.tile(x, top, 26, 44, lamp if lit else night.wall * 0.55)
            if lit and rng.random() < 0.5:  # a blind, half drawn
                board.tile(x, top, 26, 16, lamp * 0.72)


WORLD = Change(
    Card(
        "night-city",
        title=LocalizedText(en="City at night", fr="Ville la nuit"),
        description=LocalizedText(
            en="High above an avenue, the moon over lit windows.",
            fr="Au-dessus d’une avenue, la lune sur des fenêtres éclairées.",
        ),
        words=(
            "Behind them a city at night, towers with lit windows along an avenue, the moon "
            "above the roofs"
        ),
    ),
    Kind.WORLD,
    stand_above,
)
