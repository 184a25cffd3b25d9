"""A paper theater: cut sheets one behind the other, each with its shadow on the next."""

from collections.abc import Callable
from dataclasses import dataclass

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
    floats,
    pigments,
    ramp,
    soft_grid,
    toward_light,
)
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.filters import mix


@dataclass(frozen=True, slots=True)
class Papers:
    """Colors: the back, sun, clouds, stars; (3, 3) ground and (3, 3) frames, the farthest first."""

    back: FloatArray
    sun: FloatArray
    cloud: FloatArray
    star: FloatArray
    ground: FloatArray
    frames: FloatArray


SETS = tuple(
    Papers(*(pigments(codes) for codes in row))
    for row in (
        (
            "#dd957f",
            "#ffe6b0",
            "#f6d3ba",
            "#ffe2a0",
            "#c9677a #93487a #5f3a70",
            "#e9b872 #a63d57 #4a2450",
        ),
        (
            "#6fa9b0",
            "#ffeab8",
            "#e2ece0",
            "#ffdf9a",
            "#4a8f94 #2d6c7b #1f4e68",
            "#f0c987 #dd7458 #21405e",
        ),
        (
            "#5666a8",
            "#fff0c8",
            "#98a4d8",
            "#ffe09a",
            "#434f92 #333b78 #252b5c",
            "#e3b765 #b04c62 #3a2456",
        ),
    )
)

FRAMES = ((112.0, 96.0), (68.0, 64.0), (24.0, 30.0))
"""Margins at the sides and above of the frames, the farthest first."""

Edge = Callable[[FloatArray], FloatArray]
SWAY = 2 * np.pi


