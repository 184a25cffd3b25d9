"""An animated film: larger eyes, smooth skin under a soft key light, glossy hair."""

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.techniques.cartoon import blush, cartoon_lines, draw_irises
from trombine.engines.portrait.techniques.grounds import add_discs, radial
from trombine.engines.portrait.techniques.light import bloom, drop_shadow, lambert
from trombine.engines.portrait.techniques.palettes import Palette, pick_palette
from trombine.engines.portrait.techniques.tones import (
    bring_out_locks,
    clear_shade,
    even_light,
    gather_skin_color,
)
from trombine.engines.portrait.techniques.warps import caricature
from trombine.imaging.arrays import FloatArray, as_mask, as_srgb
from trombine.imaging.color import lab_to_srgb, luma, scale_saturation, srgb_to_lab
from trombine.imaging.filters import blur, flow_field, guided_filter, mix, smooth_along_flow

WARM_WHITE = np.array([1.0, 0.93, 0.84], np.float32)
LASH = np.array([0.16, 0.08, 0.08], np.float32)


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Model the head anew: shape, skin, light, eyes, then the set behind."""
    palette = pick_palette(portrait, look, offset=2)
    strength = look.options.strength
    figure = caricature(portrait, eyes=0.20 * strength, jaw=0.07 * strength, nose=0.08 * strength)
    even = clear_shade(figure, even_light(figure, figure.combed, share=0.4), depth=0.26)
    smooth = _sculpt_hair(figure, _porcelain(figure, scale_saturation(even, 1.22)))
    lit = _light(figure, smooth, palette, look)
    lit = blush(figure, lit, share=0.09)
    lit = draw_irises(figure, lit, share=0.85)
    features = draw_features(figure.landmarks, size_px=SIDE_PX)
    whites = features.eyes * np.clip(luma(as_srgb(lit)) - 0.45, 0, 1) * 0.35
    lit = np.clip(lit + whites[..., None], 0, 1)
    lashes = cartoon_lines(figure, figure.painted, where=figure.importance, sigma_px=1.6)
    lashes = lashes * np.clip(figure.importance * 1.4, 0, 1) * 0.75
    lit = lit * (1 - lashes[..., None] * (1 - LASH))
    edge = as_mask((blur(figure.alpha, 1.5) - 0.5) * 2.6 + 0.5)
    shadow = drop_shadow(edge, right_px=0, down_px=16, softness_px=34, strength=0.30)
    ground = _set(palette, look) * (1 - shadow[..., None])
    picture = mix(ground, np.clip(lit, 0, 1), edge)
    picture = bloom(picture, threshold=0.86, radius_px=10, strength=0.22)
    return Artwork(as_srgb(picture), edge)


def _porcelain(portrait: Portrait, image: FloatArray) -> FloatArray:
    """Smooth skin and cloth twice at half size, the features not at all."""
    half = (SIDE_PX // 2, SIDE_PX // 2)
    small = cv2.resize(image, half, interpolation=cv2.INTER_AREA)
    for _ in range(2):
        small = guided_filter(as_srgb(small), small, radius_px=14, epsilon=6e-3)
    smooth = cv2.resize(small, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC)
    lab = srgb_to_lab(as_srgb(smooth))
    lab[..., 1:] = gather_skin_color(portrait, lab[..., 1:])
    smooth = lab_to_srgb(lab)
    skin = portrait.skin * (1 - np.clip(portrait.importance * 1.5, 0, 1))
    cloth = np.clip(portrait.cloth + portrait.hair * 0.35, 0, 1)
    return mix(mix(image, smooth, skin * 0.92), smooth, cloth * 0.6)


def _sculpt_hair(portrait: Portrait, image: FloatArray) -> FloatArray:
    """Gather hair into a few glossy, rounded locks, as modelers build it."""
    flow = flow_field(image, sigma_px=6, pre_blur_px=1.5)
    hair = portrait.hair * (1 - portrait.importance)
    gathered = smooth_along_flow(image, flow, length_px=34, step_px=2.5, where=hair)
    gathered = mix(image, blur(gathered, 1.4), hair)
    return bring_out_locks(portrait, gathered, share=0.30)


def _light(portrait: Portrait, image: FloatArray, palette: Palette, look: Look) -> FloatArray:
    """Key from one side, color from behind on the other, a warm terminator, gloss."""
    side = 1.0 if look.light_from_left else -1.0
    normals = portrait.normals
    key = lambert(normals, (-0.55 * side, -0.55, 0.63), wrap=0.35)
    back = lambert(normals, (0.85 * side, -0.25, -0.05), wrap=0.0)
    on_skin = key[portrait.skin > 0.7]
    # The median of skin keeps its tone: only what is lighter and darker than it is modeled.
    middle = float(np.median(on_skin)) if on_skin.size else 0.75
    lit = image * (1 + 0.50 * (key - middle))[..., None]
    # What lies below its surroundings gets less of the sky: eye sockets, the sides of the nose.
    hollow = np.clip((blur(portrait.depth, 22) - portrait.depth) / portrait.face_height_px, 0, 0.05)
    lit = lit * (
        1
        - (hollow * 2.2 * (1 - 0.6 * portrait.importance))[..., None]
        * np.array([0.8, 1.0, 1.0], np.float32)
    )
    terminator = np.clip(1 - np.abs(key - 0.42) / 0.22, 0, 1) * portrait.skin
    lit = lit * (1 - terminator[..., None] * np.array([-0.02, 0.06, 0.085], np.float32))
    # Blue light on brown skin is gray: skin gets less of it, and whiter.
    glow = (back ** np.float32(1.9) * portrait.alpha * (1 - 0.45 * portrait.skin))[..., None]
    lit = lit + glow * (palette.bright * 0.5 + WARM_WHITE * 0.5) * 0.5
    gloss = lambert(normals, (-0.30 * side, -0.40, 0.95), wrap=0.0)
    on_face = gloss**60 * portrait.skin * (1 - 0.8 * portrait.importance) * 0.15
    hair_tone = np.clip(luma(as_srgb(image)) * 2.2 - 0.3, 0, 1)
    on_hair = gloss**10 * portrait.hair * hair_tone * 0.20
    return np.clip(lit + (on_face + on_hair)[..., None], 0, 1)


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
