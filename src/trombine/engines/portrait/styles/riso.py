"""A risograph: three spot inks, screened, slightly out of register, on soft paper."""

import math
from dataclasses import replace

import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, around_figure
from trombine.engines.portrait.techniques.edges import cut_crisply, ink_lines
from trombine.engines.portrait.techniques.grounds import blob, disc, pixel_grid, stripes
from trombine.engines.portrait.techniques.palettes import asked_palette
from trombine.engines.portrait.techniques.tones import print_tone
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import hex_color, luma, scale_saturation
from trombine.imaging.filters import blur, flow_field, mix, shift_mask, smoothstep
from trombine.imaging.noise import emboss, grain, paper_height, value_noise

INK_SETS = (
    ("#ff48b0", "#0078bf", "#ffe800"),
    ("#ff6c2f", "#0b6e8a", "#ffcf96"),
    ("#f15060", "#3d5588", "#ffb511"),
    ("#ff7d4f", "#6d1f45", "#ffe066"),
    ("#ff665e", "#5a3f93", "#ffe800"),
    ("#ee5f93", "#22406e", "#ffd27a"),
)
"""Middle, dark and light ink, multiplied on paper; a cold middle ink would make faces green."""

PAPER = np.array([0.965, 0.95, 0.915], np.float32)
MISREGISTRATION_PX = ((4, -3), (-2, 2), (-5, -4))


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Separate into plates, screen each, shift it, multiply."""
    inks = [hex_color(code) for code in INK_SETS[look.variation % len(INK_SETS)]]
    edge = cut_crisply(portrait)
    middle, dark, light = _separate(portrait, look)
    ground = _ground_plates(look)
    asked = asked_palette(look.options)
    if asked is not None:
        ground = [np.zeros_like(edge)] * 3
    outside = 1 - edge
    plates = [
        ground[0] * outside + middle * edge,
        ground[1] * outside + dark * edge,
        ground[2] * outside + light * edge,
    ]
    tooth = paper_height(look.seed, size_px=SIDE_PX)
    sheet = PAPER if asked is None else asked.bright
    picture = sheet * (1 + emboss(tooth, strength=0.10 * look.options.texture)[..., None])
    # Light ink first, as a printer would; the order shows where inks are not quite transparent.
    for number in (2, 0, 1):
        right, down = MISREGISTRATION_PX[number]
        moved = shift_mask(plates[number], right_px=right, down_px=down)
        cover = np.clip(moved * _ink_film(look, number), 0, 1)[..., None]
        picture = picture * (1 - cover * 0.94 * (1 - inks[number]))
    return Artwork(as_srgb(picture), edge)


def _separate(portrait: Portrait, look: Look) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the figure's plates: middle, dark, light."""
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    combed = replace(portrait, painted=portrait.combed)
    tone = print_tone(combed, features, open_hair=0.4)
    tone = np.clip(tone + (tone - blur(tone, 14)) * (0.6 * look.options.strength), 0, 1)
    rich = scale_saturation(portrait.painted, 1.4)
    warm = np.clip((rich[..., 0] - rich[..., 2]) * 1.5, 0, 1)
    keep = np.clip(portrait.importance * 1.2, 0, 1)
    lines = ink_lines(
        portrait.combed,
        flow_field(portrait.combed, sigma_px=3, pre_blur_px=0.9),
        sigma_px=1.5,
        threshold=-0.002,
        sharpness=80,
        length_px=14,
        where=portrait.alpha,
    )
    deep = np.clip(1.06 - tone * 1.62, 0, 1)
    screened = _screen(deep, turn_rad=0.78, pitch_px=6.0, seed=look.seed + 1)
    # At the features the screen would eat the drawing: there the plate is solid or blank.
    keep = np.maximum(keep * 0.72, blur(np.maximum(features.eyes, features.mouth), 1.5) * 0.95)
    dark = mix(screened, smoothstep(0.42, 0.58, deep), keep)
    dark = np.maximum(dark, blur(features.irises, 1.2) * smoothstep(0.85, 0.6, tone) * 0.9)
    dark = np.maximum(dark, np.clip(lines * 0.9 * look.options.line, 0, 1))
    middle = np.clip(0.92 - tone * 0.98 + warm * 0.18, 0, 1)
    return (
        _screen(middle, turn_rad=0.26, pitch_px=7.5, seed=look.seed) * 0.96,
        dark,
        _screen(np.clip(0.46 * warm + 0.08, 0, 1) * 0.8, 1.3, 7.5, look.seed + 2) * 0.9,
    )


