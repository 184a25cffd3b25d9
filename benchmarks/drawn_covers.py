"""What hides a face, and what does not, drawn over portraits: to teach from and to measure with.

Everything is drawn in the face's own frame: the middle between the eyes is (0, 0), the outer
corners of the eyes are one unit apart, y points to the chin. ``TAUGHT`` is what the head in
``faces/covers.py`` learnt from; ``HELD_BACK`` are kinds it has never seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray, Points, SrgbImage, as_srgb

EYE_CORNERS = (33, 263)
MOUTH, CHIN = 13, 152
JAW = (93, 132, 58, 172, 136, 150, 149, 176, 148, 152)
JAW_ACROSS = (377, 400, 378, 379, 365, 397, 288, 361, 323)
# fmt: off
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)
# fmt: on
LIPS = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
CHEEKS = (50, 205, 280, 425)
CLOTH = ((0.88, 0.88, 0.9), (0.55, 0.72, 0.86), (0.08, 0.08, 0.09), (0.45, 0.45, 0.47),
         (0.45, 0.68, 0.6), (0.85, 0.55, 0.6))  # fmt: skip
"""Colors masks are sold in; half of what is drawn has another, or that of the skin."""
HAIR = ((0.07, 0.06, 0.06), (0.2, 0.12, 0.07), (0.35, 0.22, 0.13), (0.55, 0.38, 0.2),
        (0.45, 0.45, 0.46), (0.78, 0.77, 0.75))  # fmt: skip


FLAT = 0.3
"""Share of things without folds and light of their own, as smooth plastic and rough drawings."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """A portrait to draw over: the picture, its landmarks (478, 2) and a source of chance."""

    image: SrgbImage
    points: FloatArray
    rng: np.random.Generator

    @property
    def unit_px(self) -> float:
        """Distance between the outer corners of the eyes."""
        right, left = self.points[list(EYE_CORNERS)]
        return float(np.linalg.norm(left - right))

    def at(self, *places: tuple[float, float]) -> FloatArray:
        """Return places of the face's frame in pixels, (N, 2)."""
        right, left = self.points[list(EYE_CORNERS)]
        across = left - right
        down = np.array([-across[1], across[0]])
        frame = np.array(places, np.float32)
        return (right + left) / 2 + frame[:, :1] * across + frame[:, 1:] * down

    def of(self, ids: Sequence[int]) -> FloatArray:
        """Return landmarks in pixels, (N, 2)."""
        return self.points[list(ids)]

    def one_of(self, low: float, high: float) -> float:
        """Return a number between two, by chance."""
        return float(self.rng.uniform(low, high))

    def height(self, landmark: int) -> float:
        """Return how far below the eyes a landmark lies, in units."""
        (base, below), point = self.at((0, 0), (0, 1)), self.points[landmark]
        return float((point - base) @ (below - base) / self.unit_px**2)


def _grain(sitter: Sitter, px: float) -> FloatArray:
    """Return smooth noise, mean 0, deviation 1, with features of about so many pixels."""
    height, width = sitter.image.shape[:2]
    small = max(1.0, px / 2)
    rough = sitter.rng.normal(size=(int(height / small) + 3, int(width / small) + 3))
    noise = cv2.GaussianBlur(rough.astype(np.float32), (0, 0), 2)
    noise = cv2.resize(noise, (width, height), interpolation=cv2.INTER_LINEAR)
    return noise / max(float(noise.std()), 1e-6)


def _skin_color(sitter: Sitter) -> FloatArray:
    spots = np.round(sitter.of(CHEEKS)).astype(int)
    limits = np.array(sitter.image.shape[1::-1]) - 1
    x, y = np.clip(spots, 0, limits).T
    return np.median(sitter.image[y, x], axis=0) * sitter.one_of(0.85, 1.1)


def _any_color(sitter: Sitter) -> FloatArray:
    chance = sitter.rng.random()
    if chance < 0.1:
        color = _skin_color(sitter)
    elif chance < 0.55:
        color = np.array(CLOTH[sitter.rng.integers(len(CLOTH))])
    else:
        color = sitter.rng.uniform(0.03, 0.97, 3)
    return np.clip(color + sitter.rng.normal(0, 0.04, 3), 0.02, 0.98)


