"""A portrait dressed: the garment drawn on it, before any style draws the portrait."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np

from trombine.engines.portrait.changes.tailoring.body import Body
from trombine.engines.portrait.changes.tailoring.colorways import Colors, pick_colors
from trombine.engines.portrait.changes.tailoring.edges import find_edges
from trombine.engines.portrait.changes.tailoring.folds import draw_folds
from trombine.engines.portrait.changes.tailoring.head import Head, keep_head
from trombine.engines.portrait.changes.tailoring.layers import Cloth, Layer
from trombine.engines.portrait.changes.tailoring.lighting import light_cloth, round_body
from trombine.engines.portrait.changes.tailoring.neck import Neck, draw_neck
from trombine.engines.portrait.changes.tailoring.room import make_room
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray, SrgbImage, as_mask
from trombine.imaging.filters import blur
from trombine.kernels import kernel

Sew: TypeAlias = Callable[[Colors], Sequence[Layer]]

PURPOSE = 43
HEAD_SHADOW = 0.42
BEHIND = 0.80
"""How light what lies behind the neck is."""

BACK_ENDS = 0.5
CHEST = 0.9
"""How near the breast is, in face heights: behind the face, before the ears."""


@dataclass(frozen=True, slots=True)
class _Sewn:
    """A lit garment, on the part of the picture that garments are drawn on."""

    color: FloatArray
    cover: FloatArray
    normals: FloatArray
    depth: FloatArray

    def down_to(self, body: Body) -> "_Sewn":
        """Return it with nothing below, as far down as a body is drawn."""
        return _Sewn(
            *(_lengthen(each, body) for each in (self.color, self.cover, self.normals, self.depth))
        )


def _lengthen(part: FloatArray, body: Body) -> FloatArray:
    longer = np.zeros((body.shape[0], *part.shape[1:]), np.float32)
    longer[: len(part)] = part
    return longer


def dress(portrait: Portrait, look: Look, sew: Sew, offered: Sequence[Colors]) -> Portrait:
    """Return the person in a garment, in colors that suit them and the picture."""
    layers = sew(pick_colors(portrait, look, offered))
    seated, photo = make_room(portrait)
    body = Body.of(seated)
    head = keep_head(seated, photo)
    neck = draw_neck(seated, body, head, from_left=look.light_from_left)
    folds = draw_folds(body, look.rng(PURPOSE))
    front = _make(body, folds, [layer for layer in layers if not layer.behind], look)
    front.color[:] *= _under_head(body, head, look)[body.top :, :, None]
    # What lies behind neck and head ends above the breast.
    upper = replace(body, bottom=min(SIDE_PX, int(body.notch[1] + BACK_ENDS * body.face_px)))
    back = _make(upper, folds[: upper.shape[0]], [layer for layer in layers if layer.behind], look)
    back.color[:] *= np.float32(BEHIND)
    return _put_on(seated, body, head, neck, front, back.down_to(body))


def _make(body: Body, folds: FloatArray, layers: Sequence[Layer], look: Look) -> _Sewn:
    cloth = Cloth.of(body, folds).lay(layers)
    form = round_body(body, cloth.cover)
    lit, normals = light_cloth(cloth, form, from_left=look.light_from_left)
    highest = max(float(form.max()), 1.0)
    depth = np.float32(CHEST * body.face_px) * np.sqrt(form / np.float32(highest))
    return _Sewn(lit, cloth.cover, normals, depth + cloth.level)


def _under_head(body: Body, head: Head, look: Look) -> FloatArray:
    """Return the light that the head leaves on what lies below it."""
    aside = 0.07 if look.light_from_left else -0.07
    unit = body.face_px
    matrix = np.array([[1, 0, aside * unit], [0, 1, 0.16 * unit]], np.float32)
    moved = cv2.warpAffine(head.cover, matrix, (SIDE_PX, SIDE_PX))
    return 1 - np.clip(blur(moved, 0.075 * unit), 0, 1) * np.float32(HEAD_SHADOW)


def _put_on(
    portrait: Portrait, body: Body, head: Head, neck: Neck, front: _Sewn, back: _Sewn
) -> Portrait:
    """Lay the garment's back, the neck, its front and the head over each other.

    The portrait is the one just moved and nobody else's: its pictures are drawn on in place.
    """
    part = slice(body.top, SIDE_PX)
    covers = (back.cover, neck.cover[part], front.cover, head.cover[part])
    seen = _seen(*covers)
    drawn = seen[0] + seen[2] + (seen[1] if neck.veiled else 0)
    over = np.dstack(_weights(*covers)).astype(np.float32)
    edges = find_edges(portrait, head)

    def paint(image: SrgbImage) -> SrgbImage:
        tone = neck.tone(image)
        edges.clean(image)
        _stack(back.color, neck.light[part], tone, front.color, over, image[part])
        return image

    def whole(above: FloatArray, below: FloatArray) -> FloatArray:
        return np.concatenate([above[: body.top], below])

    _stack_normals(back.normals, front.normals, over, portrait.normals[part])
    depth = portrait.depth[part]
    for plane, weight in ((back.depth, seen[0]), (front.depth, seen[2])):
        depth += (plane - depth) * weight
    return replace(
        portrait,
        relit=paint(portrait.relit),
        painted=paint(portrait.painted),
        combed=paint(portrait.combed),
        alpha=as_mask(whole(head.cover, np.add.reduce(seen))),
        skin=as_mask(whole(head.skin, head.skin[part] + (0 if neck.veiled else seen[1]))),
        hair=head.hair,
        cloth=as_mask(whole(head.cloth, head.cloth[part] + drawn)),
    )


def _seen(*covers: FloatArray) -> list[FloatArray]:
    """Return how much of each cover, the lowest first, those above it leave to be seen."""
    left: FloatArray = np.ones_like(covers[0])
    seen: list[FloatArray] = []
    for cover in reversed(covers):
        seen.append(cover * left)
        left = left * (1 - cover)
    return seen[::-1]


def _weights(*covers: FloatArray) -> list[FloatArray]:
    """Return how much each cover but the lowest counts over all below it."""
    alpha: FloatArray = covers[0]
    weights: list[FloatArray] = []
    for cover in covers[1:]:
        alpha = cover + alpha * (1 - cover)
        weights.append(cover / np.maximum(alpha, 1e-3))
    return weights


@kernel(fastmath=True)
def _stack(
    back: FloatArray,
    light: FloatArray,
    tone: FloatArray,
    front: FloatArray,
    over: FloatArray,
    head: FloatArray,
) -> None:
    """Lay four pictures over each other, into the last, within [0, 1]."""
    rows, columns, _ = back.shape
    for y in range(rows):
        for x in range(columns):
            if over[y, x, 2] > 0.999:
                continue
            for c in range(3):
                value = back[y, x, c]
                value += (light[y, x, c] * tone[c] - value) * over[y, x, 0]
                value += (front[y, x, c] - value) * over[y, x, 1]
                value += (head[y, x, c] - value) * over[y, x, 2]
                head[y, x, c] = min(max(value, np.float32(0)), np.float32(1))


@kernel(fastmath=True)
def _stack_normals(back: FloatArray, front: FloatArray, over: FloatArray, head: FloatArray) -> None:
    """Lay the normals over each other, into the last, and make them units again."""
    rows, columns, _ = back.shape
    turned = np.zeros(3, np.float32)
    for y in range(rows):
        for x in range(columns):
            squares = np.float32(1e-6)
            for c in range(3):
                value = back[y, x, c]
                value += (head[y, x, c] - value) * over[y, x, 0]
                value += (front[y, x, c] - value) * over[y, x, 1]
                value += (head[y, x, c] - value) * over[y, x, 2]
                turned[c] = value
                squares += value * value
            if squares < 0.01:  # nothing there
                turned[2] = squares = np.float32(1)
            for c in range(3):
                head[y, x, c] = turned[c] / np.float32(math.sqrt(squares))
