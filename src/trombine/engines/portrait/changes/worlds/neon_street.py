"""A wet street at night between neon signs that are shapes only."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.architecture import View, sagging
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
from trombine.imaging.filters import mix


@dataclass(frozen=True, slots=True)
class Night:
    """Colors: sky, haze at the end of the street, walls, and (4, 3) tubes, the first the light."""

    sky: FloatArray
    haze: FloatArray
    wall: FloatArray
    tubes: FloatArray


NIGHTS = tuple(
    Night(*(pigments(codes) for codes in row))
    for row in (
        ("#120f33", "#8a4fb0", "#231d4a", "#ff4fa8 #39d5ff #ffcf4a #9d7bff"),
        ("#0c1a3a", "#3f7fb8", "#182a52", "#31e0e8 #ff5f9e #ffe066 #6f9cff"),
        ("#241033", "#b8577f", "#34204a", "#ff7a3d #ff4f9a #4fe3c8 #ffd24f"),
    )
)
STREET = View(512, 600)
BLOCKS = (0.84, 1.3, 1.85, 2.7, 4.2)
FLOOR_Y = 1010.0
WALL_PX = 452.0
"""From the middle of the street to its walls."""

SIGNS = (
    (128.0, 190.0, 112.0),
    (884.0, 318.0, 104.0),
    (250.0, 420.0, 62.0),
    (772.0, 168.0, 64.0),
    (110.0, 520.0, 80.0),
    (760.0, 480.0, 50.0),
)
"""Of each sign its middle and half its side; the nearest are the largest."""


def stand_in_street(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a street of neon, the brightest sign on the side of the light."""
    return set_in(portrait, look, _paint(look), light=_night(look).tubes[0])


def _night(look: Look) -> Night:
    return NIGHTS[int(look.rng(64).integers(len(NIGHTS)))]


def _paint(look: Look) -> SrgbImage:
    night, rng = _night(look), look.rng(65)
    haze = mix(night.haze, night.tubes[0], 0.2)
    board = Board.primed(ramp([(0, night.sky), (0.35, mix(night.sky, haze, 0.45)), (0.6, haze)]))
    glow = Glow()
    _raise_far_towers(board, rng, night)
    for near, far in list(pairwise(BLOCKS))[::-1]:
        for side in (-1, 1):
            _build_block(board, rng, (side, near, far), night)
    _string_cables(board, rng, night)
    _hang_signs(board, glow, rng, night)
    _wet_ground(board, night)
    glow.bulb(512, 560, 260, night.haze * 0.34)
    glow.bulb(60, 330, 360, night.tubes[0] * 0.20)
    return toward_light(board.finish(glow), look)


def _raise_far_towers(board: Board, rng: np.random.Generator, night: Night) -> None:
    for x in np.arange(330.0, 700.0, 52):
        top = rng.uniform(230, 430)
        board.fill(box(x, top, x + rng.uniform(34, 60), 720), mix(night.wall, night.haze, 0.62))


