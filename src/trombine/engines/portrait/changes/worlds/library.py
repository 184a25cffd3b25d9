"""An old library: walls of books, a ladder, and one lamp that warms them."""

from dataclasses import dataclass

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.architecture import View, round_arch, spans
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
class Room:
    """Colors: the wood, the evening outside, and (N, 3) bindings."""

    wood: FloatArray
    evening: FloatArray
    bindings: FloatArray


ROOMS = tuple(
    Room(hex_color(wood), hex_color(evening), pigments(bindings))
    for wood, evening, bindings in (
        ("#7a4a2a", "#7f9fd0", "#8e2f2b #b4552f #2f5d56 #36507a #c79a4b #5b3550 #6e7f4a #d8c39a"),
        ("#5c4030", "#c78fa8", "#27566b #1f7a78 #a3423a #caa45a #51406e #8a5a34 #dac7a4 #3d6a4a"),
        ("#6b4636", "#e3a770", "#6d2a3a #9c4a35 #c6873e #3c5a46 #2f4d6b #7c5b86 #e0cfa8 #a9783c"),
    )
)
LAMP = hex_color("#ffd08a")
BRASS = hex_color("#d8a54a")
HALL = View(512, 430)
WALLS = (-40.0, 1064.0)
END = 2.5
"""Depth of the far wall; the picture is at 1."""

SHELVES = tuple(float(y) for y in range(-30, 1400, 244))
UPRIGHTS = (1.0, 1.34, 1.8, END)


