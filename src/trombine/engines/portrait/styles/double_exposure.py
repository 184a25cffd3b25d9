"""A double exposure: a face in black and white that turns into a misty landscape."""

import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.techniques.grounds import pixel_grid, radial
from trombine.engines.portrait.techniques.landscapes import Mood, misty_mountains
from trombine.engines.portrait.techniques.palettes import asked_palette
from trombine.engines.portrait.techniques.tones import equalize_tone
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray, as_mask, as_srgb
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix, smoothstep
from trombine.imaging.noise import emboss, grain, paper_height, value_noise

MOODS = (
    ("#7fb0c9", "#fbe3c6", "#8aa6b8", "#12313f", "#fff1d0"),
    ("#f2a65a", "#ffe8c9", "#c98a6b", "#2b1a2f", "#fffbe6"),
    ("#6f86c9", "#f6c9d8", "#8f7fb5", "#1c1440", "#fff0f0"),
    ("#8fc1a9", "#f4f1d0", "#7fa58f", "#12352b", "#ffffff"),
    ("#e58c8a", "#ffe0c7", "#b5838d", "#355070", "#fff5e4"),
    ("#a9b8c9", "#eef1f4", "#8d99ae", "#1d2433", "#ffffff"),
)
BLACK_AND_WHITE = np.array([1, 0.985, 0.96], np.float32)


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Expose the landscape in hair and shoulders, the person where the face is."""
    mood = Mood(*(hex_color(code) for code in MOODS[look.variation % len(MOODS)]))
    landscape = misty_mountains(mood, look.rng(1))
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    tone = equalize_tone(portrait, features, open_hair=0.3)
    tone = np.clip((tone - 0.5) * 1.15 + 0.52, 0, 1)
    toned = mix(np.broadcast_to(mood.near, landscape.shape), BLACK_AND_WHITE, tone)
    toned = mix(toned, portrait.painted, np.full_like(tone, 0.22))
    body = mix(
        landscape * (0.36 + 0.74 * tone[..., None]),
        1 - (1 - landscape) * (1 - 0.42 * tone[..., None]),
        np.full_like(tone, 0.18),
    )
    face = np.maximum(_face_weight(portrait, look) * 0.93, portrait.importance * 0.6)
    figure = mix(body, toned, face)
    alpha = portrait.alpha * _fade_out(look)
    picture = mix(_ground(mood, look), figure, alpha)
    weight = look.options.texture
    relief = emboss(paper_height(look.seed, size_px=SIDE_PX), strength=0.06 * weight)
    speckle = grain(look.seed + 5, size_px=SIDE_PX, softness_px=0.8) * np.float32(0.008 * weight)
    return Artwork(as_srgb(picture * (1 + relief[..., None]) + speckle[..., None]), as_mask(alpha))


def _face_weight(portrait: Portrait, look: Look) -> FloatArray:
    """Return where the person shows: an oval with a torn edge; strength makes it smaller."""
    x, y = pixel_grid()
    center = (portrait.landmarks[FOREHEAD_TOP] + portrait.landmarks[CHIN]) / 2
    length = portrait.face_height_px
    wide, tall = 0.52 * length, 0.60 * length
    distance = np.sqrt(
        ((x - center[0]) / wide) ** 2 + ((y - center[1] + 0.02 * length) / tall) ** 2
    )
    torn = distance + (value_noise(look.seed + 3, size_px=SIDE_PX) - 0.5) * 0.22
    reach = 1.28 - 0.22 * (look.options.strength - 1)
    return 1 - smoothstep(reach - 0.56, reach, torn)


def _fade_out(look: Look) -> FloatArray:
    """Let the shoulders dissolve into mist."""
    _, y = pixel_grid()
    clouds = value_noise(look.seed + 9, size_px=SIDE_PX, cells=6, octaves=4)
    return 1 - smoothstep(0.80, 1.0, y / SIDE_PX + (clouds - 0.5) * 0.10) * np.float32(0.75)


def _ground(mood: Mood, look: Look) -> FloatArray:
    asked = asked_palette(look.options)
    if asked is not None:
        return radial(asked.bright, asked.deep, reach=0.9)
    return radial(mood.horizon * 0.45 + 0.53, mood.zenith * 0.6 + 0.34, reach=0.9, power=1.0)


STYLE = PortraitStyle(
    StyleCard(
        slug="double-exposure",
        title=LocalizedText(en="Double exposure", fr="Double exposition"),
        description=LocalizedText(
            en="A face that turns into mountains, mist and pines.",
            fr="Un visage qui se fond en montagnes, brume et sapins.",
        ),
        media=("photomontage", "landscape"),
        recolors=True,
        options=(Option.BACKGROUND, Option.STRENGTH, Option.TEXTURE),
    ),
    draw,
)
