"""An old observatory: the slit of its dome open on the stars, a telescope, a chart of the sky."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.boards import (
    Board,
    Glow,
    floats,
    ramp,
    soft_grid,
    toward_light,
)
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix


@dataclass(frozen=True, slots=True)
class Night:
    """Colors: sky above and low, the light of the stars, the dome, and the chart on its wall."""

    zenith: FloatArray
    low: FloatArray
    stars: FloatArray
    dome: FloatArray
    chart: FloatArray


NIGHTS = tuple(
    Night(*(hex_color(c) for c in colors))
    for colors in (
        ("#0a1440", "#3f78bf", "#d8ecff", "#2f4a66", "#34587c"),
        ("#170e44", "#6f52b8", "#eadfff", "#3f3a62", "#524a80"),
        ("#062838", "#2f8a8c", "#dcfff4", "#2a5058", "#316a70"),
    )
)
BRASS = hex_color("#d9a44e")
TUBE = hex_color("#a8743f")
MOON = hex_color("#fff2c4")

BASE_Y, HALF_WIDE, HIGH = 690.0, 660.0, 830.0
"""Of the dome: where its wall begins, and half its width and height in pixels."""

SLIT_RAD = (-1.06, -0.50)
"""Meridians between which the dome is open; 0 is straight ahead."""

CHART = (536.0, 396.0, 286.0)
STARS = 130


def stand_under_dome(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in an observatory, the open sky on the side of the light."""
    return set_in(portrait, look, _paint(look), light=_night(look).stars)


def _night(look: Look) -> Night:
    return NIGHTS[int(look.rng(62).integers(len(NIGHTS)))]


def _paint(look: Look) -> SrgbImage:
    night, rng = _night(look), look.rng(63)
    board = Board.primed(ramp([(0, night.dome * 0.8), (0.7, night.dome * 1.1), (1, night.dome)]))
    _rib_dome(board, night)
    _draw_chart(board, rng, night)
    _mount_telescope(board, rng, night)
    light = Glow.ambient(floats([0.62, 0.64, 0.72]))
    beam = floats([[60, 120], [300, -40], [1200, 560], [860, 1040]])
    light.shaft(beam, night.stars * 0.30, softness_px=70)
    light.bulb(200, 380, 360, night.stars * 0.70)
    light.bulb(512, 400, 270, night.stars * 0.16)
    board = board.lit(light.plane)
    board.paste(_paint_sky(rng, night), [_slit(0.0)])
    _frame_slit(board, night)
    glow = Glow()
    glow.bulb(140, 310, 130, MOON * 0.22)
    glow.bulb(140, 330, 330, night.low * 0.40)
    glow.shaft(beam, night.stars * 0.07, softness_px=40)
    return toward_light(board.finish(glow), look)


def _meridian(angle_rad: float, *, low: float = 0.0, high: float = 1.35) -> FloatArray:
    """Return a line from the foot of the dome toward its top, 25 points."""
    rise = np.linspace(low, high, 25)
    x = SIDE_PX / 2 + HALF_WIDE * np.sin(angle_rad) * np.cos(rise)
    return np.column_stack([x, BASE_Y - HIGH * np.sin(rise)])


def _rib_dome(board: Board, night: Night) -> None:
    """Part the dome into plates, lighter ones between ribs."""
    angles = np.linspace(-1.5, 1.5, 15)
    for number, (first, last) in enumerate(pairwise(angles)):
        shade = night.dome * (1.10 if number % 2 else 0.92)
        board.fill(np.vstack([_meridian(first), _meridian(last)[::-1]]), shade)
    for rise in (0.16, 0.44, 0.72, 1.0):
        ring = [_meridian(angle, low=rise)[0] for angle in np.linspace(-1.57, 1.57, 25)]
        board.stroke(np.array(ring), night.dome * 0.72, 4)
    for angle in angles:
        rib = _meridian(angle)
        board.stroke(rib, night.dome * 0.6, 13)
        board.stroke(rib - [4, 0], mix(night.dome, night.stars, 0.35), 3)
    wall = floats([[-5, BASE_Y], [1030, BASE_Y], [1030.0, 1030.0], [-5.0, 1030.0]])
    board.fill(wall, night.dome * 0.66)
    board.stroke(wall[:2], BRASS * 0.55, 22)
    board.stroke(wall[:2] - [0, 8], BRASS * 0.95, 5)