def stand_on_paper(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a paper theater, the sun on the side of the light."""
    return set_in(portrait, look, _paint(look), light=_papers(look).sun)


def _papers(look: Look) -> Papers:
    return SETS[int(look.rng(68).integers(len(SETS)))]


def _paint(look: Look) -> SrgbImage:
    papers, rng = _papers(look), look.rng(69)
    board = Board.primed(ramp([(0, papers.back * 0.92), (1, papers.back * 1.06)]))
    _rise_sun(board, rng, papers)
    ground = (_raise_hills, _raise_waves, _raise_houses)[int(rng.integers(3))]
    _hang_cloud(board, (rng.uniform(800, 830), rng.uniform(330, 380), 132.0), papers)
    for number, y in enumerate((560.0, 650.0, 745.0)):
        ground(board, rng, (y, number), papers)
    _hang_cloud(board, (rng.uniform(176, 216), rng.uniform(410, 470), 120.0), papers)
    edges: list[Edge] = [_scalloped, _waving, _pointed]
    order = rng.permutation(3)
    for number, (aside, above) in enumerate(FRAMES):
        if number == 1:
            _hang_stars(board, rng, papers)
        edge = edges[int(order[number])]
        board.sheet(
            [box(-40, -40, 1064, 1064), _opening(aside, above, edge)],
            papers.frames[number],
            lift_px=14 + 5 * number,
        )
    across, down = soft_grid()
    light = 1.10 - (0.30 * across + 0.10 * down) / SIDE_PX
    board = board.lit(np.repeat(light[..., None], 3, axis=2))
    glow = Glow()
    glow.bulb(230, 260, 240, papers.sun * 0.16)
    return toward_light(board.finish(glow), look)


def _rise_sun(board: Board, rng: np.random.Generator, papers: Papers) -> None:
    """Lay discs one on the other: halos and the sun."""
    x, y = rng.uniform(206, 236), rng.uniform(236, 276)
    turn = np.linspace(0, 2 * np.pi, 61)
    for radius, share in ((216, 0.22), (156, 0.45), (98, 1.0)):
        disc = np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)])
        board.sheet([disc], mix(papers.back, papers.sun, share), lift_px=9)


def _hang_cloud(board: Board, cloud: tuple[float, float, float], papers: Papers) -> None:
    """Hang a cloud on a thread: bumps over a straight foot."""
    x, y, half = cloud
    across = np.linspace(-0.98, 0.98, 61)
    bumps = [
        0.95 * np.sqrt(np.clip(radius**2 - (across - middle) ** 2, 0, None))
        for middle, radius in ((-0.62, 0.36), (-0.08, 0.56), (0.52, 0.46))
    ]
    rim = np.column_stack([x + half * across, y - half * np.max(bumps, axis=0)])
    foot = [[x + half * 0.9, y + half * 0.14], [x - half * 0.9, y + half * 0.14]]
    outline = np.vstack([rim, foot])
    board.stroke(floats([[x, -5], [x, y - half * 0.3]]), mix(papers.cloud, papers.back, 0.5), 3)
    board.sheet([outline], papers.cloud, lift_px=14)


def _along(edge: FloatArray) -> FloatArray:
    """Return the outline of a sheet whose upper edge (N,) runs across the picture."""
    x = np.linspace(-30, SIDE_PX + 30, edge.size)
    return np.vstack([np.column_stack([x, edge]), [[SIDE_PX + 30, 1064], [-30, 1064]]])


def _raise_hills(
    board: Board, rng: np.random.Generator, place: tuple[float, int], papers: Papers
) -> None:
    y, number = place
    color = papers.ground[number]
    share = np.linspace(0, 1, 121)
    hills = np.sin(SWAY * (share * rng.uniform(1.0, 1.6) + rng.random()))
    line = y - 66 * hills - 18 * np.sin(SWAY * (share * 3.1 + rng.random()))
    outlines = [_along(line)]
    for x in (rng.uniform(60, 300), rng.uniform(170, 330), rng.uniform(730, 960)):
        foot = float(np.interp(x, np.linspace(-30, SIDE_PX + 30, line.size), line))
        tall = rng.uniform(90, 130)
        for tier in range(3):
            top, half = foot - tall * (1 - tier * 0.26), tall * (0.20 + 0.075 * tier)
            fir = np.array([[x, top], [x + half, top + tall * 0.42], [x - half, top + tall * 0.42]])
            board.sheet([fir], mix(color, papers.frames[2], 0.25), lift_px=0)
    board.sheet(outlines, color, lift_px=17)


def _raise_waves(
    board: Board, rng: np.random.Generator, place: tuple[float, int], papers: Papers
) -> None:
    y, number = place
    share = np.linspace(0, 1, 181)
    # A wave of paper is round below and pointed at its crest.
    swell = np.abs(np.sin(np.pi * (share * (7 - number) + rng.random())))
    if number == 1:
        x = rng.uniform(806, 850)
        hull = np.array([[x - 84, y - 44], [x + 84, y - 44], [x + 54, y + 40], [x - 54, y + 40]])
        sail = np.array([[x + 4, y - 236], [x + 84, y - 62], [x + 4, y - 62]])
        jib = np.array([[x - 8, y - 204], [x - 8, y - 62], [x - 70, y - 62]])
        board.sheet([hull, sail, jib], papers.sun, lift_px=11)
    board.sheet([_along(y + 30 - 62 * (1 - swell))], papers.ground[number], lift_px=17)


def _raise_houses(
    board: Board, rng: np.random.Generator, place: tuple[float, int], papers: Papers
) -> None:
    y, number = place
    color = papers.ground[number]
    roofs, windows = [], []
    for left, right in spans(rng, (-30.0, SIDE_PX + 30.0), wide=(74, 122)):
        top = y - rng.uniform(-10, 110)
        middle = (left + right) / 2
        if rng.random() < 0.6:
            roofs.append(
                [[left, 1064], [left, top], [middle, top - 62], [right, top], [right, 1064]]
            )
        else:
            roofs.append([[left, 1064], [left, top], [right, top], [right, 1064]])
        windows.append(box(middle - 13, top + 26, middle + 13, top + 62))
    row = np.vstack([np.array(roof) for roof in roofs])
    board.sheet([row], color, lift_px=17)
    for window in windows:
        board.fill(window, mix(papers.sun, color, 0.25))


def _hang_stars(board: Board, rng: np.random.Generator, papers: Papers) -> None:
    turn = np.arange(10) * np.pi / 5 - np.pi / 2
    reach = np.where(np.arange(10) % 2, 0.46, 1.0)
    for x in (340.0, 640.0, 724.0, 800.0, 878.0):
        y, size = rng.uniform(170, 330) - abs(x - 512) * 0.06, rng.uniform(22, 34)
        star = np.column_stack([x + size * reach * np.cos(turn), y + size * reach * np.sin(turn)])
        board.stroke(floats([[x, -5], [x, y - size]]), papers.star * 0.86, 3)
        board.sheet([star], papers.star, lift_px=12)


def _opening(aside: float, above: float, edge: Edge) -> FloatArray:
    """Return the hole of a frame: its rim is cut in the pattern of ``edge``, [-1, 1] along it."""
    along = np.linspace(0, 1, 160)
    up = np.column_stack([aside + 15 * edge(along * 5), 1064 - (1064 - above) * along])
    # Over the middle it rises, as an arch does.
    rise = 74 * np.sin(np.pi * along)
    across = np.column_stack(
        [aside + (SIDE_PX - 2 * aside) * along, above + 60 - rise + 15 * edge(along * 6)]
    )
    down = np.column_stack([SIDE_PX - aside - 15 * edge(along * 5), above + (1064 - above) * along])
    return np.vstack([up[:-6], across[6:-6], down[6:]])


def _scalloped(along: FloatArray) -> FloatArray:
    return 2 * np.abs(np.sin(np.pi * along)) - 1


def _waving(along: FloatArray) -> FloatArray:
    return np.sin(SWAY * along)


def _pointed(along: FloatArray) -> FloatArray:
    return 4 * np.abs(along % 1 - 0.5) - 1


WORLD = Change(
    Card(
        "paper-theatre",
        title=LocalizedText(en="Paper theater", fr="Théâtre de papier"),
        description=LocalizedText(
            en="Cut sheets one behind the other, lit from the side.",
            fr="Des feuilles découpées, l’une derrière l’autre, sous une lumière de côté.",
        ),
        words=(
            "Behind them a theater of cut paper, layered sheets with soft shadows, a paper sun, "
            "clouds and stars on threads"
        ),
    ),
    Kind.WORLD,
    stand_on_paper,
)