def _build_block(
    board: Board, rng: np.random.Generator, block: tuple[int, float, float], night: Night
) -> None:
    """Build the front of one house along the street, with windows and a tube along its ledge."""
    side, near, far = block
    x = STREET.x_px + side * WALL_PX
    roof = rng.uniform(-520, -120)
    haze = float(np.clip((near - 1) * 0.34, 0, 0.6))
    tint = night.tubes[0] if side < 0 else night.tubes[1]
    wall = mix(mix(night.wall, tint, 0.20 if side < 0 else 0.10), night.haze, haze)
    board.fill(STREET.wall(x, (roof, FLOOR_Y), (near, far)), wall)
    # The end of the house shows where the next one stands back.
    board.stroke(STREET.see([(x, roof, near), (x, FLOOR_Y, near)]), wall * 0.55, 9 / near)
    for y in np.arange(roof + 70, 560, 150):
        for depth in np.linspace(near, far, 4)[:-1] + (far - near) * 0.07:
            lit = rng.random() < 0.42
            lamp = mix(night.tubes[2], tint, rng.uniform(0.1, 0.6))
            color = mix(lamp, night.haze, haze) * 0.8 if lit else wall * 0.62
            board.fill(STREET.wall(x, (y, y + 92), (depth, depth + (far - near) * 0.2)), color)
    lamp = mix(mix(night.tubes[2], np.ones(3), 0.25), tint, 0.3)
    shop = mix(mix(lamp, wall, 0.52), night.haze, haze)
    width = (far - near) / 2
    for door in (near + 0.04 * width, near + 1.04 * width):
        pane = (door, door + 0.9 * width)
        board.fill(STREET.wall(x, (708, 1000), pane), wall * 0.45)
        board.fill(STREET.wall(x, (716, 920), pane), shop)
        board.fill(STREET.wall(x, (716, 760), pane), mix(shop, lamp, 0.5))
        things = rng.uniform(0.1, 0.8)
        shown = (door + things * width, door + (things + 0.16) * width)
        board.fill(STREET.wall(x, (rng.uniform(790, 840), 920), shown), shop * 0.76)
    board.fill(STREET.wall(x, (640, 704), (near, far)), wall * 0.5)
    ledge = STREET.see([(x, 668, near), (x, 668, far)])
    _bend_tube(board, ledge, mix(tint, night.haze, haze * 0.5), 9 / near)


def _string_cables(board: Board, rng: np.random.Generator, night: Night) -> None:
    for y in (60.0, 150.0, 236.0):
        line = sagging((80, y + rng.uniform(-40, 40)), (944, y + rng.uniform(-40, 40)), sag_px=44)
        board.stroke(line, night.wall * 0.45, 3)