def _screen(tone: FloatArray, turn_rad: float, pitch_px: float, seed: int) -> FloatArray:
    """Return round dots whose size is the tone, roughened by the drum's grain."""
    x, y = pixel_grid()
    cos, sin = math.cos(turn_rad), math.sin(turn_rad)
    unit = np.float32(math.pi / pitch_px)
    waves = np.cos((x * cos + y * sin) * unit) * np.cos((y * cos - x * sin) * unit)
    rough = np.clip(0.5 + 0.25 * grain(seed, size_px=SIDE_PX, softness_px=0.7), 0, 1)
    threshold = 1 - ((waves + 1) * 0.36 + 0.28 * rough)
    soft = np.float32(0.09)
    ramp = np.clip((tone - threshold + soft) / (2 * soft), 0, 1)
    return ramp * ramp * (3 - 2 * ramp)


def _print_scene(_portrait: Portrait, scene: SrgbImage, look: Look) -> FloatArray:
    """Return a world in the two paler inks: the dark one is the figure's."""
    inks = [hex_color(code) for code in INK_SETS[look.variation % len(INK_SETS)]]
    low, high = np.percentile(luma(scene)[::8, ::8], [2, 98])
    shade = np.clip((high - luma(scene)) / max(float(high - low), 0.2), 0, 1)
    warm = np.clip(0.25 + (scene[..., 0] - scene[..., 2]) * 0.9, 0, 1)
    plates = ((0, shade * 0.74, 0.26), (2, np.clip(shade * 0.35 + warm * 0.45, 0, 0.8), 1.3))
    tooth = paper_height(look.seed, size_px=SIDE_PX)
    picture = PAPER * (1 + emboss(tooth, strength=0.10 * look.options.texture)[..., None])
    for number, amount, turn_rad in plates:
        plate = _screen(amount, turn_rad, 7.5, look.seed + number) * 0.9
        right, down = MISREGISTRATION_PX[number]
        moved = shift_mask(plate, right_px=right, down_px=down)
        cover = np.clip(moved * _ink_film(look, number), 0, 1)[..., None]
        picture = picture * (1 - cover * 0.94 * (1 - inks[number]))
    return picture


def _ground_plates(look: Look) -> list[FloatArray]:
    """Cut shapes for each plate: a sun, a stone, a striped leaf."""
    rng = look.rng(1)
    flip = 1 if look.light_from_left else -1

    def across(share: float) -> float:
        return SIDE_PX * (0.5 + flip * (share - 0.5))

    sun = disc(SIDE_PX * 0.5, SIDE_PX * 0.47, SIDE_PX * 0.40)
    behind = 0.35
    stone = blob(across(0.80), SIDE_PX * 0.78, SIDE_PX * 0.2, rng=rng, wobble=0.16)
    leaf = blob(across(0.16), SIDE_PX * 0.24, SIDE_PX * 0.17, rng=rng, wobble=0.14)
    bars = stripes(pitch_px=24, width_px=12, turn_rad=0.8 * flip)
    if look.variation % 3 == 2:
        sun = 1 - disc(SIDE_PX * 0.5, SIDE_PX * 0.45, SIDE_PX * 0.43)
        # The disc is left blank, as faces nearly are: more of the light ink sets them apart.
        behind = 0.8
    return [sun * 0.95, leaf * bars * 0.9, np.clip((1 - sun) * behind + stone * 0.9, 0, 1)]


def _ink_film(look: Look, number: int) -> FloatArray:
    """Return how unevenly the drum inks, about 1."""
    weight = np.float32(look.options.texture)
    speckle = np.clip(grain(look.seed + number, size_px=SIDE_PX, softness_px=0.7), -2, 2)
    clouds = value_noise(look.seed + 20 + number, size_px=SIDE_PX, cells=9, octaves=4)
    return 1 + weight * (0.14 * speckle - 0.10 * smoothstep(0.6, 0.9, clouds))


STYLE = PortraitStyle(
    StyleCard(
        slug="riso",
        title=LocalizedText(en="Riso print", fr="Risographie"),
        description=LocalizedText(
            en="Three spot inks, screened and a little out of register.",
            fr="Trois encres vives, tramées, un rien décalées.",
        ),
        media=("print", "risograph"),
        recolors=True,
        options=(Option.BACKGROUND, Option.STRENGTH, Option.LINE, Option.TEXTURE),
    ),
    draw,
    around_figure(_print_scene),
)
