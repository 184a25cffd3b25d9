"""An animated film: a modeled head under soft light, drawn eyes, hair in locks."""

import math

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import follow_skin_tone
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, fills_frame
from trombine.engines.portrait.techniques.film_eyes import draw_film_eyes
from trombine.engines.portrait.techniques.film_face import (
    clean_teeth,
    comb_brows,
    find_freckles,
    soften_lips,
)
from trombine.engines.portrait.techniques.film_hair import model_hair
from trombine.engines.portrait.techniques.grounds import add_discs, radial
from trombine.engines.portrait.techniques.light import bloom, drop_shadow, lambert
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.engines.portrait.techniques.tones import clear_shade, even_light, gather_skin_color
from trombine.engines.portrait.techniques.warps import caricature
from trombine.faces.pose import measure_pose
from trombine.imaging.arrays import FloatArray, LabImage, Mask, SrgbImage, as_mask, as_srgb
from trombine.imaging.color import LUMA_WEIGHTS, lab_to_srgb, luma, srgb_to_lab
from trombine.imaging.filters import blur, guided_filter, mix, smoothstep

EYES, JAW, NOSE, EVEN = 0.20, 0.045, 0.055, 0.45
"""Shares of caricature at full strength; see ``warps.caricature``."""

TURNED_LOSS = 1.2
"""What a turned face loses of its caricature, against the sine of the yaw."""

HALF_PX = SIDE_PX // 2
WARM_WHITE = np.array([1.0, 0.93, 0.84], np.float32)
RICHEST_SKIN = 1.06
"""Chroma of rendered skin against the person's."""

BLOOD = np.array([0.03, -0.035, -0.055], np.float32)
"""What light under the skin adds where the lit side turns into the shaded one."""

FRECKLE = np.array([0.55, 0.85, 1.0], np.float32)
"""By how much more each channel is darkened in a freckle: they are brown."""

LINE = (0.04, 0.11)
"""How much darker in luma than smooth skin a line is before it stays."""

SHOULDER = 0.78
"""Luma from which light is bent towards white: glossy skin keeps its color."""

HAIRLINE_PX = 9.0
EVEN_COLOR = 0.65
"""Share of the color of skin that comes from its broad surroundings."""

WHOLE, CRISPNESS = 0.36, 4.5
"""Share of a pixel that counts as figure, and how sharp its edge is cut."""