def _slit(grow_rad: float) -> FloatArray:
    first, last = SLIT_RAD
    left = _meridian(first - grow_rad, low=0.06)
    return np.vstack([left, _meridian(last + grow_rad, low=0.06)[::-1]])


def _frame_slit(board: Board, night: Night) -> None:
    for angle, side in zip(SLIT_RAD, (-1, 1), strict=True):
        rail = _meridian(angle, low=0.05)
        board.stroke(rail + floats([side * 9, 0]), night.dome * 0.45, 24)
        board.stroke(rail + floats([side * 12, 0]), BRASS * 0.72, 9)
        board.stroke(rail, mix(BRASS, night.stars, 0.55), 4)
    sill = _slit(0.03)[[0, -1]]
    board.stroke(sill, night.dome * 0.45, 22)
    board.stroke(sill - [0, 6], mix(BRASS, night.stars, 0.3), 5)


def _paint_sky(rng: np.random.Generator, night: Night) -> Board:
    """Return stars and the Milky Way along the slit."""
    sky = ramp([(0, night.zenith), (0.35, mix(night.zenith, night.low, 0.35)), (0.66, night.low)])
    x, y = soft_grid()
    clouds = np.clip(rng.normal(0.5, 0.22, (24, 24)), 0, 1).astype(np.float32)
    band = np.exp(-(((x - 300 + 0.42 * y) / 90) ** 2))
    milk = Glow(sky)
    rough = np.interp(x.ravel() / 43 % 23, np.arange(24), clouds[0]).reshape(x.shape)
    milk.plane[:] = mix(sky, night.stars, band * (0.22 + 0.30 * rough) * (y < BASE_Y))
    board = Board.primed(milk.plane)
    for _ in range(STARS):
        size = 1.4 + 5.6 * rng.random() ** 5
        place = (rng.uniform(0, 400), rng.uniform(0, 640), size, size)
        board.ball(place, (np.ones(3), night.stars), opacity=rng.uniform(0.5, 1))
    _hang_crescent(
        board, (rng.uniform(120, 170), rng.uniform(230, 380), rng.uniform(50, 62)), night
    )
    return board


def _hang_crescent(board: Board, moon: tuple[float, float, float], night: Night) -> None:
    x, y, radius = moon
    outer = np.linspace(0.75, 2 * np.pi - 0.75, 41)
    inner = np.linspace(2 * np.pi - 1.18, 1.18, 33)
    rim = np.column_stack([np.cos(outer), np.sin(outer)])
    hollow = np.column_stack([0.44 + 0.74 * np.cos(inner), 0.74 * np.sin(inner)])
    turn = np.array([[np.cos(0.5), np.sin(0.5)], [-np.sin(0.5), np.cos(0.5)]])
    crescent = np.vstack([rim, hollow]) @ turn * radius + [x, y]
    board.fill(crescent, mix(night.stars, MOON, 0.75))


