"""A stage: curtains drawn aside, spotlights from above, footlights along the boards."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.architecture import View
from trombine.engines.portrait.techniques.boards import Board, Glow, floats, ramp, toward_light
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix


@dataclass(frozen=True, slots=True)
class Show:
    """Colors: velvet, its fringe, the backdrop, and the spotlight."""

    velvet: FloatArray
    fringe: FloatArray
    backdrop: FloatArray
    light: FloatArray


SHOWS = tuple(
    Show(*(hex_color(c) for c in colors))
    for colors in (
        ("#b3202e", "#e0ac4c", "#2c3f77", "#fff0c4"),
        ("#0f6a63", "#e3b566", "#5a3261", "#ffe6c0"),
        ("#5d2a86", "#d9b35c", "#1f5274", "#ffeccb"),
    )
)
BOARDS = hex_color("#8a5a38")
FOOTLIGHT = hex_color("#ffd27a")
FLOOR = View(512, 560)
SCALLOPS = 5


def stand_on_stage(portrait: Portrait, look: Look) -> Portrait:
    """Return the person on a stage, the stronger spotlight on the side of the light."""
    return set_in(portrait, look, _paint(look), light=_show(look).light)


def _show(look: Look) -> Show:
    return SHOWS[int(look.rng(56).integers(len(SHOWS)))]


def _paint(look: Look) -> SrgbImage:
    show, rng = _show(look), look.rng(57)
    board = Board.primed(ramp([(0, show.backdrop * 0.55), (0.7, show.backdrop)]))
    _lay_boards(board)
    light = Glow.ambient(floats([0.62, 0.62, 0.68]))
    lamps = _shine(light, rng, show)
    light.bulb(512, 430, 260, show.light * 0.5)
    board = board.lit(light.plane)
    _draw_curtains(board, rng, show)
    drapes = Glow.ambient(floats([0.8, 0.78, 0.84]))
    drapes.bulb(0, 330, 520, show.light * 0.42)
    drapes.bulb(1024, 300, 420, show.backdrop * -0.5)
    board = board.lit(drapes.plane)
    glow = Glow()
    for lamp in lamps:
        _hang_spotlight(board, lamp, show)
        _cast(glow, lamp, show)
    _set_footlights(board, glow)
    return toward_light(board.finish(glow), look)


def _lay_boards(board: Board) -> None:
    left, right = -900.0, 1924.0
    far, near = 2.6, 1.0
    corners = [(left, 1090, far), (right, 1090, far), (right, 1090, near), (left, 1090, near)]
    board.fill(FLOOR.see(corners), BOARDS)
    for x in np.arange(left, right, 92):
        seam = FLOOR.see([(x, 1090, far), (x, 1090, near)])
        board.stroke(seam, BOARDS * 0.6, 3)


def _shine(
    light: Glow, rng: np.random.Generator, show: Show
) -> tuple[tuple[float, float, float, float], ...]:
    """Light the backdrop and the boards; return lamps as x, y, where they aim, brightness."""
    strong = (rng.uniform(96, 150), 168.0, rng.uniform(600, 680), 1.0)
    weak = (rng.uniform(880, 930), 150.0, rng.uniform(350, 420), 0.42)
    for _, _, aim, brightness in (strong, weak):
        turn = np.linspace(0, 2 * np.pi, 32)
        spot = np.column_stack([aim + 250 * np.cos(turn), 860 + 78 * np.sin(turn)])
        light.shaft(spot, show.light * brightness, softness_px=16)
    return strong, weak


def _cone(lamp: tuple[float, float, float, float]) -> FloatArray:
    x, y, aim, _ = lamp
    return floats([[x - 34, y], [x + 34, y], [aim + 250, 900], [aim - 230, 900]])


def _cast(glow: Glow, lamp: tuple[float, float, float, float], show: Show) -> None:
    x, y, aim, brightness = lamp
    glow.shaft(_cone(lamp), show.light * 0.20 * brightness, softness_px=9)
    inner = floats([[x - 16, y], [x + 16, y], [aim + 120, 900], [aim - 110, 900]])
    glow.shaft(inner, show.light * 0.12 * brightness, softness_px=22)
    glow.bulb(x, y + 12, 66, show.light * 0.7 * brightness)


def _hang_spotlight(board: Board, lamp: tuple[float, float, float, float], show: Show) -> None:
    """Hang a lamp before the curtains: a box, a yoke, and its lens turned to where it aims."""
    x, y, aim, brightness = lamp
    axis = floats([aim - x, 700.0])
    axis /= np.linalg.norm(axis)
    across = floats([axis[1], -axis[0]])
    at = floats([x, y])
    steel, edge = show.backdrop * 0.28, mix(show.backdrop, show.light, 0.4)
    board.stroke(np.stack([floats([x, -5]), at - axis * 46]), steel, 12)
    can = [
        at - axis * 92 - across * 26,
        at - axis * 92 + across * 26,
        at + across * 46,
        at - across * 46,
    ]
    board.fill(floats(can), steel)
    board.stroke(floats([can[0], can[3]]), edge, 4)
    turn = np.linspace(0, 2 * np.pi, 25)
    rim = at + np.outer(np.cos(turn), across * 46) + np.outer(np.sin(turn), axis * 17)
    board.fill(rim, show.light * (0.55 + 0.45 * brightness))
    board.fill(at + (rim - at) * 0.7, floats([1, 1, 0.96]))


def _draw_curtains(board: Board, rng: np.random.Generator, show: Show) -> None:
    """Draw both sides aside, held by a cord, and hang a scalloped border over them."""
    for side in (-1, 1):
        _draw_aside(board, rng, side, show)
    _hang_border(board, rng, show)


def _draw_aside(board: Board, rng: np.random.Generator, side: int, show: Show) -> None:
    """Draw one curtain: folds fan out from the cord, upwards and downwards."""
    waist_y, folds = rng.uniform(590, 640), 5
    shares = np.linspace(0, 1, folds + 1)
    ups = np.linspace(0, 1, 12)
    edges = []
    for share in shares:
        top, waist, foot = 360 * share - 30, 150 * share - 30, 265 * share - 30
        upper = waist + (top - waist) * (1 - ups) ** 1.9
        lower = waist + (foot - waist) * ups**0.7
        x = np.concatenate([upper, lower[1:]])
        y = np.concatenate([waist_y * ups, waist_y + (1100 - waist_y) * ups[1:]])
        edge = np.column_stack([x, y]).astype(np.float32)
        if side > 0:
            edge[:, 0] = SIDE_PX - edge[:, 0]
        edges.append(edge)
    deep, bright = show.velvet * 0.34, np.minimum(show.velvet * 1.25 + 0.05, 1)
    fold = [deep, show.velvet * 0.8, bright, show.velvet, show.velvet * 0.5, deep]
    for first, second in pairwise(edges):
        board.blend(first, second, fold if side < 0 else fold[::-1])
    _tie(board, edges[-1], side, show)


def _tie(board: Board, edge: FloatArray, side: int, show: Show) -> None:
    waist = edge[11]
    wall = 0.0 if side < 0 else float(SIDE_PX)
    cord = floats([[wall, waist[1] - 34], [(wall + waist[0]) / 2, waist[1] + 8], waist])
    board.stroke(cord + floats([0, 5]), show.velvet * 0.25, 20)
    board.stroke(cord, show.fringe * 0.8, 18)
    board.stroke(cord - [0, 4], mix(show.fringe, show.light, 0.5), 5)
    x, y = waist
    board.ball((x, y + 18, 18, 20), (mix(show.fringe, show.light, 0.5), show.fringe * 0.6))
    tassel = floats([[x - 14, y + 32], [x + 14, y + 32], [x + 22, y + 112], [x - 22, y + 112]])
    board.blend(tassel[[0, 3]], tassel[[1, 2]], [show.fringe, show.fringe * 0.5])


def _hang_border(board: Board, rng: np.random.Generator, show: Show) -> None:
    wide = SIDE_PX / SCALLOPS
    drop = rng.uniform(118, 140)
    bright = np.minimum(show.velvet * 1.2 + 0.04, 1)
    for number in range(SCALLOPS):
        left = wide * number
        turn = np.linspace(0, 1, 25)
        sag = drop - 46 + 62 * np.sin(np.pi * turn)
        rim = np.column_stack([left + wide * turn, sag]).astype(np.float32)
        nails = [[left + wide, -5], [left, -5]]
        for down, color in ((30, show.velvet * 0.18), (16, show.fringe * 0.75)):
            board.fill(np.vstack([rim + floats([0, down]), nails]), color)
        for fold in range(4):
            # Folds of a swag hang between the two nails of their scallop.
            share = 1 - fold * 0.26
            lower = np.column_stack([left + wide * turn, (sag + 14) * share - 14])
            shade = show.velvet * (0.92 - 0.1 * fold) if fold % 2 else bright * (0.95 - 0.1 * fold)
            board.fill(np.vstack([lower, nails]), shade)
            board.stroke(lower, show.velvet * 0.42, 4)
        board.stroke(rim + floats([0, 8]), mix(show.fringe, show.light, 0.45), 6)


def _set_footlights(board: Board, glow: Glow) -> None:
    for x in np.arange(36.0, SIDE_PX, 119):
        board.ball((x, 1000, 30, 40), (floats([1, 0.97, 0.84]), FOOTLIGHT))
        glow.bulb(x, 985, 62, FOOTLIGHT * 0.5)
        glow.bulb(x, 930, 150, FOOTLIGHT * 0.14)


WORLD = Change(
    Card(
        "stage",
        title=LocalizedText(en="Stage", fr="Scène"),
        description=LocalizedText(
            en="Velvet curtains, spotlights and footlights.",
            fr="Rideaux de velours, projecteurs et feux de la rampe.",
        ),
        words=(
            "Behind them the stage of a theater, velvet curtains drawn aside, beams of spotlights "
            "and footlights"
        ),
    ),
    Kind.WORLD,
    stand_on_stage,
)
