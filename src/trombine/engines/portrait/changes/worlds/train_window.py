"""A seat at the window of a train: hills and a viaduct outside, curtains, cases on the rack."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.architecture import round_arch, sagging
from trombine.engines.portrait.techniques.boards import Board, Glow, box, floats, ramp, toward_light
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix


@dataclass(frozen=True, slots=True)
class Journey:
    """Colors: sky above and low, sun, far hills, fields, bushes; wall, cloth and leather inside."""

    above: FloatArray
    low: FloatArray
    sun: FloatArray
    hills: FloatArray
    field: FloatArray
    bush: FloatArray
    wall: FloatArray
    cloth: FloatArray
    leather: FloatArray


JOURNEYS = tuple(
    Journey(*(hex_color(c) for c in colors.split()))
    for colors in (
        "#5f9fd0 #f3cf9a #fff0c0 #7f94b8 #c6b25a #4f7a48 #6b4a34 #8f2f38 #a5653a",
        "#5a6fb0 #f4a888 #ffe0b0 #8a7fae #c98f62 #5a5f5a #3f4f5a #2f6a6c #b0743f",
        "#62b0b8 #e6dfae #fff6cc #7fa8a8 #9fb858 #3f7d58 #57442f #2f5a8a #9a5a3c",
    )
)
CHROME = hex_color("#c9c6bd")
WINDOW = (36.0, 96.0, 988.0, 704.0)
CORNER_PX = 64.0
HORIZON = 430.0


def travel(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a train, the low sun on the side of the light."""
    return set_in(portrait, look, _paint(look), light=_journey(look).sun)


def _journey(look: Look) -> Journey:
    return JOURNEYS[int(look.rng(72).integers(len(JOURNEYS)))]


def _paint(look: Look) -> SrgbImage:
    journey, rng = _journey(look), look.rng(73)
    outside = Board.primed(ramp([(0.05, journey.above), (0.42, journey.low), (0.5, journey.low)]))
    sun = (rng.uniform(176, 216), rng.uniform(286, 330))
    _paint_land(outside, rng, sun, journey)
    room = Board.primed(ramp([(0, journey.wall * 0.8), (1, journey.wall)]))
    _panel(room, journey)
    light = Glow.ambient(floats([0.74, 0.74, 0.80]))
    light.bulb(40, 420, 420, journey.sun * 0.42)
    _load_rack(room, rng, journey)
    room = room.lit(light.plane)
    room.paste(outside, [_rounded(*WINDOW)])
    _frame(room, journey)
    _hang_curtains(room, rng, journey)
    _set_seats(room, journey)
    glow = Glow()
    glow.bulb(*sun, 110, journey.sun * 0.42)
    glow.bulb(*sun, 330, journey.sun * 0.26)
    return toward_light(room.finish(glow), look)


def _rounded(left: float, top: float, right: float, foot: float) -> FloatArray:
    """Return the outline of a rectangle with round corners."""
    turn = np.linspace(0, np.pi / 2, 9)
    bow = CORNER_PX * np.column_stack([np.cos(turn), np.sin(turn)])
    inner = floats([CORNER_PX, CORNER_PX])
    corners = [
        floats([left, top]) + inner - bow,
        floats([right - CORNER_PX, top + CORNER_PX]) + bow[::-1] * [1, -1],
        floats([right, foot]) - inner + bow,
        floats([left + CORNER_PX, foot - CORNER_PX]) + bow[::-1] * [-1, 1],
    ]
    return np.vstack(corners)


def _paint_land(
    board: Board, rng: np.random.Generator, sun: tuple[float, float], journey: Journey
) -> None:
    board.disc((*sun, 46, 46), journey.sun)
    for _ in range(7):
        x, y, half = rng.uniform(60, 960), rng.uniform(130, 300), rng.uniform(60, 150)
        board.ball(
            (x, y, half, half * 0.13), (mix(journey.low, journey.sun, 0.6),) * 2, opacity=0.6
        )
    share = np.linspace(0, 1, 97)
    for number, (y, relief) in enumerate(((372.0, 62.0), (410.0, 40.0))):
        waves = np.sin(6.28 * (share * rng.uniform(1.6, 2.4) + rng.random()))
        waves += 0.4 * np.sin(6.28 * (share * rng.uniform(4, 6) + rng.random()))
        color = mix(journey.hills, journey.low, 0.42 - 0.3 * number)
        _ground(board, y - relief * waves, color)
    for number in range(6):
        near = number / 5
        y = HORIZON + 12 + 190 * near**1.4
        color = mix(
            mix(journey.field, journey.hills, 0.5 - 0.5 * near), journey.bush, 0.45 * (number % 2)
        )
        tilt = rng.uniform(-16, 16)
        _ground(board, np.linspace(y - tilt, y + tilt, 97), color)
        if number == 2:
            _build_viaduct(board, rng, journey)
    _pass_by(board, rng, journey)


