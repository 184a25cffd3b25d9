"""A café: daylight through its front, lamps over the bar, shelves with cups and jars."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.architecture import Leaf, View, grow_leaf, pendant
from trombine.engines.portrait.techniques.boards import (
    Board,
    Glow,
    box,
    floats,
    pigments,
    ramp,
    toward_light,
)
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix


@dataclass(frozen=True, slots=True)
class House:
    """Colors: wall, wood, air and greenery outside, the light; (N, 3) crockery."""

    wall: FloatArray
    wood: FloatArray
    air: FloatArray
    green: FloatArray
    light: FloatArray
    crockery: FloatArray


HOUSES = tuple(
    House(*(pigments(codes) for codes in row))
    for row in (
        (
            "#3f6f6c",
            "#7a4b2e",
            "#e8c27e",
            "#7f9f4c",
            "#ffe0a6",
            "#f3e6cf #d9765a #e5b75a #8fb8ae #f7f1e4 #b5533f",
        ),
        (
            "#a5604a",
            "#5a3826",
            "#e9c48e",
            "#8c9a50",
            "#ffd8a0",
            "#f4e7d0 #3f7d7a #e8bd63 #d6d8c4 #2f5a63 #f9f3e6",
        ),
        (
            "#5b6288",
            "#6e4630",
            "#eeb48a",
            "#97905a",
            "#ffdcae",
            "#f6e9d6 #d98a6a #f0c66e #9aa7cf #fbf5ea #7c5a86",
        ),
    )
)
STEEL, BULB = hex_color("#2c2b30"), hex_color("#ffdf9e")
LEAF = hex_color("#5f8f4a")

ROOM = View(600, 470)
FRONT_X, BACK = -90.0, 2.15
"""The glass front on the left, and the depth of the wall behind."""

PANES = ((0.92, 1.2), (1.24, 1.62), (1.66, 2.1))
SHELVES = (252.0, 416.0, 580.0)
SHELF_X = 668.0

Thing: TypeAlias = Callable[[Board, tuple[float, float, float], FloatArray], None]


def sit_in_cafe(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a café, its front on the side of the light."""
    return set_in(portrait, look, _paint(look), light=_house(look).light)


def _house(look: Look) -> House:
    return HOUSES[int(look.rng(70).integers(len(HOUSES)))]


def _paint(look: Look) -> SrgbImage:
    house, rng = _house(look), look.rng(71)
    board = Board.primed(ramp([(0, house.wall * 0.94), (1, house.wall)]))
    _panel_back(board, house)
    for y in SHELVES:
        _fill_shelf(board, rng, y, house)
    board.fill(ROOM.wall(FRONT_X, (-600, 1600), (0.8, BACK)), house.wood * 0.8)
    light = Glow.ambient(floats([0.56, 0.56, 0.62]))
    light.bulb(190, 420, 470, house.light * 0.50)
    window = floats([[360, 150], [560, 90], [700, 800], [420, 900]])
    light.shaft(window, house.light * 0.26, softness_px=44)
    light.bulb(905, 360, 260, BULB * 0.52)
    board = board.lit(light.plane)
    _open_front(board, rng, house)
    glow = Glow()
    glow.bulb(90, 420, 330, house.light * 0.17)
    colors = (mix(STEEL, house.wall, 0.25), mix(STEEL, house.light, 0.55), BULB)
    for x, y, size in ((372.0, 96.0, 38.0), (902.0, 128.0, 76.0), (196.0, 168.0, 66.0)):
        lamp = (x + rng.uniform(-16, 16), y + rng.uniform(-18, 18), size)
        pendant(board, glow, lamp, colors)
    return toward_light(board.finish(glow), look)


