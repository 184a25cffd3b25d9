"""A market at dusk under strings of glowing paper lanterns."""

from dataclasses import dataclass

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.architecture import sagging, spans
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
class Dusk:
    """Colors: sky above, middle and low, what is dark, cloth of awnings, and (N, 3) papers."""

    zenith: FloatArray
    middle: FloatArray
    low: FloatArray
    dark: FloatArray
    cloth: FloatArray
    papers: FloatArray


DUSKS = tuple(
    Dusk(*(pigments(codes) for codes in row))
    for row in (
        ("#161c4a", "#473f86", "#d9836c", "#241f42", "#a83f4c", "#ff8a3d #ffb23f #f2573c #ffcf62"),
        ("#0e2747", "#27607f", "#d99a74", "#1a2a40", "#2f7f7a", "#ff7d4a #ffa93f #f0606a #ffd268"),
        ("#221444", "#623a80", "#dc7a7c", "#2b1d40", "#7c4a9a", "#ff6f7f #ffb84a #f58a3c #ffd978"),
    )
)
STALLS = ((0.56, 400.0), (0.86, 318.0), (1.42, 196.0))
"""The farthest first: how large they are, and where the inner end of the left one is."""

HORIZON = 672.0


def stand_in_lane(portrait: Portrait, look: Look) -> Portrait:
    """Return the person at a market, the biggest lanterns on the side of the light."""
    return set_in(portrait, look, _paint(look), light=_dusk(look).papers[1])


def _dusk(look: Look) -> Dusk:
    return DUSKS[int(look.rng(58).integers(len(DUSKS)))]


def _paint(look: Look) -> SrgbImage:
    dusk, rng = _dusk(look), look.rng(59)
    board = Board.primed(ramp([(0, dusk.zenith), (0.34, dusk.middle), (0.62, dusk.low)]))
    glow = Glow()
    _line_horizon(board, rng, dusk)
    _pave(board, dusk)
    for number, (size, inner) in enumerate(STALLS):
        haze = 0.42 - 0.21 * number
        for side in (-1, 1):
            end = inner + rng.uniform(-22, 22)
            _set_stall(board, rng, (side, end, size), (dusk, haze))
        _light_far_lamps(board, rng, dusk)
    for string in _strings(rng):
        _hang_string(board, glow, rng, string, dusk)
    return toward_light(board.finish(glow), look)


def _line_horizon(board: Board, rng: np.random.Generator, dusk: Dusk) -> None:
    far = mix(dusk.middle, dusk.low, 0.45)
    for left, right in spans(rng, (-20.0, 1044.0), wide=(70, 130)):
        roof, middle = rng.uniform(360, 450), (left + right) / 2
        gable = [[left, 720], [left, roof], [middle, roof - 52], [right, roof], [right, 720]]
        board.fill(floats(gable), far)


def _pave(board: Board, dusk: Dusk) -> None:
    """Lay the lane: it shines a little where the light of the sky and the stalls falls on it."""
    stone = mix(dusk.dark, dusk.middle, 0.5)
    board.fill(box(0, HORIZON, 1024, 1024), stone)
    lane = floats([[470, HORIZON], [554, HORIZON], [760.0, 1024.0], [240.0, 1024.0]])
    board.fill(lane, mix(stone, dusk.low, 0.55))
    for x in np.linspace(-2.0, 2.0, 15):
        seam = floats([[512 + 90 * x, HORIZON], [512 + 620 * x, 1024]])
        board.stroke(seam, stone * 0.82, 3)


def _light_far_lamps(board: Board, rng: np.random.Generator, dusk: Dusk) -> None:
    for _ in range(5):
        x = 512 + rng.choice([-1, 1]) * rng.uniform(60, 330)
        lamp = dusk.papers[int(rng.integers(len(dusk.papers)))]
        board.bokeh((x, rng.uniform(540, 640), rng.uniform(9, 20)), lamp, opacity=0.5)


def _set_stall(
    board: Board,
    rng: np.random.Generator,
    stall: tuple[int, float, float],
    light: tuple[Dusk, float],
) -> None:
    """Set a stall at a side of the lane: goods in its lit inside, under a striped awning."""
    side, inner, size = stall
    dusk, haze = light
    wide = 330 * size
    left = inner - wide if side < 0 else SIDE_PX - inner
    right = left + wide
    roof, hem, counter = (HORIZON + up * size for up in (-262, -150, 44))
    lamp = dusk.papers[1] * (1.0 if side < 0 else 0.86)

    def far(color: FloatArray) -> FloatArray:
        return mix(color, dusk.low, haze)

    board.fill(box(left, hem, right, counter), far(mix(dusk.dark, lamp, 0.55)))
    board.fill(box(left, hem, right, hem + 60 * size), far(mix(dusk.dark, lamp, 0.38)))
    for shelf in (-26.0, 44.0):
        _lay_goods(board, rng, (left, HORIZON + shelf * size, right, size), light)
    board.fill(box(left, counter, right, 1040), far(mix(dusk.dark, dusk.cloth, 0.28)))
    board.fill(
        box(left - 8 * size, counter, right + 8 * size, counter + 14 * size), far(lamp * 0.85)
    )
    for x in (left + 6 * size, right - 6 * size):
        board.stroke(floats([[x, roof], [x, 1040]]), far(dusk.dark * 0.85), 12 * size)
    _spread_awning(board, (left, roof, right, hem), side, light)