def _ground(board: Board, line: FloatArray, color: FloatArray) -> None:
    x = np.linspace(-10, SIDE_PX + 10, line.size)
    edge = np.column_stack([x, line])
    board.fill(np.vstack([edge, [[SIDE_PX + 10, 900], [-10, 900]]]), color)


def _build_viaduct(board: Board, rng: np.random.Generator, journey: Journey) -> None:
    """Build a bridge of arches across the far side, a train upon it."""
    deck, foot = 424.0, 560.0
    stone = mix(mix(journey.wall, journey.low, 0.55), journey.hills, 0.3)
    begin = rng.uniform(540, 580)
    board.fill(box(begin, deck, 1040, foot), stone)
    opening = mix(journey.field, journey.hills, 0.45)
    for left in np.arange(begin + 14, 1040, 84):
        board.fill(round_arch(left, deck + 24, left + 64, foot), opening)
        pier = floats([[left + 66, foot], [left + 66, deck + 40]])
        board.stroke(pier, mix(stone, journey.sun, 0.4), 4)
    board.fill(box(begin - 8, deck - 6, 1040, deck + 8), mix(stone, journey.sun, 0.35))
    front = rng.uniform(880, 915)
    for left in np.arange(front - 240, begin, -124):
        _couple_car(board, left, deck - 8, journey)
    _drive_engine(board, front, deck - 8, journey)


def _couple_car(board: Board, left: float, rail: float, journey: Journey) -> None:
    right = left + 114
    board.fill(box(left, rail - 58, right, rail - 6), journey.cloth)
    board.fill(box(left - 3, rail - 66, right + 3, rail - 56), mix(journey.cloth, journey.sun, 0.5))
    for pane in np.arange(left + 10, right - 16, 26):
        board.fill(box(pane, rail - 48, pane + 17, rail - 28), mix(journey.sun, journey.low, 0.3))


def _drive_engine(board: Board, front: float, rail: float, journey: Journey) -> None:
    """Put a steam engine at the head of the train, its smoke drifting back."""
    iron = mix(journey.wall, journey.hills, 0.12) * 0.55
    smoke = mix(journey.low, np.ones(3, np.float32), 0.62)
    for number in range(7):
        x, size = front - 22 - 30 * number, 13 + 6.5 * number
        puff = (x, rail - 104 - 13 * number**0.9, size, size * 0.8)
        board.disc(puff, mix(smoke, journey.low, 0.07 * number))
    board.fill(box(front - 122, rail - 76, front - 76, rail - 4), journey.cloth)
    board.fill(box(front - 128, rail - 84, front - 70, rail - 74), iron)
    lamp = mix(journey.sun, journey.low, 0.3)
    board.fill(box(front - 110, rail - 62, front - 88, rail - 40), lamp)
    board.fill(box(front - 78, rail - 50, front, rail - 12), iron)
    board.stroke(floats([[front - 76, rail - 46], [front, rail - 46]]), iron * 2.2, 5)
    board.fill(box(front - 30, rail - 82, front - 14, rail - 48), iron)
    board.fill(box(front - 34, rail - 88, front - 10, rail - 78), iron)
    for x in (front - 104, front - 60, front - 18):
        board.disc((x, rail - 6, 16, 16), iron * 0.8)
        board.disc((x, rail - 6, 8, 8), mix(journey.cloth, journey.sun, 0.4))


def _pass_by(board: Board, rng: np.random.Generator, journey: Journey) -> None:
    """Let bushes rush by, drawn out along the way, and poles with their wires."""
    for number in range(44):
        near = number / 43
        x, y = rng.uniform(40, 990), 590 + 110 * near + rng.uniform(-10, 10)
        half = rng.uniform(60, 150) * (0.7 + 0.6 * near)
        color = mix(journey.bush, journey.field, rng.uniform(0.15, 0.7)) * (1 - 0.12 * near)
        board.disc((x, y, half, half * rng.uniform(0.05, 0.10)), color)
    pole = mix(journey.wall, journey.bush, 0.3) * 0.7
    nails = [
        (-240.0, 236.0),
        (rng.uniform(290, 312), 222.0),
        (rng.uniform(690, 720), 222.0),
        (1300.0, 236.0),
    ]
    for lift in (0.0, 26.0):
        for first, second in pairwise(nails):
            line = sagging((first[0], first[1] + lift), (second[0], second[1] + lift), sag_px=34)
            board.stroke(line, pole, 3)
    for x, y in nails[1:3]:
        board.fill(floats([[x - 7, y - 30], [x + 7, y - 30], [x + 10, 720], [x - 10, 720]]), pole)
        for lift in (0.0, 26.0):
            board.fill(box(x - 34, y + lift - 5, x + 34, y + lift + 5), pole)


def _panel(board: Board, journey: Journey) -> None:
    board.fill(box(0, 740, SIDE_PX, 1030), journey.wall * 0.84)
    for y in (746, 1000):
        board.fill(box(0, y, SIDE_PX, y + 9), mix(journey.wall, CHROME, 0.45))