def _hang_signs(board: Board, glow: Glow, rng: np.random.Generator, night: Night) -> None:
    shapes = rng.permutation(len(SHAPES))
    for number, (x, middle, half) in list(enumerate(SIGNS))[::-1]:
        on_light_side = x < STREET.x_px
        # The color of the light stays on its side, or neither half would lead.
        hues = (0, 2, 0) if on_light_side else (1, 3, 1)
        color = night.tubes[hues[number // 2]]
        second = night.tubes[(hues[number // 2] + 2) % 4]
        y = middle + rng.uniform(-18, 18)
        panel = box(x - half, y - half, x + half, y + half)
        arm = 0.0 if on_light_side else float(SIDE_PX)
        for lift in (-half * 0.6, half * 0.6):
            board.stroke(floats([[x, y + lift], [arm, y + lift]]), night.wall * 0.5, half * 0.08)
        board.fill(panel, mix(night.wall * 0.34, color, 0.06))
        board.stroke(panel, night.wall * 0.32, half * 0.09, closed=True)
        _bend_tube(board, (panel - [x, y]) * 0.84 + [x, y], second, half * 0.055, closed=True)
        for path in SHAPES[int(shapes[number])]():
            _bend_tube(board, path * half * 0.64 + [x, y], color, half * 0.14)
        strength = 1.0 if on_light_side else 0.7
        glow.bulb(x, y, half * 1.15, color * 0.24 * strength)
        glow.bulb(x, y, half * 2.6, color * 0.20 * strength)


def _bend_tube(
    board: Board, path: FloatArray, color: FloatArray, width_px: float, *, closed: bool = False
) -> None:
    board.stroke(path, color * 0.78, width_px * 1.25, closed=closed)
    board.stroke(path, color, width_px * 0.9, closed=closed)
    board.stroke(path, mix(color, np.ones(3), 0.72), width_px * 0.38, closed=closed)


def _wet_ground(board: Board, night: Night) -> None:
    """Mirror the street in its wet ground: drawn out downward, darker."""
    end = round(STREET.y_px + (FLOOR_Y - STREET.y_px) / BLOCKS[-1])
    above = board.pixels[2 * end - SIDE_PX : end][::-1]
    small = cv2.resize(above, (256, 48), interpolation=cv2.INTER_AREA)
    drawn_out = cv2.blur(small, (3, 17))
    mirror = board.pixels.copy()
    tall = SIDE_PX - end
    mirror[end:] = cv2.resize(drawn_out, (SIDE_PX, tall), interpolation=cv2.INTER_LINEAR)
    water = Board(mirror).lit(np.full((2, 2, 3), 0.86, np.float32))
    left, right = STREET.x_px - WALL_PX, STREET.x_px + WALL_PX
    far, near = BLOCKS[-1], 0.7
    ground = [
        (left, FLOOR_Y, far),
        (right, FLOOR_Y, far),
        (right, FLOOR_Y, near),
        (left, FLOOR_Y, near),
    ]
    board.paste(water, [STREET.see(ground)])
    for depth in np.geomspace(1.0, 3.4, 9):
        ripple = STREET.see([(left + 60, FLOOR_Y, depth), (right - 60, FLOOR_Y, depth)])
        board.stroke(ripple, mix(night.wall, night.haze, 0.5), 2)


def _circle(x: float, y: float, radius: float) -> FloatArray:
    turn = np.linspace(0, 2 * np.pi, 33)
    return np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)])


def _star() -> list[FloatArray]:
    turn = np.arange(11) * np.pi / 5 - np.pi / 2
    reach = np.where(np.arange(11) % 2, 0.42, 1.0)
    return [np.column_stack([reach * np.cos(turn), reach * np.sin(turn)])]


def _heart() -> list[FloatArray]:
    turn = np.linspace(0, 2 * np.pi, 49)
    x = np.sin(turn) ** 3
    y = -(13 * np.cos(turn) - 5 * np.cos(2 * turn) - 2 * np.cos(3 * turn) - np.cos(4 * turn)) / 15
    return [np.column_stack([x, y])]


def _bolt() -> list[FloatArray]:
    outline = [
        [0.2, -1],
        [-0.6, 0.15],
        [-0.05, 0.15],
        [-0.25, 1],
        [0.6, -0.25],
        [0.05, -0.25],
        [0.2, -1],
    ]
    return [floats(outline)]


def _moon() -> list[FloatArray]:
    outer = np.linspace(0.6, 2 * np.pi - 0.6, 33)
    inner = np.linspace(2 * np.pi - 0.93, 0.93, 25)
    rim = np.column_stack([np.cos(outer), np.sin(outer)])
    hollow = np.column_stack([0.4 + 0.7 * np.cos(inner), 0.7 * np.sin(inner)])
    return [np.vstack([rim, hollow, rim[:1]])]


def _cup() -> list[FloatArray]:
    bowl = floats([[-0.8, -0.25], [0.5, -0.25], [0.35, 0.75], [-0.65, 0.75], [-0.8, -0.25]])
    steam = [
        np.column_stack([x + 0.1 * np.sin(np.linspace(0, 6, 13)), np.linspace(-0.45, -1, 13)])
        for x in (-0.4, 0.1)
    ]
    return [bowl, _circle(0.62, 0.18, 0.28), *steam]


def _arrow() -> list[FloatArray]:
    return [floats([[-0.9, 0], [0.9, 0]]), floats([[0.25, -0.7], [0.9, 0], [0.25, 0.7]])]


def _rings() -> list[FloatArray]:
    return [_circle(-0.35, 0.0, 0.6), _circle(0.35, 0.0, 0.6)]


def _waves() -> list[FloatArray]:
    x = np.linspace(-1, 1, 33)
    return [np.column_stack([x, y + 0.17 * np.sin(x * 9.4)]) for y in (-0.55, 0.0, 0.55)]


SHAPES: tuple[Callable[[], list[FloatArray]], ...] = (
    _star,
    _heart,
    _bolt,
    _moon,
    _cup,
    _arrow,
    _rings,
    _waves,
)
"""What the signs show, in units of half their side: never letters."""


WORLD = Change(
    Card(
        "neon-street",
        title=LocalizedText(en="Neon street", fr="Rue aux néons"),
        description=LocalizedText(
            en="A wet street at night between glowing signs.",
            fr="Une rue mouillée, la nuit, entre des enseignes lumineuses.",
        ),
        words=(
            "Behind them a wet street at night between neon signs in simple shapes, without any "
            "letters"
        ),
    ),
    Kind.WORLD,
    stand_in_street,
)