def sit_among_books(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a library, the lamp on the side of the light."""
    return set_in(portrait, look, _paint(look), light=LAMP)


def _paint(look: Look) -> SrgbImage:
    rng = look.rng(53)
    room = ROOMS[int(rng.integers(len(ROOMS)))]
    board = Board.primed(ramp([(0, room.wood * 0.55), (1, room.wood * 0.8)]))
    _close_hall(board, room)
    for wall in WALLS:
        _fill_wall(board, rng, wall, room)
    _lean_ladder(board, rng, room)
    lamp_x, lamp_y = rng.uniform(165, 225), rng.uniform(225, 290)
    light = Glow.ambient(floats([0.36, 0.36, 0.44]))
    light.bulb(lamp_x, lamp_y, 330, LAMP * 0.95)
    light.bulb(lamp_x + 120, lamp_y + 80, 620, LAMP * 0.42)
    light.bulb(900, 420, 330, LAMP * 0.22)
    light.bulb(512, 420, 240, room.evening * 0.35)
    board = board.lit(light.plane)
    glow = Glow()
    _hang_lamp(board, glow, (lamp_x, lamp_y, rng.uniform(46, 60)))
    glow.bulb(512, 380, 230, room.evening * 0.28)
    return toward_light(board.finish(glow), look)


def _close_hall(board: Board, room: Room) -> None:
    """Paint the far wall with a tall window, its ceiling and its floor."""
    for y, color in ((-420.0, room.wood * 0.42), (1500.0, room.wood * 0.7)):
        left, right = WALLS
        flat = [(left, y, 1.0), (right, y, 1.0), (right, y, END), (left, y, END)]
        board.fill(HALL.see(flat), color)
    left, top = HALL.see([(WALLS[0], -420, END)])[0]
    right, foot = HALL.see([(WALLS[1], 1500, END)])[0]
    board.fill(box(left, top, right, foot), room.wood * 0.66)
    board.fill(round_arch(376, 130, 648, foot), room.wood * 1.1)
    board.fill(round_arch(394, 148, 630, foot), room.evening)
    bars = [[[512, 148], [512, foot]], *([[394, y], [630, y]] for y in (270, 380, 490, 600))]
    for bar in bars:
        board.stroke(floats(bar), room.wood * 0.8, 8)


def _fill_wall(board: Board, rng: np.random.Generator, wall: float, room: Room) -> None:
    board.fill(HALL.wall(wall, (-420, 1500), (1.0, END)), room.wood * 0.34)
    for shelf in SHELVES:
        for near, far in spans(rng, (0.0, float(np.log(END))), wide=(0.046, 0.105)):
            if rng.random() < 0.05:
                continue
            deep = (float(np.exp(near)), float(np.exp(far)))
            _stand_book(board, rng, (wall, shelf, deep), room)
        board.fill(HALL.wall(wall, (shelf, shelf + 28), (1.0, END)), room.wood * 1.15)
        board.fill(HALL.wall(wall, (shelf + 28, shelf + 44), (1.0, END)), room.wood * 0.3)
    for depth in UPRIGHTS:
        post = HALL.wall(wall, (-420, 1500), (depth, depth * 1.045))
        board.fill(post, room.wood)
        board.stroke(post[:1:-1] if wall > HALL.x_px else post[[1, 2]], room.wood * 1.4, 3)


def _stand_book(
    board: Board,
    rng: np.random.Generator,
    place: tuple[float, float, tuple[float, float]],
    room: Room,
) -> None:
    wall, shelf, (near, far) = place
    tall = rng.uniform(138, 196)
    color = room.bindings[int(rng.integers(len(room.bindings)))] * rng.uniform(0.82, 1.08)
    top = shelf - tall
    board.fill(HALL.wall(wall, (top, shelf), (near, far)), color * 0.72)
    # Backs are round: the side toward the viewer is the lighter.
    round_back = near + (far - near) * 0.62
    board.fill(HALL.wall(wall, (top, shelf), (near * 1.006, round_back)), color)
    if rng.random() < 0.62:
        band = BRASS if rng.random() < 0.6 else color * 0.55
        for share in (0.16, 0.24) if rng.random() < 0.5 else (0.2, 0.78):
            at = top + tall * share
            board.fill(HALL.wall(wall, (at, at + 10), (near, far)), band)


def _lean_ladder(board: Board, rng: np.random.Generator, room: Room) -> None:
    near = rng.uniform(1.08, 1.16)
    far = near + 0.34
    wood = mix(room.wood, BRASS, 0.8) * 1.15
    rails = [
        HALL.see([(WALLS[1] - 8, -330, depth), (WALLS[1] - 210, 1300, depth)])
        for depth in (near, far)
    ]
    for step in np.linspace(0.05, 0.95, 10):
        rung = np.stack([rail[0] + (rail[1] - rail[0]) * step for rail in rails])
        board.stroke(rung + floats([0, 5]), room.wood * 0.3, 13)
        board.stroke(rung, wood, 12)
    for rail, width in zip(rails, (24, 18), strict=True):
        board.stroke(rail + floats([9, 0]), room.wood * 0.35, width)
        board.stroke(rail, wood, width)
        board.stroke(rail - [width * 0.35, 0], wood * 1.3, 3)


def _hang_lamp(board: Board, glow: Glow, lamp: tuple[float, float, float]) -> None:
    x, y, size = lamp
    board.stroke(floats([[x, -10], [x, y - size]]), BRASS * 0.6, 5)
    board.ball((x, y, size, size), (floats([1, 0.97, 0.86]), LAMP), heart=(-0.1, 0.1))
    cap = [[-0.62, -0.72], [-0.3, -1.15], [0.3, -1.15], [0.62, -0.72]]
    board.fill(floats(cap) * size + [x, y], BRASS * 0.75)
    board.fill(floats([[-0.22, 0.93], [0.22, 0.93], [0, 1.3]]) * size + [x, y], BRASS * 0.75)
    glow.bulb(x, y, size * 2.0, LAMP * 0.55)
    glow.bulb(x, y, size * 5.5, LAMP * 0.26)


WORLD = Change(
    Card(
        "library",
        title=LocalizedText(en="Library", fr="Bibliothèque"),
        description=LocalizedText(
            en="Walls of old books, a ladder and a warm lamp.",
            fr="Des murs de livres anciens, une échelle et une lampe chaude.",
        ),
        words=("Behind them a library, tall shelves of books, a wooden ladder, a warm globe lamp"),
    ),
    Kind.WORLD,
    sit_among_books,
)