def _load_rack(board: Board, rng: np.random.Generator, journey: Journey) -> None:
    """Load cases on the rack above the window."""
    for left, wide in ((rng.uniform(20, 70), 250.0), (rng.uniform(700, 740), 250.0)):
        right, hide = left + wide, journey.leather * rng.uniform(0.85, 1.1)
        board.fill(box(left, -40, right, 54), hide)
        board.fill(box(left, -40, left + 14, 54), mix(hide, journey.sun, 0.35))
        for strap in (left + wide * 0.2, right - wide * 0.28):
            board.fill(box(strap, -40, strap + 22, 54), hide * 0.6)
            board.fill(box(strap - 3, 16, strap + 25, 32), CHROME * 0.95)
        for corner in (left, right - 30):
            board.fill(box(corner, 30, corner + 30, 54), hide * 0.68)
    board.fill(box(0, 54, SIDE_PX, 66), CHROME)
    board.fill(box(0, 62, SIDE_PX, 67), CHROME * 0.55)
    for x in (150, 390, 634, 874):
        board.fill(box(x, 54, x + 14, 92), CHROME * 0.8)


def _frame(board: Board, journey: Journey) -> None:
    left, top, right, foot = WINDOW
    board.stroke(
        _rounded(left - 14, top - 14, right + 14, foot + 14), journey.wall * 0.5, 26, closed=True
    )
    rim = _rounded(*WINDOW)
    board.stroke(rim, CHROME * 0.72, 14, closed=True)
    board.stroke(rim - [3, 3], np.minimum(CHROME * 1.2, 1), 4, closed=True)
    board.fill(box(left, 206, right, 220), CHROME * 0.74)
    board.fill(box(left, 206, right, 211), np.minimum(CHROME * 1.2, 1))
    board.fill(
        box(left - 30, foot + 14, right + 30, foot + 36), mix(journey.wall, journey.sun, 0.35)
    )


def _hang_curtains(board: Board, rng: np.random.Generator, journey: Journey) -> None:
    """Hang a curtain at each side of the glass, gathered by a band."""
    waist = rng.uniform(500, 540)
    down = np.linspace(0, 1, 13)
    for side in (-1, 1):
        wall = 8.0 if side < 0 else SIDE_PX - 8.0
        y = 78 + (716 - 78) * down
        edges = []
        for share in np.linspace(0, 1, 5):
            gather = 1 - 0.46 * np.exp(-(((y - waist) / 110) ** 2))
            reach = 96 * share * gather
            edges.append(np.column_stack([wall - side * reach, y]))
        cloth = journey.cloth
        bright = mix(cloth, journey.sun, 0.45 if side < 0 else 0.22)
        fold = [cloth * 0.5, cloth * 0.85, bright, cloth, cloth * 0.5]
        for first, second in pairwise(edges):
            board.blend(first, second, fold if side < 0 else fold[::-1])
        near, far = (wall, wall - side * 58) if side < 0 else (wall - side * 58, wall)
        board.fill(box(min(near, far), waist - 13, max(near, far), waist + 13), journey.leather)
        board.fill(
            box(min(near, far), waist - 13, max(near, far), waist - 7),
            mix(journey.leather, journey.sun, 0.5),
        )


def _set_seats(board: Board, journey: Journey) -> None:
    """Set the high back of a seat at each side, its edge in the light from the window."""
    cloth = mix(journey.cloth, journey.wall, 0.25)
    for side, top in ((-1, 690.0), (1, 600.0)):
        wall = -70.0 if side < 0 else SIDE_PX + 70.0
        turn = np.linspace(0, np.pi / 2, 11)
        shoulder = np.column_stack(
            [wall - side * (150 + 70 * np.sin(turn)), top + 70 * (1 - np.cos(turn))]
        )
        back = np.vstack([[[wall, top]], shoulder, [[wall - side * 250, 1040]], [[wall, 1040]]])
        board.fill(back, cloth * (0.9 if side < 0 else 0.72))
        board.fill(
            np.vstack(
                [[[wall, top]], shoulder[:6], [[wall - side * 186, top + 110]], [[wall, top + 110]]]
            ),
            mix(CHROME, journey.sun, 0.3) * (1.0 if side < 0 else 0.86),
        )
        board.stroke(
            np.vstack([shoulder, [[wall - side * 250, 1040]]]), mix(cloth, journey.sun, 0.5), 7
        )


WORLD = Change(
    Card(
        "train-window",
        title=LocalizedText(en="Train window", fr="Fenêtre de train"),
        description=LocalizedText(
            en="Hills and a viaduct pass by the window of a carriage.",
            fr="Des collines et un viaduc défilent à la fenêtre d’un wagon.",
        ),
        words=(
            "Behind them the window of a train, hills and a viaduct passing by in low sun, "
            "curtains, cases on the rack"
        ),
    ),
    Kind.WORLD,
    travel,
)