def _panel_back(board: Board, house: House) -> None:
    """Panel the lower wall and set the bar before it."""
    board.fill(box(0, 640, SIDE_PX, 1030), house.wood * 0.9)
    for x in np.arange(300.0, SIDE_PX, 92):
        board.fill(box(x, 664, x + 76, 800), house.wood * 0.74)
        board.stroke(floats([[x, 800], [x, 664], [x + 76, 664]]), house.wood * 1.2, 3)
    board.fill(box(0, 634, SIDE_PX, 650), house.wood * 1.3)
    for y in np.arange(20.0, 634.0, 52):
        for x in np.arange(280 + 26 * (y // 52 % 2), SIDE_PX, 104.0):
            board.tile(x, y, 100, 48, house.wall * (1.05 if (x + y) // 52 % 3 else 0.98))


def _fill_shelf(board: Board, rng: np.random.Generator, y: float, house: House) -> None:
    board.fill(box(SHELF_X, y + 20, SIDE_PX, y + 44), house.wall * 0.62)
    x = SHELF_X + 18
    things = (_cup, _stack, _jar, _bottle, _cup, _teapot, _pot)
    last = -1
    while x < SIDE_PX - 20:
        kind = int(rng.integers(len(things)))
        if kind == last:
            kind = (kind + 1) % len(things)
        last = kind
        size = rng.uniform(54, 66)
        color = house.crockery[int(rng.integers(len(house.crockery)))] * rng.uniform(0.9, 1.0)
        things[kind](board, (x + size * 0.62, y, size), color)
        x += size * rng.uniform(1.42, 1.62)
    board.fill(box(SHELF_X, y, SIDE_PX, y + 20), mix(house.wood, house.light, 0.22))
    board.fill(box(SHELF_X, y, SIDE_PX, y + 6), mix(house.wood, house.light, 0.6))
    for bracket in (SHELF_X + 34, SIDE_PX - 90):
        arm = floats([[bracket, y + 20], [bracket + 12, y + 20], [bracket + 4, y + 66]])
        board.fill(arm, STEEL)


def _round(
    board: Board, edges: tuple[float, float, float, float, float], color: FloatArray
) -> None:
    """Fill a turned vessel (middle, top, foot, half its width above and below), lit on its left."""
    x, top, foot, upper, lower = edges
    left = floats([[x - upper, top], [x - lower, foot]])
    right = floats([[x + upper, top], [x + lower, foot]])
    lit = np.minimum(color * 1.2 + 0.06, 1)
    board.blend(left, right, [color * 0.9, lit, color, color * 0.72, color * 0.52])


def _cup(board: Board, place: tuple[float, float, float], color: FloatArray) -> None:
    x, y, size = place
    turn = np.linspace(0, 2 * np.pi, 21)
    ear = [x + size * (0.5 + 0.22 * np.cos(turn)), y - size * (0.42 + 0.2 * np.sin(turn))]
    board.stroke(np.column_stack(ear), color * 0.75, size * 0.1)
    _round(board, (x, y - size * 0.78, y, size * 0.46, size * 0.32), color)
    board.disc((x, y - size * 0.78, size * 0.46, size * 0.08), color * 0.62)


def _jar(board: Board, place: tuple[float, float, float], color: FloatArray) -> None:
    x, y, size = place
    _round(board, (x, y - size * 1.35, y, size * 0.46, size * 0.46), mix(color, STEEL, 0.12))
    _round(board, (x, y - size * 0.86, y - 3, size * 0.44, size * 0.44), color * 0.74)
    _round(board, (x, y - size * 1.6, y - size * 1.33, size * 0.36, size * 0.5), STEEL * 1.7)


def _bottle(board: Board, place: tuple[float, float, float], color: FloatArray) -> None:
    x, y, size = place
    glass = mix(color, LEAF, 0.4) * 0.85
    _round(board, (x, y - size * 1.25, y, size * 0.32, size * 0.34), glass)
    _round(board, (x, y - size * 1.55, y - size * 1.23, size * 0.12, size * 0.32), glass)
    _round(board, (x, y - size * 1.95, y - size * 1.5, size * 0.12, size * 0.12), glass)


def _stack(board: Board, place: tuple[float, float, float], color: FloatArray) -> None:
    x, y, size = place
    for number in range(3):
        foot = y - size * 0.46 * number
        tint = color * (1 - 0.1 * (number % 2))
        _round(board, (x, foot - size * 0.46, foot, size * 0.5, size * 0.3), tint)


def _pot(board: Board, place: tuple[float, float, float], color: FloatArray) -> None:
    x, y, size = place
    for heading in (-2.6, -0.5, -2.0, -1.1, -1.55):
        bend = 0.5 if heading > -1.5 else -0.5
        leaf = Leaf(x, y - size * 0.6, heading, size * 1.1, size * 0.24, bend)
        grow_leaf(board, leaf, LEAF * 1.25, LEAF * 0.7)
    _round(board, (x, y - size * 0.66, y, size * 0.42, size * 0.3), color)


def _teapot(board: Board, place: tuple[float, float, float], color: FloatArray) -> None:
    x, y, size = place
    spout = [[0.3, -0.3], [0.72, -0.72], [0.84, -0.7], [0.5, -0.12]]
    board.fill(floats(spout) * size + [x, y], color * 0.7)
    turn = np.linspace(1.9, 4.4, 15)
    ear = [x - size * 0.36 + size * 0.3 * np.cos(turn), y - size * 0.45 + size * 0.3 * np.sin(turn)]
    board.stroke(np.column_stack(ear), color * 0.8, size * 0.1)
    body = (x, y - size * 0.42, size * 0.5, size * 0.44)
    board.ball(body, (np.minimum(color * 1.2, 1), color * 0.62), heart=(-0.4, -0.4))
    board.disc((x, y - size * 0.92, size * 0.09, size * 0.09), color * 0.7)


def _open_front(board: Board, rng: np.random.Generator, house: House) -> None:
    """Set panes into the front, the street behind them far out of focus."""
    street = _paint_street(rng, house)
    board.paste(street, [ROOM.wall(FRONT_X, (-20, 690), pane) for pane in PANES])
    edge = mix(house.wood, house.light, 0.6)
    for near, far in PANES:
        pane = ROOM.wall(FRONT_X, (-20, 690), (near, far))
        board.stroke(pane, house.wood * 0.42, 13 / near, closed=True)
        # What faces the street is bright along its inner side.
        board.stroke(pane[[1, 2]], edge, 6 / near)
        board.stroke(pane[[2, 3]], edge, 6 / near)
        bar = ROOM.see([(FRONT_X, 190, near), (FRONT_X, 190, far)])
        board.stroke(bar, house.wood * 0.42, 13 / near)
    sill = ROOM.wall(FRONT_X, (700, 730), (0.8, BACK))
    board.fill(sill, mix(house.wood, house.light, 0.35))


def _paint_street(rng: np.random.Generator, house: House) -> Board:
    board = Board.primed(
        ramp(
            [
                (0, house.air),
                (0.42, mix(house.air, house.light, 0.6)),
                (0.58, mix(house.air, house.green, 0.6)),
            ]
        )
    )
    for _ in range(9):
        x, y = rng.uniform(-20, 330), rng.normal(330, 70)
        size = rng.uniform(50, 100)
        board.disc((x, y, size, size), mix(house.green, house.air, rng.uniform(0.0, 0.5)))
    board.fill(box(0, 560, 400, 1024), mix(house.wood, house.air, 0.4))
    board = board.softened(17)
    for _ in range(22):
        place = (rng.uniform(-10, 330), rng.uniform(200, 640), rng.uniform(14, 40))
        color = house.light if rng.random() < 0.6 else house.crockery[int(rng.integers(3))]
        board.bokeh(place, color, opacity=rng.uniform(0.25, 0.6))
    for number, near in enumerate(np.arange(0.8, BACK, 0.075)):
        # Over the panes hangs an awning, striped and scalloped.
        stripe = house.crockery[1] if number % 2 else house.crockery[0]
        cloth = [(FRONT_X, y, near + d) for y, d in ((-200, 0), (-200, 0.075), (78, 0.075))]
        cloth += [(FRONT_X, 104, near + 0.038), (FRONT_X, 78, near)]
        board.fill(ROOM.see(cloth), mix(stripe * 0.92, house.light, 0.12))
    return board


WORLD = Change(
    Card(
        "cafe",
        title=LocalizedText(en="Café", fr="Café"),
        description=LocalizedText(
            en="A bright front, lamps over the bar, cups on the shelves.",
            fr="Une vitrine claire, des lampes au-dessus du bar, des tasses sur les étagères.",
        ),
        words=(
            "Behind them a small café, daylight through its glass front, pendant lamps, shelves "
            "of cups and jars"
        ),
    ),
    Kind.WORLD,
    sit_in_cafe,
)