def _lay_goods(
    board: Board,
    rng: np.random.Generator,
    shelf: tuple[float, float, float, float],
    light: tuple[Dusk, float],
) -> None:
    left, y, right, size = shelf
    dusk, haze = light
    for first, last in spans(
        rng, (left + 16 * size, right - 16 * size), wide=(26 * size, 44 * size)
    ):
        half = (last - first) * 0.48
        tall = half * rng.uniform(0.9, 1.5)
        color = mix(dusk.papers[int(rng.integers(4))], dusk.cloth, rng.uniform(0.0, 0.8))
        color = mix(color, dusk.low, haze)
        jar = ((first + last) / 2, y - tall, half, tall)
        board.ball(jar, (color, mix(color, dusk.dark, 0.5)), heart=(-0.2, -0.5))
    board.fill(box(left, y, right, y + 9 * size), mix(dusk.dark, dusk.low, haze))


def _spread_awning(
    board: Board,
    awning: tuple[float, float, float, float],
    side: int,
    light: tuple[Dusk, float],
) -> None:
    """Spread striped cloth that widens toward its scalloped hem."""
    left, roof, right, hem = awning
    dusk, haze = light
    pale = mix(dusk.cloth, dusk.papers[3], 0.75)
    bright = 1.0 if side < 0 else 0.84
    flare, stripes = (right - left) * 0.07, 9
    tops = np.linspace(left, right, stripes + 1)
    feet = np.linspace(left - flare, right + flare, stripes + 1)
    drop = (hem - roof) * 0.30
    turn = np.linspace(0, np.pi, 9)
    for number in range(stripes):
        color = mix(dusk.cloth if number % 2 else pale, dusk.low, haze) * bright
        first, last = feet[number], feet[number + 1]
        top = [[tops[number], roof], [tops[number + 1], roof]]
        board.fill(floats([*top, [last, hem], [first, hem]]), color)
        middle, half = (first + last) / 2, (last - first) / 2
        scallop = np.column_stack([middle + half * np.cos(turn), hem + drop * np.sin(turn)])
        board.fill(scallop, mix(color, dusk.dark, 0.30))


def _strings(
    rng: np.random.Generator,
) -> tuple[tuple[tuple[float, float], tuple[float, float], float, int, float], ...]:
    """Return strings, the farthest first: both nails, sag, lanterns, half width of a lantern."""
    lift = rng.uniform(-24, 24)
    return (
        ((215, 380 + lift), (800, 366), 52, 7, 19),
        ((90, 236), (930, 248 + lift), 84, 7, 31),
        ((-60, 40 + lift), (600, -130), 118, 5, 60),
        ((650, -110), (1110, 70 - lift), 92, 4, 52),
    )


def _hang_string(
    board: Board,
    glow: Glow,
    rng: np.random.Generator,
    string: tuple[tuple[float, float], tuple[float, float], float, int, float],
    dusk: Dusk,
) -> None:
    start, end, sag, lanterns, size = string
    line = sagging(start, end, sag_px=sag)
    board.stroke(line, dusk.dark, max(2.0, size * 0.07))
    for number in range(lanterns):
        share = (number + 0.5) / lanterns
        x, y = (float(v) for v in line[round(24 * share)])
        paper = dusk.papers[int(rng.integers(len(dusk.papers)))]
        tall = (0.86, 1.28)[int(rng.integers(2))]
        bright = 1.0 if x < 512 else 0.86
        _hang_lantern(
            board, (x, y + size * 0.35, size * rng.uniform(0.9, 1.1), tall), paper * bright
        )
        glow.bulb(x, y + size * 1.3, size * 1.5, paper * 0.26 * bright)
        glow.bulb(x, y + size * 1.5, size * 3.2, paper * 0.07 * bright)


def _hang_lantern(
    board: Board, lantern: tuple[float, float, float, float], paper: FloatArray
) -> None:
    """Hang a lantern (x, top, half width, how tall for its width): hoops of wire under paper."""
    x, top, half, tall = lantern
    high = half * tall
    y = top + high
    heart = np.minimum(paper * 0.5 + floats([0.5, 0.46, 0.32]), 1)
    board.stroke(floats([[x, top - half * 0.4], [x, top]]), paper * 0.25, half * 0.08)
    board.ball((x, y, half, high), (heart, paper * 0.86), heart=(0.0, 0.25))
    for share in np.linspace(-0.72, 0.72, 5):
        turn = np.linspace(0.06, np.pi - 0.06, 13)
        level = half * np.sqrt(1 - share**2)
        hoop = np.column_stack(
            [x + level * np.cos(turn), y + high * share + half * 0.1 * np.sin(turn)]
        )
        board.stroke(hoop.astype(np.float32), paper * 0.72, max(1.0, half * 0.045))
    for at in (-1.0, 1.0):
        ring = box(
            x - half * 0.36,
            y + at * high - half * 0.09,
            x + half * 0.36,
            y + at * high + half * 0.09,
        )
        board.fill(ring, paper * 0.28)
    tassel = floats([[x - half * 0.1, y + high], [x + half * 0.1, y + high]])
    foot = tassel + half * floats([[-0.04, 0.66], [0.04, 0.66]])
    board.fill(np.vstack([tassel, foot[::-1]]), paper * 0.62)


WORLD = Change(
    Card(
        "market-lanterns",
        title=LocalizedText(en="Market of lanterns", fr="Marché aux lanternes"),
        description=LocalizedText(
            en="Stalls at dusk under strings of paper lanterns.",
            fr="Des étals au crépuscule sous des guirlandes de lanternes en papier.",
        ),
        words=(
            "Behind them a market at dusk, stalls with striped awnings under strings of glowing "
            "paper lanterns"
        ),
    ),
    Kind.WORLD,
    stand_in_lane,
)
