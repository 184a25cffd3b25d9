"""A prop put on: drawn, its shadow thrown, every map of the portrait told of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from trombine.engines.portrait.changes.wearing.coverings import is_covered, is_cut
from trombine.engines.portrait.changes.wearing.drawing import Drawn, draw, find_window
from trombine.engines.portrait.changes.wearing.hats import tucked_in
from trombine.engines.portrait.changes.wearing.head import Dome, Head, dome_depth, measure_head
from trombine.engines.portrait.changes.wearing.room import make_room
from trombine.engines.portrait.changes.wearing.solids import Surface, unit
from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.faces import topology
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage
from trombine.imaging.color import luma
from trombine.imaging.filters import blur, shift_mask, smoothstep

LEVEL = -0.06
"""How near the person is beside the dome, in faces: ears and hanging hair."""

STRAND_PX, PLAIN_STRAND = 5.0, 0.06
"""How wide a lock is that lies over a prop, and the contrast of one that stands out."""

SHADOW, CONTACT = 0.34, 0.30
"""How dark the thrown shadow is, and the line where prop and head meet."""

THROWN, SOFTNESS, CONTACT_SOFTNESS = 0.045, 0.022, 0.010
"""In faces."""

SHADOW_COLOR = np.array([0.88, 0.96, 1.0], np.float32)
"""How much of red, green and blue a shadow takes: skin reddens in it."""

AIR_PX = 60
"""A shadow reaches no farther out of the window of its prop."""

Build = Callable[[Head], Sequence[Surface]]


def put_on(  # noqa: PLR0913  (one parameter for each way to be worn)
    portrait: Portrait,
    look: Look,
    build: Build,
    *,
    pressed: float = 0.5,
    bodies: Callable[[Head], Sequence[Dome]] | None = None,
    rim: Callable[[Head], FloatArray] | None = None,
    below_face: bool = False,
    on_head: bool = True,
) -> Portrait:
    """Return the portrait with the surfaces on it, and room above for all of them.

    A head that is covered already, or cut by the border, stays as it is, unless the prop is not
    ``on_head``.

    ``pressed`` is to which share of its thickness hair is pressed below it. What hides a prop is
    the head; ``bodies`` names other solids instead. A hat names its ``rim`` (N, 3): hair that
    stands out above it is tucked in. What is worn ``below_face`` never lies on it.
    """
    head = measure_head(portrait)
    if on_head and (is_cut(portrait) or is_covered(portrait, head)):
        return portrait
    surfaces = build(head)
    top = min(float(head.project(each.points)[..., 1].min()) for each in surfaces)
    portrait, head = make_room(portrait, head, above=top)
    window = find_window(surfaces, head)
    solids = [head.worn(pressed)] if bodies is None else bodies(head)
    surface_px = _surface(head, solids, window)
    if below_face:
        oval = polygon_mask(portrait.landmarks[list(topology.FACE_OVAL), :2], size_px=SIDE_PX)
        surface_px += oval[window] * np.float32(head.face_px)
    drawn = draw(
        surfaces,
        head,
        window=window,
        surface_px=surface_px,
        strands=_strands(portrait, window),
        from_left=look.light_from_left,
    )
    if rim is not None:
        portrait = _without(portrait, tucked_in(head, rim(head)))
    return lay_on(portrait, head, drawn, from_left=look.light_from_left)


def _without(portrait: Portrait, left: FloatArray) -> Portrait:
    """Return the portrait with its uppermost rows left only as far as this says."""
    rows = (slice(0, len(left)), slice(0, SIDE_PX))

    def less(mask: Mask) -> Mask:
        return Mask(_replaced(mask, rows, mask[rows] * left))

    return replace(
        portrait,
        alpha=less(portrait.alpha),
        skin=less(portrait.skin),
        hair=less(portrait.hair),
        cloth=less(portrait.cloth),
    )


def _surface(head: Head, solids: Sequence[Dome], window: tuple[slice, slice]) -> FloatArray:
    """Return how near the person is at each pixel, from between the ears."""
    depths = [dome_depth(head, solid, window) for solid in solids]
    return np.maximum(np.maximum.reduce(depths), np.float32(LEVEL * head.face_px))


def _strands(portrait: Portrait, window: tuple[slice, slice]) -> FloatArray:
    """Return how far single locks stand out of the hair, [-1, 1]: as they catch light."""
    tone = luma(SrgbImage(portrait.painted[window]))
    locks = (tone - blur(tone, STRAND_PX)) / np.float32(PLAIN_STRAND)
    return (np.clip(locks, -1, 1) * portrait.hair[window]).astype(np.float32)


def lay_on(portrait: Portrait, head: Head, drawn: Drawn, *, from_left: bool) -> Portrait:
    """Return the portrait with what was drawn laid over it, and behind it where it is hidden."""
    wide = _wider(drawn.window)
    inner = _within(drawn.window, wide)
    kept = _kept(portrait, wide)
    front = drawn.front * (1 - kept[inner])
    was = portrait.alpha[drawn.window]
    added = front + (1 - front) * (1 - was) * drawn.behind
    alpha = added + (1 - front) * was
    share = added / np.maximum(alpha, 1e-4)
    cover = np.zeros_like(kept)
    cover[inner] = front
    light = _light(cover, face_px=head.face_px, from_left=from_left)
    exposed = kept + smoothstep(0.35, 0.9, portrait.importance[wide])
    light += (1 - light) * np.minimum(exposed, 1)[..., None]

    def painted(image: SrgbImage) -> SrgbImage:
        part = image[wide] * light
        part[inner] += (drawn.color - part[inner]) * share[..., None]
        return SrgbImage(_replaced(image, wide, np.clip(part, 0, 1)))

    def mixed(plane: FloatArray, over: FloatArray | float, weight: FloatArray) -> FloatArray:
        part = plane[drawn.window]
        return _replaced(plane, drawn.window, part + (over - part) * weight)

    height = np.maximum(drawn.height_px + _ground(portrait, head), 0)
    normals = portrait.normals[drawn.window]
    normals = unit(normals + (drawn.normals - normals) * share[..., None])
    cloth = portrait.cloth[drawn.window] * (1 - front) + added
    return replace(
        portrait,
        relit=painted(portrait.relit),
        painted=painted(portrait.painted),
        combed=painted(portrait.combed),
        alpha=Mask(_replaced(portrait.alpha, drawn.window, np.clip(alpha, 0, 1))),
        skin=Mask(mixed(portrait.skin, 0.0, front)),
        hair=Mask(mixed(portrait.hair, 0.0, front)),
        cloth=Mask(_replaced(portrait.cloth, drawn.window, np.clip(cloth, 0, 1))),
        normals=_replaced(portrait.normals, drawn.window, normals),
        depth=mixed(portrait.depth, height, share),
        importance=Mask(mixed(portrait.importance, 0.0, share)),
    )


def _replaced(whole: FloatArray, window: tuple[slice, slice], part: FloatArray) -> FloatArray:
    copy = whole.copy()
    copy[window] = part
    return copy


def _within(inner: tuple[slice, slice], outer: tuple[slice, slice]) -> tuple[slice, slice]:
    rows, columns = (
        slice(a.start - b.start, a.stop - b.start) for a, b in zip(inner, outer, strict=True)
    )
    return rows, columns


def _kept(portrait: Portrait, window: tuple[slice, slice]) -> FloatArray:
    """Return where nothing may be covered, 1 there: eyes, brows, mouth and the tip of the nose."""
    contours = (
        topology.LEFT_EYE,
        topology.RIGHT_EYE,
        topology.LEFT_BROW,
        topology.RIGHT_BROW,
        topology.LIPS_OUTER,
        topology.NOSE_BASE,
    )
    points = portrait.landmarks[:, :2]
    masks = [polygon_mask(points[list(ids)], size_px=SIDE_PX)[window] for ids in contours]
    # Half a pixel of their edges as well.
    return np.minimum(np.maximum.reduce(masks) * 2, 1)


def _ground(portrait: Portrait, head: Head) -> float:
    """Return what the depth of the portrait is between the ears: it is measured from elsewhere."""
    forehead = head.points[[topology.FOREHEAD_TOP, 151, 9]]
    x, y = portrait.landmarks[[topology.FOREHEAD_TOP, 151, 9], :2].round().astype(int).T
    places = np.clip(np.stack([y, x]), 0, SIDE_PX - 1)
    seen = portrait.depth[places[0], places[1]]
    return float(np.median(seen - head.project(forehead)[:, 2]))


def _light(cover: FloatArray, *, face_px: float, from_left: bool) -> FloatArray:
    """Return what the shadow of a prop leaves of the light, (H, W, 3), thrown away from the lamp.

    It is darkest where the prop lies on the head.
    """
    thrown_px = THROWN * face_px
    moved = shift_mask(cover, right_px=thrown_px * (0.6 if from_left else -0.6), down_px=thrown_px)
    thrown = cv2.GaussianBlur(moved, (0, 0), SOFTNESS * face_px)
    contact = cv2.GaussianBlur(cover, (0, 0), CONTACT_SOFTNESS * face_px)
    dark = 1 - (1 - SHADOW * thrown) * (1 - CONTACT * contact)
    return (1 - dark[..., None] * SHADOW_COLOR).astype(np.float32)


def _wider(window: tuple[slice, slice]) -> tuple[slice, slice]:
    rows, columns = (
        slice(max(0, each.start - AIR_PX), min(SIDE_PX, each.stop + AIR_PX)) for each in window
    )
    return rows, columns
