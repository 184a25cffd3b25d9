"""A window in the rain: drops on the glass, and the lights of a street blurred behind it."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.architecture import spans
from trombine.engines.portrait.techniques.boards import (
    Board,
    Glow,
    box,
    pigments,
    ramp,
    toward_light,
)
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.filters import mix


@dataclass(frozen=True, slots=True)
class Evening:
    """Colors: air above and below, houses, the frame, and (N, 3) lamps, the first the light."""

    above: FloatArray
    below: FloatArray
    house: FloatArray
    frame: FloatArray
    lamps: FloatArray


EVENINGS = tuple(
    Evening(*(pigments(codes) for codes in row))
    for row in (
        ("#25395c", "#4f6488", "#152642", "#55392c", "#ffab52 #ff7a42 #ffd070 #4fd0d8 #ff5a55"),
        ("#2b3160", "#6a5584", "#191c44", "#5c3a30", "#ff9a58 #ff5f6a #ffc86a #9a86ff #58b8ff"),
        ("#1c444e", "#4f7f78", "#0e2c38", "#574028", "#ffc04f #ff8a48 #ffe28a #52e0b0 #ff6450"),
    )
)

GLASS = (64.0, 96.0, 960.0, 1100.0)
POST_X = 806.0
DROPS = 150
LARGE_DROPS = 22
SMALL_PX = 7.0
"""Drops below this half width are two discs: nobody sees more of them."""
RUNS = 11


def sit_at_window(portrait: Portrait, look: Look) -> Portrait:
    """Return the person before a window in the rain, most of the lamps on the side of the light."""
    return set_in(portrait, look, _paint(look), light=_evening(look).lamps[0])


def _evening(look: Look) -> Evening:
    return EVENINGS[int(look.rng(54).integers(len(EVENINGS)))]


def _paint(look: Look) -> SrgbImage:
    evening, rng = _evening(look), look.rng(55)
    board = _paint_street(rng, evening)
    _let_rain(board, rng)
    _frame(board, evening)
    glow = Glow()
    glow.bulb(110, 560, 330, evening.lamps[0] * 0.34)
    glow.bulb(512, 420, 300, evening.below * 0.30)
    return toward_light(board.finish(glow), look)


def _paint_street(rng: np.random.Generator, evening: Evening) -> Board:
    """Return houses and lamps far out of focus."""
    board = Board.primed(ramp([(0, evening.above), (0.75, evening.below)]))
    for left, right in spans(rng, (-30.0, 1054.0), wide=(110, 210)):
        top = rng.uniform(150, 420) + (160 if 300 < left < 620 else 0)
        board.fill(box(left, top, right, SIDE_PX), mix(evening.house, evening.below, 0.15))
        for y in np.arange(top + 40, 800, 74):
            for x in np.arange(left + 18, right - 30, 52):
                if rng.random() < 0.35:
                    board.tile(x, y, 28, 40, evening.lamps[int(rng.integers(3))] * 0.8)
    board = board.softened(11)
    for lights, radius, low in ((18, (13, 22), 640), (13, (26, 40), 610), (9, (48, 74), 560)):
        # More of them where the light is; spread out, or they would look like soap bubbles.
        places = (np.arange(lights) + rng.uniform(0.1, 0.9, lights)) / lights
        for place in places**1.35:
            x, y = SIDE_PX * place, low + rng.normal(0, 40) + rng.choice([0, 0, -190])
            lamp = evening.lamps[int(rng.integers(len(evening.lamps)))]
            opacity = rng.uniform(0.5, 0.85) * (0.5 if 300 < x < 724 else 1.0)
            board.bokeh((x, y, rng.uniform(*radius)), lamp, opacity=opacity)
    return board


def _let_rain(board: Board, rng: np.random.Generator) -> None:
    """Put drops on the glass: each a small lens that shows the street upside down."""
    street = cv2.resize(board.pixels, (64, 64), interpolation=cv2.INTER_AREA) / np.float32(255)
    for _ in range(RUNS):
        x, y = rng.uniform(80, 300) + rng.choice([0, 640]), rng.uniform(100, 420)
        end = y + rng.uniform(140, 300)
        size = rng.uniform(13, 21)
        wander = x + np.cumsum(rng.normal(0, 2.2, 14))
        # A run tears into beads that grow toward the drop that drags it.
        for share, bead_x in zip(np.linspace(0, 0.9, 14), wander, strict=True):
            bead_y = y + (end - y) * share + rng.uniform(-6, 6)
            _drop(board, (bead_x, bead_y, size * (0.18 + 0.42 * share)), street)
        _drop(board, (float(wander[-1]), end, size), street)
    for _ in range(DROPS):
        size = 3.5 + 12 * rng.random() ** 4
        _drop(board, (rng.uniform(64, 960), rng.uniform(96, 1000), size), street)
    for number in range(LARGE_DROPS):
        # The large ones hang where no head hides them.
        x = rng.uniform(80, 270) if number % 2 else rng.uniform(750, 945)
        _drop(board, (x, rng.uniform(110, 640), rng.uniform(15, 27)), street)


def _seen_through(street: FloatArray, x: float, y: float) -> tuple[FloatArray, FloatArray]:
    """Return the color below and above a place: a drop shows them the other way round."""
    column = int(np.clip(x / 16, 0, 63))
    below = street[int(np.clip((y + 150) / 16, 0, 63)), column]
    above = street[int(np.clip((y - 150) / 16, 0, 63)), column]
    return below, np.minimum(above * 1.25 + 0.16, 1)


def _drop(board: Board, drop: tuple[float, float, float], street: FloatArray) -> None:
    x, y, size = drop
    dark, light = _seen_through(street, x, y)
    body = (x, y, size, size * 1.2)
    if size < SMALL_PX:
        board.disc(body, dark * 0.55)
        board.disc((x + size * 0.1, y + size * 0.35, size * 0.7, size * 0.7), light)
        return
    board.ball(body, (light, dark * 0.45), heart=(0.15, 0.55), opacity=0.92)
    spark = (x - size * 0.35, y - size * 0.5, size * 0.22, size * 0.2)
    board.disc(spark, np.ones(3, np.float32))


def _frame(board: Board, evening: Evening) -> None:
    """Put the wood round the glass; where it faces the lamps it catches their light."""
    left, top, right, _ = GLASS
    wood, lamp = evening.frame, evening.lamps[0]
    edge = mix(wood, lamp, 0.42)
    bars = [(-20.0, -20.0, 1044.0, top), (-20.0, 0.0, left, 1040.0), (right, 0.0, 1044.0, 1040.0)]
    bars += [(POST_X - 20, top, POST_X + 20, 1040.0)]
    for bar in bars:
        board.fill(box(*bar), wood)
        board.fill(box(bar[2] - 12, bar[1], bar[2], bar[3]), wood * 0.6)
    board.fill(box(left, top - 16, right, top), wood * 0.55)
    for x in (POST_X - 20, right):
        board.fill(box(x, top, x + 9, 1040), edge)
    board.fill(box(0, 40, 1024, 47), wood * 1.35)
    board.fill(box(24, 47, 30, 1040), wood * 1.35)


WORLD = Change(
    Card(
        "rainy-window",
        title=LocalizedText(en="Rainy window", fr="Fenêtre sous la pluie"),
        description=LocalizedText(
            en="Drops on the glass, and a street of blurred lights.",
            fr="Des gouttes sur la vitre et une rue aux lumières floues.",
        ),
        words=(
            "Behind them a window in the rain, drops on the glass, blurred lights of a street at "
            "dusk"
        ),
    ),
    Kind.WORLD,
    sit_at_window,
)