def _light(sitter: Sitter, strength: float) -> FloatArray:
    """Return the light that falls on the photo, about 1, coarse, to lie on what is drawn, too."""
    size = sitter.image.shape[1::-1]
    small = cv2.resize(sitter.image, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    tone = cv2.GaussianBlur(small.mean(axis=2), (0, 0), sitter.unit_px * 0.015) + 0.02
    light = np.clip(tone / np.median(tone), 0.3, 2.0) ** strength
    return cv2.resize(light, size, interpolation=cv2.INTER_LINEAR)[..., None]


def _cloth(sitter: Sitter, *, base: FloatArray | None = None) -> FloatArray:
    """Return cloth of any color, plain or with a print, folded and lit like the photo."""
    rng, unit = sitter.rng, sitter.unit_px
    color = _any_color(sitter) if base is None else base
    height, width = sitter.image.shape[:2]
    cloth = np.broadcast_to(color.astype(np.float32), (height, width, 3)).copy()
    if base is None and rng.random() < 0.35:
        cloth[_print(sitter)] = rng.uniform(0, 1, 3)
    if rng.random() < FLAT:
        return cloth
    folds = 1 + rng.uniform(0.03, 0.16) * _grain(sitter, unit * rng.uniform(0.15, 0.5))
    weave = 1 + rng.uniform(0.005, 0.05) * _grain(sitter, 1.5)
    return cloth * (folds * weave)[..., None] * _light(sitter, rng.uniform(0.2, 0.7))


def _print(sitter: Sitter) -> np.ndarray:
    """Return where a print's second color lies: blots, stripes or a grid."""
    rng, unit = sitter.rng, sitter.unit_px
    kind = rng.integers(3)
    if kind == 0:
        return _grain(sitter, unit * rng.uniform(0.04, 0.15)) > rng.uniform(0.3, 1)
    y, x = np.mgrid[: sitter.image.shape[0], : sitter.image.shape[1]].astype(np.float32)
    turn, pitch = rng.uniform(0, np.pi), unit * rng.uniform(0.06, 0.25)
    along = (x * np.cos(turn) + y * np.sin(turn)) / pitch % 1 < rng.uniform(0.2, 0.5)
    across = (y * np.cos(turn) - x * np.sin(turn)) / pitch % 1 < 0.3
    return along | across if kind == 2 else along


def _area(sitter: Sitter, polygon: FloatArray) -> FloatArray:
    area = np.zeros(sitter.image.shape[:2], np.float32)
    cv2.fillPoly(area, [np.round(polygon * 16).astype(np.int32)], 1.0, cv2.LINE_AA, shift=4)
    return area


def _lay(
    sitter: Sitter, what: FloatArray, area: FloatArray, *, opaque: float = 1.0, shade: float = 0.25
) -> SrgbImage:
    """Return the picture with something lying on an area of it, its edge soft, with a shadow."""
    unit = sitter.unit_px
    soft = cv2.GaussianBlur(area, (0, 0), max(0.6, unit * 0.006))
    fall = np.roll(cv2.GaussianBlur(area, (0, 0), unit * 0.04), int(unit * 0.02), axis=0)
    ground = sitter.image * (1 - shade * fall[..., None])
    share = (soft * opaque)[..., None]
    return as_srgb(ground * (1 - share) + what * share)


def _ellipse(sitter: Sitter, middle: FloatArray, wide: float, tall: float, *, power: float = 2.0,
             turn: float = 0.0) -> FloatArray:  # fmt: skip
    """Return a superellipse around a place in pixels; ``wide`` and ``tall`` are halves in units."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    ring = np.sign(ring) * np.abs(ring) ** (2 / power) * (wide, tall)
    cos, sin = np.cos(turn), np.sin(turn)
    ring = ring @ np.array([[cos, sin], [-sin, cos]])
    return sitter.at(*ring) - sitter.at((0, 0)) + middle


def _box(sitter: Sitter, middle: FloatArray, wide: float, tall: float, turn: float) -> FloatArray:
    return _ellipse(sitter, middle, wide, tall, power=sitter.one_of(8, 20), turn=turn)


# ---------------------------------------------------------------- what hides the mouth


def draw_mask(sitter: Sitter) -> SrgbImage:
    """Return a face behind a mask of cloth or fleece, pleated or smooth, with its straps."""
    nose = sitter.of([sitter.rng.choice([197, 195, 5, 4])])[0]
    high = sitter.rng.random() < 0.5
    jaw, across = JAW[sitter.rng.integers(0, 3) :], JAW_ACROSS[: 9 - sitter.rng.integers(0, 3)]
    cheek, other = (117, 346) if high else (50, 280)
    lower = sitter.of([*jaw, *across]) + sitter.at((0, sitter.one_of(0, 0.12))) - sitter.at((0, 0))
    upper = np.array([sitter.of([other])[0], nose, sitter.of([cheek])[0]])
    polygon = np.concatenate([lower, upper]).astype(np.float32)
    cloth = _cloth(sitter)
    if sitter.rng.random() < 0.5:
        cloth = cloth * _pleats(sitter)
    drawn = _lay(sitter, cloth, _area(sitter, polygon))
    straps = np.array(drawn)
    for edge, ear in ((lower[0], 234), (lower[-1], 454)):
        ends = [np.round(end).astype(int).tolist() for end in (edge, sitter.points[ear])]
        thick = max(1, round(sitter.unit_px * 0.015))
        cv2.line(straps, *ends, sitter.rng.uniform(0.5, 1, 3).tolist(), thick, cv2.LINE_AA)
    return as_srgb(straps)


def _pleats(sitter: Sitter) -> FloatArray:
    (origin, below) = sitter.at((0, 0), (0, 1))
    y, x = np.mgrid[: sitter.image.shape[0], : sitter.image.shape[1]].astype(np.float32)
    down = ((x - origin[0]) * (below - origin)[0] + (y - origin[1]) * (below - origin)[1]) / (
        sitter.unit_px**2
    )
    pitch = sitter.one_of(0.1, 0.22)
    fold = np.exp(-(((down + sitter.one_of(0, 1)) % pitch / pitch - 0.5) ** 2) / 0.02)
    return (1 - sitter.one_of(0.05, 0.25) * fold)[..., None]


def draw_scarf(sitter: Sitter) -> SrgbImage:
    """Return a face behind a scarf or collar drawn up over the mouth."""
    top = (sitter.height(4) + sitter.height(MOUTH)) / 2 - sitter.one_of(0, 0.25)
    dip = sitter.one_of(-0.1, 0.06)
    wide = sitter.one_of(0.85, 1.3)
    ring = [(-wide, top), (-0.45, top + dip), (0.45, top + dip), (wide, top), (wide, 3), (-wide, 3)]
    return _lay(sitter, _cloth(sitter), _area(sitter, sitter.at(*ring)))


def draw_phone(sitter: Sitter) -> SrgbImage:
    """Return a face with a phone before the mouth."""
    return _hold_phone(sitter, sitter.points[MOUTH])


def _hold_phone(sitter: Sitter, before: FloatArray) -> SrgbImage:
    shift = sitter.at((sitter.one_of(-0.1, 0.1), sitter.one_of(-0.05, 0.2))) - sitter.at((0, 0))
    turn = sitter.one_of(-0.6, 0.6) + sitter.rng.choice([0, np.pi / 2])
    middle = before + shift[0]
    polygon = _box(sitter, middle, sitter.one_of(0.3, 0.45), sitter.one_of(0.6, 0.9), turn)
    back = _cloth(sitter, base=_any_color(sitter))
    drawn = _lay(sitter, back, _area(sitter, polygon))
    lens = middle + sitter.at((-0.15, -0.35))[0] - sitter.at((0, 0))[0]
    spot = _area(sitter, _ellipse(sitter, lens, 0.06, 0.06))
    return _lay(Sitter(drawn, sitter.points, sitter.rng), np.zeros_like(drawn), spot, opaque=0.9)


def draw_hand(sitter: Sitter) -> SrgbImage:
    """Return a face with a hand before the mouth."""
    return _hold_hand(sitter, sitter.points[MOUTH], from_below=True)


def _hold_hand(sitter: Sitter, before: FloatArray, *, from_below: bool) -> SrgbImage:
    """Return a hand laid on a place: a palm and four fingers, each lit along its middle."""
    side = sitter.rng.choice([-1, 1])
    turn = side * sitter.one_of(0.2, 1.5) if from_below else side * sitter.one_of(1.1, 1.7)
    fingers, width = 4, sitter.one_of(0.075, 0.1)
    result = sitter
    grain = (1 + 0.03 * _grain(sitter, 4))[..., None]
    skin = _skin_color(sitter) * _light(sitter, 0.3) * grain
    along = np.array([np.sin(turn), -np.cos(turn)])
    beside = np.array([np.cos(turn), np.sin(turn)])
    spread, reach = width * 1.95, sitter.one_of(0.35, 0.6)
    palm = -along * (reach + 0.45)
    shift = sitter.at((0, 0))[0]
    parts = [(palm, 0.42, 0.55)]
    for finger in range(fingers):
        off = beside * (finger - 1.5) * spread
        long = reach * (1 - 0.12 * abs(finger - 1.3))
        parts.append((off - along * (reach - long), width, long))
    for place, wide, tall in parts:
        middle = before + sitter.at((float(place[0]), float(place[1])))[0] - shift
        ring = _ellipse(sitter, middle, wide, tall, power=3, turn=turn)
        area = _area(sitter, ring)
        round_light = cv2.GaussianBlur(area, (0, 0), wide * sitter.unit_px * 0.5)[..., None]
        drawn = _lay(result, skin * (0.62 + 0.42 * round_light), area, shade=0.35)
        result = Sitter(drawn, sitter.points, sitter.rng)
    return result.image


def draw_cup(sitter: Sitter) -> SrgbImage:
    """Return a face that drinks from a cup: a cone cut off, with its rim."""
    top, low = sitter.height(2) + sitter.one_of(0.02, 0.14), sitter.height(CHIN)
    wide, lean = sitter.one_of(0.3, 0.5), sitter.one_of(-0.15, 0.15)
    bottom = low + sitter.one_of(0.0, 0.5)
    ring = [(-wide + lean, top), (wide + lean, top), (wide * 0.75, bottom), (-wide * 0.75, bottom)]
    drawn = _lay(sitter, _cloth(sitter), _area(sitter, sitter.at(*ring)))
    cup = Sitter(drawn, sitter.points, sitter.rng)
    rim = _area(sitter, _ellipse(sitter, sitter.at((lean, top))[0], wide * 1.03, 0.05))
    return _lay(cup, _cloth(cup, base=_any_color(cup)), rim)


def draw_bandana(sitter: Sitter) -> SrgbImage:
    """Return a face behind a kerchief tied at the back, its tip below the chin."""
    top = sitter.height(5) + sitter.one_of(-0.1, 0.12)
    tip = sitter.height(CHIN) + sitter.one_of(0.3, 0.8)
    ring = [(-0.95, top - 0.05), (0, top - 0.1), (0.95, top - 0.05), (0.6, tip - 0.5), (0, tip)]
    ring.append((-0.6, tip - 0.5))
    return _lay(sitter, _cloth(sitter), _area(sitter, sitter.at(*ring)))


def draw_respirator(sitter: Sitter) -> SrgbImage:
    """Return a face behind a respirator: a shell with one or two valves."""
    middle = (sitter.points[2] + sitter.points[17]) / 2
    shell = _ellipse(sitter, middle, sitter.one_of(0.42, 0.55), sitter.one_of(0.45, 0.6), power=2.4)
    drawn = _lay(sitter, _cloth(sitter, base=_any_color(sitter)), _area(sitter, shell))
    for x in (-0.25, 0.25) if sitter.rng.random() < 0.6 else (0.1,):
        place = middle + sitter.at((x, 0.12))[0] - sitter.at((0, 0))[0]
        valve = _area(sitter, _ellipse(sitter, place, 0.13, 0.12))
        over = Sitter(drawn, sitter.points, sitter.rng)
        drawn = _lay(over, _cloth(over, base=_any_color(over)), valve, shade=0.4)
    return drawn


def draw_paper(sitter: Sitter) -> SrgbImage:
    """Return a face half behind a sheet of paper or a book with lines of print."""
    top = sitter.height(4) + sitter.one_of(-0.1, 0.12)
    wide, turn = sitter.one_of(0.5, 1.0), sitter.one_of(-0.15, 0.15)
    middle = sitter.at((sitter.one_of(-0.1, 0.1), top + 0.8))[0]
    sheet = _cloth(sitter, base=np.full(3, sitter.one_of(0.75, 0.95)))
    y = np.mgrid[: sitter.image.shape[0], : sitter.image.shape[1]][0]
    lines = (y / (sitter.unit_px * 0.09)) % 1 < 0.4
    words = (_grain(sitter, sitter.unit_px * 0.04) > -0.4) & lines
    sheet[words] *= 0.35
    return _lay(sitter, sheet, _area(sitter, _box(sitter, middle, wide, 0.8, turn)))


def draw_niqab(sitter: Sitter) -> SrgbImage:
    """Return a head in cloth that leaves the eyes free and hides the rest."""
    cloth = _cloth(sitter)
    covered = _lay(sitter, cloth, _headcloth(sitter, low=1.0))
    top, brow = sitter.height(197) - sitter.one_of(0, 0.06), sitter.height(105) - 0.12
    slit = _ellipse(sitter, sitter.at((0, (top + brow) / 2))[0], 0.85, (top - brow) / 2 + 0.02,
                    power=4)  # fmt: skip
    under = np.maximum(_area(sitter, sitter.of(OVAL)) - _area(sitter, slit), 0)
    return _lay(Sitter(covered, sitter.points, sitter.rng), cloth, under)


# ---------------------------------------------------------------- what hides the eyes


def _lenses(sitter: Sitter) -> list[FloatArray]:
    """Return the outlines of two lenses as they are sold: round, square, wide."""
    wide, tall = sitter.one_of(0.27, 0.42), sitter.one_of(0.2, 0.36)
    power, tilt = sitter.one_of(2, 5), sitter.one_of(-0.1, 0.15)
    down = sitter.one_of(0.0, 0.07)
    return [
        _ellipse(sitter, sitter.of(eye).mean(axis=0) + sitter.at((side * (wide - 0.25), down))[0]
                 - sitter.at((0, 0))[0], wide, tall, power=power, turn=side * tilt)
        for eye, side in (((33, 133), -1), ((263, 362), 1))
    ]  # fmt: skip


def _frame(sitter: Sitter, lenses: Sequence[FloatArray]) -> SrgbImage:
    """Return the picture with the frame of a pair of glasses: rims, bridge and temples."""
    drawn = np.array(sitter.image)
    thick = max(1, round(sitter.unit_px * sitter.rng.choice([0.01, 0.02, 0.045, 0.07])))
    color = (_any_color(sitter) * sitter.one_of(0.1, 0.9)).tolist()
    for lens, temple in zip(lenses, (127, 356), strict=True):
        cv2.polylines(drawn, [np.round(lens).astype(np.int32)], True, color, thick, cv2.LINE_AA)  # noqa: FBT003
        outer = lens[np.argmin(np.linalg.norm(lens - sitter.points[temple], axis=1))]
        ends = [np.round(end).astype(int).tolist() for end in (outer, sitter.points[temple])]
        cv2.line(drawn, *ends, color, thick, cv2.LINE_AA)
    right, left = lenses
    inner = right[np.argmin(np.linalg.norm(right - left.mean(axis=0), axis=1))]
    across = left[np.argmin(np.linalg.norm(left - right.mean(axis=0), axis=1))]
    ends = [np.round(end).astype(int).tolist() for end in (inner, across)]
    cv2.line(drawn, *ends, color, thick, cv2.LINE_AA)
    return as_srgb(drawn)


def _gradient(sitter: Sitter, *colors: FloatArray) -> FloatArray:
    """Return colors one below the other over the height of the eyes, melting into each other."""
    (high, low) = sitter.at((0, -0.35), (0, 0.45))[:, 1]
    y = np.arange(sitter.image.shape[0])
    stops = np.linspace(high, low, len(colors))
    ramp = np.stack([np.interp(y, stops, [color[c] for color in colors]) for c in range(3)], axis=1)
    return np.broadcast_to(ramp[:, None].astype(np.float32), sitter.image.shape).copy()


def draw_dark_glasses(sitter: Sitter) -> SrgbImage:
    """Return a face behind dark glasses, plain or paler towards the cheeks, with a glint."""
    tint = sitter.rng.uniform(0.01, 0.2) + sitter.rng.uniform(-0.01, 0.06, 3)
    if sitter.rng.random() < 0.3:
        tint = np.sort(sitter.rng.uniform(0.02, 0.4, 3))[::-1]
    lenses = _lenses(sitter)
    area = np.maximum(*(_area(sitter, lens) for lens in lenses))
    what = _gradient(sitter, tint, tint + sitter.one_of(0, 0.15)) + 0.03 * np.maximum(
        _grain(sitter, sitter.unit_px * 0.15), 0
    )[..., None]  # fmt: skip
    drawn = _lay(sitter, what, area, opaque=sitter.one_of(0.8, 1.0), shade=0.15)
    glinting = _glint(Sitter(drawn, sitter.points, sitter.rng), lenses, most=0.5)
    return _frame(Sitter(glinting, sitter.points, sitter.rng), lenses)


def draw_mirrored_glasses(sitter: Sitter) -> SrgbImage:
    """Return a face behind mirrored glasses: a sky, a ground and what stands between them."""
    sky, middle, ground = (sitter.rng.uniform(0.05, 1, 3) for _ in range(3))
    if sitter.rng.random() < 0.3:
        sky, middle, ground = (np.full(3, color.mean()) for color in (sky, middle, ground))
    if sitter.rng.random() < FLAT:
        scene = np.broadcast_to(sky.astype(np.float32), sitter.image.shape)
    else:
        scene = _gradient(sitter, sky, middle, ground, ground * 0.6)
        scene *= (1 + sitter.one_of(0, 0.3) * _grain(sitter, sitter.unit_px * 0.12))[..., None]
    lenses = _lenses(sitter)
    area = np.maximum(*(_area(sitter, lens) for lens in lenses))
    rimless = sitter.rng.random() < 0.4
    drawn = _lay(
        sitter, scene, area, opaque=sitter.one_of(0.65 if rimless else 0.8, 1.0), shade=0.15
    )
    return drawn if rimless else _frame(Sitter(drawn, sitter.points, sitter.rng), lenses)


def draw_hand_on_eyes(sitter: Sitter) -> SrgbImage:
    """Return a face with a hand before the eyes."""
    return _hold_hand(sitter, sitter.at((sitter.one_of(-0.1, 0.1), 0))[0], from_below=False)


def draw_phone_on_eyes(sitter: Sitter) -> SrgbImage:
    """Return a face with a camera or a phone held across both eyes."""
    middle = sitter.at((0, sitter.one_of(-0.05, 0.1)))[0]
    polygon = _box(sitter, middle, sitter.one_of(0.65, 0.9), sitter.one_of(0.25, 0.4),
                   sitter.one_of(-0.15, 0.15))  # fmt: skip
    drawn = _lay(sitter, _cloth(sitter, base=_any_color(sitter)), _area(sitter, polygon))
    spot = _area(sitter, _ellipse(sitter, middle, 0.15, 0.15))
    return _lay(Sitter(drawn, sitter.points, sitter.rng), np.zeros_like(drawn), spot, opaque=0.9)


def draw_goggles(sitter: Sitter) -> SrgbImage:
    """Return a face behind ski goggles: one pane over both eyes, mirrored or dark, in a rim."""
    middle = sitter.at((0, sitter.one_of(0, 0.08)))[0]
    wide, tall = sitter.one_of(0.75, 0.9), sitter.one_of(0.32, 0.42)
    rim = _area(sitter, _ellipse(sitter, middle, wide, tall, power=3.5))
    drawn = _lay(sitter, _cloth(sitter, base=_any_color(sitter)), rim)
    inner = Sitter(drawn, sitter.points, sitter.rng)
    pane = _area(sitter, _ellipse(sitter, middle, wide - 0.09, tall - 0.09, power=3.5))
    colors = (sitter.rng.uniform(0.03, 0.9, 3) for _ in range(3))
    return _lay(inner, _gradient(sitter, *colors), pane, opaque=0.95)


def draw_blindfold(sitter: Sitter) -> SrgbImage:
    """Return a face with a band of cloth, as for sleeping, over the eyes."""
    tall = sitter.one_of(0.2, 0.35)
    ring = [(-1, -tall * 0.7), (0, -tall), (1, -tall * 0.7), (1, tall * 0.6), (0.4, tall)]
    ring += [(0, tall * 0.6), (-0.4, tall), (-1, tall * 0.6)]
    return _lay(sitter, _cloth(sitter), _area(sitter, sitter.at(*ring)))


# ---------------------------------------------------------------- what leaves a face free


def draw_clear_glasses(sitter: Sitter) -> SrgbImage:
    """Return a face with glasses one sees through, at most a little tinted, with a glint."""
    lenses = _lenses(sitter)
    area = np.maximum(*(_area(sitter, lens) for lens in lenses))
    tint = np.broadcast_to(_any_color(sitter).astype(np.float32), sitter.image.shape)
    drawn = _lay(sitter, tint, area, opaque=sitter.one_of(0, 0.15), shade=0.05)
    glinting = _glint(Sitter(drawn, sitter.points, sitter.rng), lenses, most=0.45)
    return _frame(Sitter(glinting, sitter.points, sitter.rng), lenses)


def _glint(sitter: Sitter, lenses: Sequence[FloatArray], *, most: float) -> SrgbImage:
    """Return the picture with a window's reflection across a part of each lens."""
    strong = sitter.one_of(0, most) * (sitter.rng.random() < 0.7)
    offset, turn = sitter.one_of(-0.15, 0.15), sitter.one_of(0.3, 1.2)
    drawn = sitter.image
    for lens in lenses:
        middle = lens.mean(axis=0) + sitter.at((offset, 0))[0] - sitter.at((0, 0))[0]
        streak = _area(sitter, _box(sitter, middle, sitter.one_of(0.03, 0.12), 0.5, turn))
        share = (cv2.GaussianBlur(streak * _area(sitter, lens), (0, 0), 1.2) * strong)[..., None]
        drawn = as_srgb(drawn * (1 - share) + share)
    return drawn


def draw_beard(sitter: Sitter) -> SrgbImage:
    """Return a face with a beard, full or short, that leaves the lips free."""
    full = sitter.rng.random() < 0.6
    up = (411, 425, 326, 97, 205, 187) if full else (410, 326, 97, 186)
    ring = sitter.of([*JAW[0 if full else 3 :], *JAW_ACROSS[: 9 if full else 6], *up])
    return _grow_hair(sitter, _area(sitter, ring), long=sitter.one_of(0, 0.15))


def draw_moustache(sitter: Sitter) -> SrgbImage:
    """Return a face with a moustache, its ends by chance drawn out."""
    out = sitter.one_of(0.25, 0.4)
    under, lip = sitter.height(2), sitter.height(0)
    ring = [(-0.1, under + 0.02), (0.1, under + 0.02), (out, lip + 0.1), (0.1, lip), (-0.1, lip)]
    ring.append((-out, lip + 0.1))
    return _grow_hair(sitter, _area(sitter, sitter.at(*ring)), long=0)


def _grow_hair(sitter: Sitter, area: FloatArray, *, long: float) -> SrgbImage:
    color = np.clip(np.array(HAIR[sitter.rng.integers(len(HAIR))]) * sitter.one_of(0.7, 1.3), 0, 1)
    rough = sitter.rng.normal(size=area.shape).astype(np.float32)
    strands = cv2.GaussianBlur(rough, (0, 0), sigmaX=0.8, sigmaY=sitter.one_of(1.2, 3))
    strands /= strands.std()
    hair = color * (1 + 0.35 * strands + 0.15 * _grain(sitter, 20))[..., None] * _light(sitter, 0.6)
    below = np.roll(area, int(long * sitter.unit_px), axis=0)
    soft = cv2.GaussianBlur(
        np.maximum(area, below), (0, 0), sitter.unit_px * sitter.one_of(0.02, 0.05)
    )
    soft *= 1 - cv2.GaussianBlur(_area(sitter, sitter.of(LIPS)), (0, 0), 1.2)
    thick = np.clip(sitter.one_of(0.6, 1.1) * soft * (0.75 + 0.25 * strands), 0, 1)[..., None]
    return as_srgb(sitter.image * (1 - thick) + hair * thick)


def _headcloth(sitter: Sitter, *, low: float) -> FloatArray:
    """Return where a cloth lies around the head, the whole oval of the face left out."""
    chin = sitter.height(CHIN)
    crown = -sitter.one_of(1.0, 1.3)
    ring = [(-0.6, crown + 0.2), (0, crown), (0.6, crown + 0.2), (1.0, -0.2), (1.0, chin - 0.2)]
    ring += [(1.5, chin + 0.6), (1.6, 3.5), (-1.6, 3.5), (-1.5, chin + 0.6), (-1.0, chin - 0.2)]
    ring.append((-1.0, -0.2))
    oval = sitter.of(OVAL)
    middle = oval.mean(axis=0)
    opening = _area(sitter, (oval - middle) * (sitter.one_of(0.92, 1.0), low) + middle)
    cover = cv2.GaussianBlur(_area(sitter, sitter.at(*ring)), (0, 0), 2)
    return np.clip(cover - opening, 0, 1)


def draw_hijab(sitter: Sitter) -> SrgbImage:
    """Return a head in a cloth that leaves the face free."""
    return _lay(sitter, _cloth(sitter), _headcloth(sitter, low=sitter.one_of(0.93, 1.02)))


def draw_hat(sitter: Sitter) -> SrgbImage:
    """Return a head with a cap, a turban or a fringe down to just above the brows."""
    brow = sitter.height(105) - sitter.one_of(0.02, 0.25)
    bow = sitter.one_of(-0.1, 0.1)
    ring = [(-1, brow), (-0.5, brow + bow), (0.5, brow + bow), (1, brow), (0.8, -1.6), (-0.8, -1.6)]
    return _lay(sitter, _cloth(sitter), _area(sitter, sitter.at(*ring)), shade=0.4)


def draw_hand_at_chin(sitter: Sitter) -> SrgbImage:
    """Return a face with a hand under the chin, the mouth free."""
    low = sitter.height(CHIN) + sitter.one_of(0.25, 0.5)
    place = sitter.at((sitter.one_of(-0.4, 0.4), low))[0]
    return _hold_hand(sitter, place, from_below=True)


def draw_headphones(sitter: Sitter) -> SrgbImage:
    """Return a head with a cup over each ear and a microphone beside the chin."""
    drawn = sitter
    base = _any_color(sitter)
    low = sitter.height(CHIN)
    for ear in (234, 454):
        cup = _ellipse(sitter, sitter.points[ear], 0.16, 0.32, power=3)
        drawn = Sitter(_lay(drawn, _cloth(drawn, base=base), _area(sitter, cup)), sitter.points,
                       sitter.rng)  # fmt: skip
    foam = _ellipse(sitter, sitter.at((sitter.rng.choice([-0.5, 0.5]), low - 0.12))[0], 0.1, 0.1)
    return _lay(drawn, _cloth(drawn, base=base * 0.4), _area(sitter, foam))


def leave(sitter: Sitter) -> SrgbImage:
    """Return the face as it is."""
    return sitter.image


Drawing = Callable[[Sitter], SrgbImage]
HIDES_MOUTH: dict[str, Drawing] = {
    "mask": draw_mask, "scarf": draw_scarf, "phone": draw_phone, "hand": draw_hand,
}  # fmt: skip
HIDES_EYES: dict[str, Drawing] = {
    "dark glasses": draw_dark_glasses, "mirrored glasses": draw_mirrored_glasses,
    "hand on eyes": draw_hand_on_eyes,
}  # fmt: skip
HIDES_NOTHING: dict[str, Drawing] = {
    "nothing": leave, "clear glasses": draw_clear_glasses, "beard": draw_beard,
    "hijab": draw_hijab, "hat": draw_hat,
}  # fmt: skip
HELD_BACK_MOUTH: dict[str, Drawing] = {
    "cup": draw_cup, "bandana": draw_bandana, "respirator": draw_respirator, "paper": draw_paper,
    "niqab": draw_niqab,
}  # fmt: skip
HELD_BACK_EYES: dict[str, Drawing] = {
    "goggles": draw_goggles, "blindfold": draw_blindfold, "phone on eyes": draw_phone_on_eyes,
}  # fmt: skip
HELD_BACK_NOTHING: dict[str, Drawing] = {
    "moustache": draw_moustache, "hand at chin": draw_hand_at_chin, "headphones": draw_headphones,
}  # fmt: skip


def draw(kind: Drawing, image: SrgbImage, landmarks: Points, *, seed: int) -> SrgbImage:
    """Return the picture with one kind of thing drawn over its face, by the chance of a seed."""
    return kind(Sitter(image, landmarks[:, :2].astype(np.float32), np.random.default_rng(seed)))
