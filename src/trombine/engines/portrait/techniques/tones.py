"""Tones: clean steps of light, region by region."""

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.engines.portrait.techniques.skin import flatten_skin
from trombine.imaging.arrays import BoolArray, FloatArray, LabImage, SrgbImage, as_srgb
from trombine.imaging.color import LUMA_WEIGHTS, lab_to_srgb, luma, scale_saturation, srgb_to_lab
from trombine.imaging.filters import blur, guided_filter, mix

SETTLED = 4
FEWEST_PX = 300
MIDDLE = 0.70
"""The tone a face is brought to where everyone's is to be the same."""

OWN_TONE_KEPT = 0.85
"""How much of what parts a skin's own tone from the middle is printed."""

INKED_SKIN = (0.30, 0.76)
"""Skin is printed no darker and no lighter than this: both ends need room for modelling."""

BENDS = (0.45, 1.5)
STEP_PX, FEWEST_SAMPLES = 4, 200
BROAD_PX = 18
"""What is broader on a face is light and shade, what is smaller is a form."""

FLESH_RADIUS, FAR_KEPT = 7.0, 0.3
"""How far skin's color may lie from its middle in a and b, and what is kept of what lies beyond."""

Levels = list[float] | tuple[float, ...]


def iso_tones(
    portrait: Portrait, field: FloatArray, thresholds: Levels, *, calm_px: float = 3.0
) -> list[FloatArray]:
    """Return one anti-aliased mask per threshold: where the field lies above it.

    The field is smoothed by ``calm_px``, and less at the features.
    """
    calm, exact = blur(field, calm_px), blur(field, 1.0)
    smooth = mix(calm, exact, np.clip(portrait.importance * 1.4, 0, 1))
    dx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    dy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    slope = np.sqrt(dx * dx + dy * dy) + np.float32(1e-4)
    return [np.clip((smooth - level) / slope / 1.4 + 0.5, 0, 1) for level in thresholds]


def equalize_tone(
    portrait: Portrait, features: FeatureMasks, *, open_hair: float = 0.0
) -> FloatArray:
    """Return the painted portrait's tone with the face brought to a readable middle, [0, 1].

    For styles that recolor: everyone's face gets the same range. Raising ``open_hair`` brings
    locks and folds out of the dark.
    """
    tone = _stretch_tone(portrait)
    tone = _bend_to_middle(tone, float(np.median(tone[features.oval > 0.5])), MIDDLE)
    return _open_locks(portrait, tone, share=open_hair)


def print_tone(portrait: Portrait, features: FeatureMasks, *, open_hair: float = 0.0) -> FloatArray:
    """Return the tone as a printmaker inks it, [0, 1]: darker skin in darker ink.

    As ``equalize_tone``, but the mean of the facial skin follows the lightness it has in even
    light. Features and modelling stand out from it as far as they do on everyone; the whites of
    eyes, catch-lights and teeth are as light on every skin.
    """
    skin = _sample_skin(portrait)
    if not skin.any():
        return equalize_tone(portrait, features, open_hair=open_hair)
    stretched, wanted = _stretch_tone(portrait), ink_skin(portrait)
    middle = float(stretched[::STEP_PX, ::STEP_PX][skin].mean())
    tone = _bend_to_middle(stretched, middle, wanted)
    tone = _place_skin(portrait, tone, skin, wanted)
    whites = blur(np.maximum(features.eyes, features.mouth), 1.0)
    light = whites > 0
    lighter = np.maximum(tone[light], _bend_to_middle(stretched[light], middle, MIDDLE))
    tone[light] = mix(tone[light], lighter, whites[light])
    return _open_locks(portrait, tone, share=open_hair)


def ink_skin(portrait: Portrait) -> float:
    """Return the tone in which the person's skin is printed: the lighter it is, the lighter."""
    skin = _sample_skin(portrait)
    if not skin.any():
        return MIDDLE
    own = float(luma(SrgbImage(portrait.relit[::STEP_PX, ::STEP_PX][skin])).mean())
    return float(np.clip(MIDDLE + (own - MIDDLE) * OWN_TONE_KEPT, *INKED_SKIN))


def _sample_skin(portrait: Portrait) -> BoolArray:
    """Return where each ``STEP_PX``-th pixel is facial skin; nowhere if that is too little."""
    skin = facial_skin(portrait)[::STEP_PX, ::STEP_PX]
    return skin & (skin.sum() >= FEWEST_SAMPLES)