FRAGMENT_SHARE = 0.01
"""A loose piece smaller than this share of the figure is dirt of the matte."""


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Model the head anew: shape, skin, hair, light, then the features, then the set behind."""
    palette = pick_palette(portrait, look, offset=2)
    light_x = -1.0 if look.light_from_left else 1.0
    share = look.options.strength * _frontality(portrait)
    figure = caricature(portrait, eyes=EYES * share, jaw=JAW * share, nose=NOSE * share, even=EVEN)
    features = draw_features(figure.landmarks, size_px=SIDE_PX)
    even = _even(figure)
    modeled = _porcelain(figure, even, features.oval)
    modeled = clean_teeth(figure, soften_lips(figure, modeled, features), features)
    modeled = model_hair(figure, modeled, light_x=light_x)
    lit = _light(figure, modeled, palette, light_x)
    lit = comb_brows(figure, lit, rng=look.rng(2))
    lit = follow_skin_tone(as_srgb(lit), figure, richest=RICHEST_SKIN)
    lit = draw_film_eyes(figure, lit, light_x=light_x, rng=look.rng(3))
    edge = _cut_whole(figure)
    picture = np.clip(lit, 0, 1)
    if not fills_frame(portrait):
        shadow = drop_shadow(edge, right_px=0, down_px=16, softness_px=34, strength=0.30)
        picture = mix(_set(palette, look) * (1 - shadow[..., None]), picture, edge)
    picture = bloom(picture, threshold=0.88, radius_px=10, strength=0.15)
    return Artwork(as_srgb(picture), edge)


def _frontality(portrait: Portrait) -> float:
    """Return 1 for a face seen from the front, less when turned.

    A caricature in the plane of the picture would pull a turned head apart.
    """
    yaw_rad = math.radians(measure_pose(portrait.landmarks).yaw_deg)
    return 1 - TURNED_LOSS * min(abs(math.sin(yaw_rad)), 0.7)


def _halve(plane: FloatArray) -> FloatArray:
    return cv2.resize(plane, (HALF_PX, HALF_PX), interpolation=cv2.INTER_AREA)


def _enlarge(plane: FloatArray) -> FloatArray:
    return cv2.resize(plane, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)


def _even(portrait: Portrait) -> SrgbImage:
    """Return the portrait in even light; the shadow that hair throws on the forehead stays."""
    image = even_light(portrait, portrait.combed, share=0.5)
    cleared = clear_shade(portrait, image, depth=0.26)
    below_hair = np.clip(blur(portrait.hair, HAIRLINE_PX) * 2.5, 0, 1)
    return as_srgb(mix(cleared, image, below_hair))


def _porcelain(portrait: Portrait, image: SrgbImage, oval: FloatArray) -> FloatArray:
    """Smooth skin and cloth at half size, the features hardly; freckles come back as soft dots."""
    small = _halve(image)
    for _ in range(2):
        small = guided_filter(as_srgb(small), small, radius_px=16, epsilon=8e-3)
    lab = srgb_to_lab(as_srgb(_enlarge(small)))
    lab[..., 1:] = _even_color(portrait, gather_skin_color(portrait, lab[..., 1:]))
    freckles = find_freckles(portrait, oval)
    smooth = lab_to_srgb(LabImage(lab)) * (1 - freckles[..., None] * FRECKLE * np.float32(0.022))
    # What is far darker than the skin it crosses is drawn on it: the frame of glasses, a fold.
    line = smoothstep(*LINE, luma(as_srgb(smooth)) - blur(luma(image), 1.0))
    skin = portrait.skin * (1 - np.maximum(np.clip(portrait.importance * 1.3, 0, 1), line))
    return mix(mix(image, smooth, skin * 0.96), smooth, portrait.cloth * 0.6)


def _even_color(portrait: Portrait, chroma: FloatArray) -> FloatArray:
    """Return a and b of skin drawn towards those around: rendered skin has no blotches."""
    skin = _halve(portrait.skin) + np.float32(1e-3)
    broad = blur(_halve(chroma) * skin[..., None], 24) / blur(skin, 24)[..., None]
    return mix(chroma, _enlarge(broad), portrait.skin * np.float32(EVEN_COLOR))


def _light(portrait: Portrait, image: FloatArray, palette: Palette, light_x: float) -> FloatArray:
    """Key from one side, color from behind on the other, blood in between, soft gloss.

    Worked out at half size: the modeled head has no edge that light could draw.
    """
    normals, skin, alpha = _halve(portrait.normals), _halve(portrait.skin), _halve(portrait.alpha)
    features = _halve(portrait.importance)
    key = lambert(normals, (0.55 * light_x, -0.55, 0.63), wrap=0.45)
    on_skin = key[skin > 0.7]
    # The median of skin keeps its tone: only what is lighter and darker than it is modeled.
    middle = float(np.median(on_skin)) if on_skin.size else 0.75
    gain = np.dstack([1 + 0.28 * (key - middle)] * 3).astype(np.float32)
    # What lies below its surroundings gets less of the sky: eye sockets, the sides of the nose.
    depth = _halve(portrait.depth)
    hollow = np.clip((blur(depth, 11) - depth) / portrait.face_height_px, 0, 0.05)
    gain *= 1 - (hollow * 2.4 * (1 - 0.6 * features))[..., None]
    terminator = smoothstep(0.26, 0.0, np.abs(key - middle + 0.24)) * skin
    gain *= 1 + terminator[..., None] * BLOOD
    back = lambert(normals, (-0.85 * light_x, -0.25, -0.05), wrap=0.0)
    # Blue light on brown skin is gray: skin gets less of it, and whiter.
    grazing = np.clip(1 - normals[..., 2], 0, 1)
    rim = back * grazing ** np.float32(2.5) * alpha * (1 - 0.5 * skin)
    added: FloatArray = rim[..., None] * (palette.bright * 0.5 + WARM_WHITE * 0.5) * np.float32(0.6)
    gloss = lambert(normals, (0.30 * light_x, -0.40, 0.95), wrap=0.0)
    soft = (gloss**50 * 0.10 + gloss**14 * 0.05) * skin * (1 - 0.8 * features)
    added = added + soft[..., None] * WARM_WHITE
    return _bend(image * _enlarge(gain) + _enlarge(added.astype(np.float32)))


def _bend(image: FloatArray) -> FloatArray:
    """Return the image with what would be too light bent down, its color kept."""
    tone: FloatArray = image @ LUMA_WEIGHTS
    room = np.float32(1 - SHOULDER)
    bent = SHOULDER + room * np.tanh(np.clip(tone - SHOULDER, 0, None) / room)
    scale = np.where(tone > SHOULDER, bent / np.maximum(tone, 1e-3), 1)
    return np.clip(image * scale[..., None], 0, 1)


def _cut_whole(portrait: Portrait) -> Mask:
    """Return the figure with a crisp edge that keeps thin hair, without loose crumbs and holes."""
    edge = np.clip((blur(portrait.alpha, 1.6) - WHOLE) * CRISPNESS + 0.5, 0, 1)
    solid = _halve(edge) > 0.5
    least = FRAGMENT_SHARE * float(solid.sum())
    for inside in (True, False):
        _, labels, stats, _ = cv2.connectedComponentsWithStats(
            (solid == inside).astype(np.uint8), connectivity=8
        )
        loose = stats[:, cv2.CC_STAT_AREA] < least
        loose[0] = False
        share = _enlarge(blur(loose[labels].astype(np.float32), 1.5))
        edge = mix(edge, np.zeros_like(edge) if inside else np.ones_like(edge), share)
    return as_mask(edge)


def _set(palette: Palette, look: Look) -> FloatArray:
    rng = look.rng(1)
    inner = palette.bright * 0.7 + palette.pale * 0.3
    ground = radial(inner, palette.deep * 0.9, center=(0.5, 0.42), reach=0.78, power=1.3)
    soft = palette.bright * 0.5 + palette.pale * 0.5
    lights = [
        (
            float(rng.uniform(0, SIDE_PX)),
            float(rng.uniform(0, SIDE_PX)),
            float(rng.uniform(26, 90)),
            soft,
            float(rng.uniform(0.08, 0.25)),
        )
        for _ in range(18)
    ]
    return add_discs(ground, lights)


STYLE = PortraitStyle(
    StyleCard(
        slug="toon3d",
        title=LocalizedText(en="Animated film", fr="Film d’animation"),
        description=LocalizedText(
            en="The hero of an animated film, soft light and bright eyes.",
            fr="Héros de film d’animation, lumière douce et grands yeux.",
        ),
        media=("render", "cartoon"),
        options=(
            Option.BACKGROUND,
            Option.STRENGTH,
        ),
    ),
    draw,
)