def _draw_chart(board: Board, rng: np.random.Generator, night: Night) -> None:
    """Paint the sky as a wheel on the wall: rings, hours, and a few constellations."""
    x, y, radius = CHART
    line = mix(night.chart, BRASS, 0.45)
    board.disc((x, y, radius + 16, radius + 16), BRASS * 0.5)
    board.disc((x, y, radius + 9, radius + 9), BRASS * 0.8)
    board.disc((x, y, radius, radius), night.chart)
    for share, width in ((0.9, 5), (0.66, 3), (0.4, 3)):
        turn = np.linspace(0, 2 * np.pi, 73)
        ring = np.column_stack(
            [x + share * radius * np.cos(turn), y + share * radius * np.sin(turn)]
        )
        board.stroke(ring, line, width)
    for hour in range(24):
        angle = hour * np.pi / 12
        ray = floats([np.cos(angle), np.sin(angle)]) * radius
        first = 0.9 if hour % 2 else 0.4
        board.stroke(np.stack([ray * first, ray]) + floats([x, y]), line, 3)
    for number in range(8):
        angle = number * np.pi / 4 + rng.uniform(0, 0.3)
        path = [np.array([x, y]) + radius * 0.74 * np.array([np.cos(angle), np.sin(angle)])]
        for _ in range(4):
            path.append(path[0] + rng.normal(0, radius * 0.11, 2))
        board.stroke(np.array(path), mix(line, night.stars, 0.35), 2)
        for star in path:
            size = rng.uniform(4, 8)
            board.disc((float(star[0]), float(star[1]), size, size), mix(line, night.stars, 0.7))


def _mount_telescope(board: Board, rng: np.random.Generator, night: Night) -> None:
    """Mount a long tube with rings of brass on its pier; it looks out through the slit."""
    lean = rng.uniform(-0.06, 0.06)
    front = floats([778 + 120 * lean, 118])
    axis = floats([0.44 - lean, 0.90])
    axis /= np.linalg.norm(axis)
    across = floats([axis[1], -axis[0]])
    pivot = front + axis * 410
    pier = floats([[-46, 0], [46, 0], [74, 640], [-74, 640]]) + pivot + [34, 20]
    board.blend(pier[[0, 3]], pier[[1, 2]], [night.dome * 1.1, night.dome * 0.8, night.dome * 0.4])
    _turn_wheel(board, pivot + floats([48, 60]), 104, night)
    metal = [TUBE * 0.4, TUBE * 1.25, mix(TUBE, night.stars, 0.5), TUBE, TUBE * 0.5, TUBE * 0.28]
    brass = [BRASS * 0.4, BRASS, mix(BRASS, np.ones(3), 0.6), BRASS * 0.9, BRASS * 0.45]

    def tube(start: float, end: float, half: float, colors: list[FloatArray]) -> None:
        ends = np.stack([front + axis * start, front + axis * end])
        board.blend(ends - across * half, ends + across * half, colors)

    finder = across * 92
    front += finder
    tube(180, 560, 19, brass)
    tube(170, 230, 25, brass)
    front -= finder
    tube(20, 640, 60, metal)
    tube(-10, 130, 74, metal)
    tube(600, 700, 38, brass)
    for place, half in ((-16, 78), (122, 77), (300, 65), (470, 65), (610, 64)):
        tube(place, place + 22, half, brass)


def _turn_wheel(board: Board, at: FloatArray, radius: float, night: Night) -> None:
    x, y = (float(v) for v in at)
    teeth = np.linspace(0, 2 * np.pi, 97)
    reach = radius + 7 * np.sign(np.sin(teeth * 24))
    rim = np.column_stack([x + reach * np.cos(teeth), y + reach * np.sin(teeth)])
    board.fill(rim, BRASS * 0.7)
    board.disc((x, y, radius * 0.8, radius * 0.8), night.dome * 0.55)
    for spoke in range(6):
        angle = spoke * np.pi / 3 + 0.3
        ray = floats([[0, 0], [np.cos(angle), np.sin(angle)]]) * radius * 0.86
        board.stroke(ray + floats([x, y]), BRASS * 0.7, 14)
    board.ball((x, y, radius * 0.26, radius * 0.26), (BRASS * 1.1, BRASS * 0.6), heart=(-0.3, -0.3))


WORLD = Change(
    Card(
        "observatory",
        title=LocalizedText(en="Observatory", fr="Observatoire"),
        description=LocalizedText(
            en="A dome open on the stars, a brass telescope, a chart of the sky.",
            fr="Une coupole ouverte sur les étoiles, une lunette de laiton, une carte du ciel.",
        ),
        words=(
            "Behind them an observatory, the slit of its dome open on the stars, a brass "
            "telescope and a round chart of the sky"
        ),
    ),
    Kind.WORLD,
    stand_under_dome,
)