def _place_skin(
    portrait: Portrait, tone: FloatArray, samples: BoolArray, wanted: float
) -> FloatArray:
    """Return the tone with the mean of the skin where it is wanted, and all modelling about it.

    Below a darker middle there is less room: broad shades are drawn in, small forms are not.
    """
    sampled = tone[::STEP_PX, ::STEP_PX]
    skin, few = portrait.skin[::STEP_PX, ::STEP_PX], np.float32(0.02)
    middle = float(sampled[samples].mean())
    reach_px = BROAD_PX / STEP_PX
    broad = (blur(sampled * skin, reach_px) + few * middle) / (blur(skin, reach_px) + few)
    drawn_in = np.clip(middle - broad, 0, None) * np.float32(1 - min(1.0, wanted / MIDDLE))
    lift = np.float32(wanted - middle) + drawn_in - drawn_in[samples].mean()
    lift = cv2.resize(lift, tone.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.clip(tone + lift * portrait.skin, 0, 1)


def _stretch_tone(portrait: Portrait) -> FloatArray:
    """Return the painted portrait's tone over the whole range of the person."""
    tone = luma(portrait.painted)
    inside = tone[portrait.alpha > 0.8]
    low, high = np.percentile(inside, [1, 98.5]) if inside.size else (0.0, 1.0)
    return np.clip((tone - low) / max(high - low, 1e-3), 0, 1).astype(np.float32)


def _bend_to_middle(tone: FloatArray, middle: float, wanted: float) -> FloatArray:
    """Return the tone bent by a gamma so that ``middle`` becomes ``wanted``, or nearly."""
    gamma = np.clip(np.log(wanted) / np.log(np.clip(middle, 0.2, 0.93)), *BENDS)
    return np.power(tone, np.float32(gamma))


def _open_locks(portrait: Portrait, tone: FloatArray, *, share: float) -> FloatArray:
    """Return the tone with locks and folds brought out of the dark; 0 leaves them there."""
    if share <= 0:
        return tone
    mean, detail = find_locks(tone, np.ones_like(tone), reach_px=14, faintest=0.02)
    opened = np.clip(0.10 + 0.75 * mean, 0, 1) + detail * (0.035 + 0.085 * share)
    parts = np.clip(portrait.hair + 0.7 * portrait.cloth, 0, 1) * (1 - portrait.importance)
    return mix(tone, np.clip(opened, 0, 1), parts * np.clip(1.15 - mean * 1.2, 0, 1))


def find_locks(
    tone: FloatArray, part: FloatArray, *, reach_px: float, faintest: float
) -> tuple[FloatArray, FloatArray]:
    """Return the broad tone of a part, and how far each place stands out, [-2.5, 2.5].

    Locks and folds stand out alike in black and in blond hair: they are measured in deviations of
    the tone within ``reach_px``, of at least ``faintest``.
    """
    weight = blur(part, reach_px) + np.float32(1e-3)
    mean = blur(tone * part, reach_px) / weight
    square = blur((tone - mean) ** 2 * part, reach_px) / weight
    deviation = np.sqrt(np.maximum(square, 0)) + np.float32(faintest)
    return mean, np.clip((tone - mean) / deviation, -2.5, 2.5)


def bring_out_locks(portrait: Portrait, image: FloatArray, *, share: float) -> FloatArray:
    """Return the image with more light and shade between the locks of hair.

    0.1 brings out locks, 0.2 makes them glossy; black hair gains as much as blond.
    """
    tone: FloatArray = image @ LUMA_WEIGHTS
    _, locks = find_locks(tone, portrait.hair, reach_px=16, faintest=0.03)
    weight = portrait.hair * (1 - portrait.importance) * np.float32(share)
    # A floor, or what is nearly black could not be lit.
    return image + (locks * weight * (0.12 + 0.8 * tone))[..., None] * (image + 0.12) / (
        tone[..., None] + 0.12
    )


def clear_shade(portrait: Portrait, image: SrgbImage, *, depth: float) -> SrgbImage:
    """Return the image with no broad shade on skin further than ``depth`` below its middle.

    Faces lit from one side keep both halves; lights, and what is small as an eye, stay.
    """
    skin = portrait.skin
    if (skin > 0.7).sum() < 300:
        return image
    tone = luma(image)
    middle = np.float32(np.median(tone[skin > 0.7]))
    # Where there is little skin around, it counts as being of the middle tone.
    few = np.float32(0.02)
    broad = (blur(tone * skin, 16) + few * middle) / (blur(skin, 16) + few)
    below = np.clip(middle - broad, 0, None)
    # Common shade is part of a likeness: only what is deeper than half of that is lifted.
    half = np.float32(depth / 2)
    beyond = np.clip(below - half, 0, None)
    lifted = middle - np.minimum(below, half) - beyond / (1 + beyond / half)
    gain = np.clip(lifted / np.maximum(broad, 0.05), 1, 2.2)
    # Eyes darken what is around them; lifting them would put a glow on the lids.
    share = skin * (1 - 0.7 * portrait.importance)
    light: FloatArray = mix(np.ones_like(gain), gain, share)[..., None]
    # What is lifted from the dark is red for its lightness; some of that goes.
    gray = tone[..., None] * light
    return as_srgb(gray + (image * light - gray) / np.sqrt(light))


def even_light(portrait: Portrait, image: SrgbImage, *, share: float) -> SrgbImage:
    """Return the image with that share of the broad light on skin taken out.

    Flat tones turn a face lit from one side into two halves; what shapes it locally stays.
    """
    skin = portrait.skin
    if (skin > 0.7).sum() < 300:
        return image
    tone = luma(image)
    middle = max(np.float32(np.median(tone[skin > 0.7])), np.float32(0.02))
    broad = blur(tone * skin, 70) / np.maximum(blur(skin, 70), np.float32(0.02))
    gain = np.power(np.maximum(broad, 0.05) / middle, np.float32(-share))
    gain = np.clip(gain, 0.75, 1.9)
    gain = gain / np.median(gain[skin > 0.7])
    return as_srgb(image * mix(np.ones_like(gain), gain, skin)[..., None])


def with_even_light(portrait: Portrait, *, share: float) -> Portrait:
    """Return the portrait as if painted in more even light; see ``even_light``."""
    return replace(portrait, painted=even_light(portrait, portrait.painted, share=share))


def posterize_regions(
    portrait: Portrait, image: SrgbImage, *, levels: int = 4, saturation: float = 1.3
) -> SrgbImage:
    """Return flat tones, chosen for skin, hair and cloth apart; the features keep their drawing."""
    lab = srgb_to_lab(image)
    lightness = lab[..., 0]
    total, covered = np.zeros_like(lightness), np.zeros_like(lightness)
    if (portrait.skin > 0.5).sum() >= FEWEST_PX:
        total += flatten_skin(portrait, lightness, levels=levels) * portrait.skin
        covered += portrait.skin
    for mask, steps in ((portrait.hair, levels), (portrait.cloth, levels - 1)):
        if (mask > 0.5).sum() < FEWEST_PX:
            continue
        total += _flatten(portrait, lightness, mask, steps) * mask
        covered += mask
    flat = np.where(covered > 0.05, total / np.maximum(covered, 0.05), lightness)
    keep = np.clip(portrait.importance * 1.15 - 0.1, 0, 0.8)
    chroma = guided_filter(image, lab[..., 1:], radius_px=14, epsilon=4e-3)
    chroma = gather_skin_color(portrait, chroma)
    joined = np.dstack([mix(flat, lightness, keep), mix(chroma, lab[..., 1:], keep)])
    return scale_saturation(lab_to_srgb(LabImage(joined.astype(np.float32))), saturation)


def gather_skin_color(portrait: Portrait, chroma: FloatArray) -> FloatArray:
    """Return a and b with the far colors of skin nearer to its middle: ink has one flesh tone.

    A cheek or an ear lit red is a glow in a photo, and a burn where it is printed flat.
    """
    skin = portrait.skin > 0.7
    if not skin.any():
        return chroma
    middle = np.median(chroma[skin], axis=0).astype(np.float32)
    away = chroma - middle
    distance = np.linalg.norm(away, axis=-1)
    near = np.minimum(distance, FLESH_RADIUS) + np.clip(distance - FLESH_RADIUS, 0, None) * FAR_KEPT
    share = portrait.skin * (1 - portrait.importance)
    scale = mix(np.ones_like(distance), near / np.maximum(distance, 1e-3), share)
    return middle + away * scale[..., None]


def _choose_tones(lightness: FloatArray, steps: int) -> list[float]:
    """Return tones with as much of the picture each, then moved to where there is most of it.

    A white shirt under a dark suit would else share a tone with the suit's lights.
    """
    edges = np.percentile(lightness, np.linspace(4, 97, steps + 1))
    for _ in range(SETTLED):
        parts = [
            lightness[(lightness >= low) & (lightness <= high)] for low, high in pairwise(edges)
        ]
        means = [
            float(part.mean()) if part.size else float(edge)
            for part, edge in zip(parts, edges, strict=False)
        ]
        middles = [(low + high) / 2 for low, high in pairwise(means)]
        edges = np.array([edges[0], *middles, edges[-1]])
    return means


def _flatten(portrait: Portrait, lightness: FloatArray, mask: FloatArray, steps: int) -> FloatArray:
    means = _choose_tones(lightness[::3, ::3][mask[::3, ::3] > 0.5], steps)
    borders = [(low + high) / 2 for low, high in pairwise(means)]
    flat = np.full_like(lightness, means[0])
    masks = iso_tones(portrait, lightness, borders, calm_px=4.0)
    for step, above in enumerate(masks):
        flat += above * np.float32(means[step + 1] - means[step])
    return flat
