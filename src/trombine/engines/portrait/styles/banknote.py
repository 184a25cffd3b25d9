"""A banknote engraving: lines that swell with the shade, a rosette ground, a lathe frame."""

from dataclasses import replace

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, Render, around_figure
from trombine.engines.portrait.techniques.edges import cut_crisply, ink_lines
from trombine.engines.portrait.techniques.grounds import pixel_grid
from trombine.engines.portrait.techniques.tones import print_tone, with_even_light
from trombine.imaging.arrays import FloatArray, SrgbImage, as_mask, as_srgb
from trombine.imaging.color import hex_color, luma
from trombine.imaging.filters import blur, dilate_disc, flow_field, mix, smoothstep
from trombine.imaging.noise import paper_height
from trombine.kernels import kernel

# Ink, paper, pale ink of the ground.
INKS = (
    ("#12372a", "#f4efdf", "#7fa08a"),
    ("#1b2a4a", "#f3efe3", "#8f9fc0"),
    ("#4a1f1a", "#f6eddc", "#c59a83"),
    ("#2b2b2b", "#efe9da", "#a39b86"),
    ("#3a1f4f", "#f2ecf0", "#a892b8"),
)
PITCH_PX = 6.5
FRAME_PX = 44
FAR = 0.45
"""How far the ink of a world lies towards the pale one."""


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Engrave the face, then print ground and frame around it."""
    ink, paper, pale = (hex_color(code) for code in INKS[look.variation % len(INKS)])
    edge = cut_crisply(portrait)
    plate = _engrave(portrait, look) * edge
    ground = _security_ground(portrait, look, paper, pale)
    width_px = max(1, round(3.0 * look.options.line))
    contour = smoothstep(0.15, 0.6, dilate_disc(edge, width_px)) * (1 - edge)
    picture = mix(ground, ink, np.maximum(plate, contour))
    picture = _frame(picture, ink, paper)
    tooth = paper_height(look.seed, size_px=SIDE_PX)[..., None] - 0.5
    cutout = as_mask(np.maximum(edge, contour))
    return Artwork(as_srgb(picture * (1 + 0.06 * look.options.texture * tooth)), cutout)


def draw_in_world(render: Render, portrait: Portrait, look: Look) -> Artwork:
    """Print the world in the pale ink of the ground, engraved as the figure is; the frame stays."""
    ink, paper, _ = (hex_color(code) for code in INKS[look.variation % len(INKS)])
    artwork = around_figure(_engrave_scene)(render, portrait, look)
    return replace(artwork, image=as_srgb(_frame(artwork.image, ink, paper)))


def _engrave_scene(_portrait: Portrait, scene: SrgbImage, look: Look) -> FloatArray:
    """Return a world in two sets of lines, bent a little by its lights, in a paler ink."""
    ink, paper, pale = (hex_color(code) for code in INKS[look.variation % len(INKS)])
    tone = luma(scene)
    low, high = np.percentile(tone[::8, ::8], [2, 98])
    shade = np.clip((high - tone) / max(float(high - low), 0.2), 0, 1) * np.float32(0.72)
    x, y = pixel_grid()
    bend = blur(tone, 12) * 26
    turn = 0.10 if look.light_from_left else -0.10
    first = (y * np.cos(turn) + x * np.sin(turn) + bend) / PITCH_PX
    second = (x * np.cos(0.5) + y * np.sin(0.5) + bend) / (PITCH_PX * 1.09)
    cross = np.clip((shade - 0.4) / 0.55, 0, 1)
    plate = np.maximum(
        _lines(first, np.clip(shade - 0.04, 0, 1), fullest=0.42, thinnest=0.15),
        _lines(second, cross, fullest=0.34, thinnest=0.20),
    )
    outlines = np.clip(np.abs(blur(tone, 1.0) - blur(tone, 2.4)) * 10 - 0.10, 0, 0.7)
    far_ink = mix(ink, pale, FAR)
    tooth = paper_height(look.seed, size_px=SIDE_PX)[..., None] - 0.5
    picture = mix(np.tile(paper, (*tone.shape, 1)), far_ink, np.maximum(plate, outlines))
    return picture * (1 + 0.06 * look.options.texture * tooth)


def _engrave(portrait: Portrait, look: Look) -> FloatArray:
    """Return the ink on the plate, [0, 1]: two sets of lines bent over the form, and contours."""
    options = look.options
    shade = _shade(portrait, options.strength)
    x, y = pixel_grid()
    # A nose would pull the lines apart into bands that read as a moustache: only the head bends.
    depth = blur(portrait.depth, 34) * 0.62 + blur(portrait.depth, 15) * 0.38
    turn = -0.12 if look.light_from_left else 0.12
    first = (y * np.cos(turn) + x * np.sin(turn) + 0.40 * depth) / PITCH_PX
    # Locks bend the lines a little, as a burin follows them.
    first = first + portrait.hair * (blur(shade, 5) - 0.5) * 1.6
    second = (x * np.cos(0.5) + y * np.sin(0.5) + 0.42 * depth) / (PITCH_PX * 1.09)
    hatch = np.clip((shade - 0.08) / 0.64, 0, 1)
    cross = np.clip((shade - 0.44) / 0.55, 0, 1)
    plate = np.maximum(
        _lines(first, hatch, fullest=0.45 * options.line, thinnest=0.15),
        _lines(second, cross, fullest=0.34 * options.line, thinnest=0.20),
    )
    plate = np.maximum(plate, smoothstep(0.82, 0.96, shade))
    flow = flow_field(portrait.combed, sigma_px=3, pre_blur_px=0.8)
    fine = ink_lines(
        portrait.combed,
        flow,
        sigma_px=1.3 * options.line**0.5,
        threshold=-0.0015,
        sharpness=90,
        length_px=12,
        where=portrait.alpha,
    )
    keep = np.clip(portrait.importance * 1.2, 0, 1)
    plate = mix(plate, np.maximum(plate * 0.9, smoothstep(0.50, 0.62, shade)), keep * 0.75)
    strands = np.clip(0.45 + keep + 0.35 * portrait.hair, 0, 1)
    return np.maximum(plate, fine * strands)


def _shade(portrait: Portrait, strength: float) -> FloatArray:
    """Return how dark each place is to be cut, [0, 1]; ``strength`` deepens form and folds."""
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    combed = replace(portrait, painted=portrait.combed)
    tone = print_tone(with_even_light(combed, share=0.45), features, open_hair=1.0)
    local = (tone - blur(tone, 16)) * (0.25 + 0.45 * strength)
    return 1 - np.clip(tone + local, 0, 1)


def _lines(
    phase: FloatArray, darkness: FloatArray, *, fullest: float, thinnest: float
) -> FloatArray:
    """Return lines at whole phases, as wide as the darkness asks, none where there is none."""
    phase = phase.astype(np.float32)
    dx = cv2.Sobel(phase, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    dy = cv2.Sobel(phase, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    gradient = np.clip(np.sqrt(dx * dx + dy * dy), 0.06, 0.6)
    width = darkness * fullest / gradient - thinnest * (1 - darkness) - 0.5 * (darkness < 0.02)
    return _cover_lines(phase, width.astype(np.float32), gradient)


@kernel(fastmath=True)
def _cover_lines(phase: FloatArray, width: FloatArray, gradient: FloatArray) -> FloatArray:
    out = np.empty_like(phase)
    for y in range(phase.shape[0]):
        for x in range(phase.shape[1]):
            distance = abs(phase[y, x] - round(phase[y, x])) / gradient[y, x]
            out[y, x] = min(1.0, max(0.0, width[y, x] - distance + 0.5))
    return out


def _security_ground(
    portrait: Portrait, look: Look, paper: FloatArray, pale: FloatArray
) -> FloatArray:
    """Print a rosette and wavy lines in pale ink; a halo keeps them off the face."""
    x, y = pixel_grid()
    lobes = 9 + 2 * (look.variation % 4)
    rosette = _rosette(lobes, 5 + look.variation % 3)
    waves = (y + 9 * np.sin(x / SIDE_PX * 2 * np.pi * 5 + y / SIDE_PX * 9)) / 9
    lines = _lines(waves, np.full_like(waves, 0.12), fullest=0.43, thinnest=0.0) * 0.55
    printed = np.maximum(rosette, lines) * 0.75
    ground = mix(np.broadcast_to(paper, portrait.relit.shape), pale, printed)
    halo = np.clip(blur(portrait.alpha, 26) * 1.3, 0, 1)
    return mix(ground, paper, halo * 0.65)


def _rosette(lobes: int, inner_lobes: int) -> FloatArray:
    """Return a guilloche: sixteen shifted closed waves around the middle."""
    canvas = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    angle = np.linspace(0, 2 * np.pi, 1400)
    for number in range(16):
        shift = 2 * np.pi * number / 16
        wave = 0.80 + 0.10 * np.sin(lobes * angle + shift + 0.3)
        radius = SIDE_PX * 0.60 * (wave + 0.09 * np.sin(inner_lobes * angle - shift))
        curve = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None]
        curve += np.array([0.50, 0.47]) * SIDE_PX
        points = np.round(curve * 16).astype(np.int32)
        cv2.polylines(canvas, [points], isClosed=True, color=255, lineType=cv2.LINE_AA, shift=4)
    return canvas.astype(np.float32) / 255


def _frame(picture: FloatArray, ink: FloatArray, paper: FloatArray) -> FloatArray:
    """Set a border of diamonds between double rules."""
    x, y = pixel_grid()
    half = SIDE_PX / 2
    reach = np.maximum(np.abs(x - half), np.abs(y - half))
    border = smoothstep(half - FRAME_PX, half - FRAME_PX + 1, reach)
    diamonds = np.clip(np.sin((x + y) / 6.5) * np.sin((x - y) / 6.5) * 3 + 0.3, 0, 1)
    band = (reach > half - 38) & (reach < half - 10)
    framed = mix(mix(picture, paper, border), ink, border * diamonds * band)
    for inset in (FRAME_PX, 40, 9, 5):
        framed = mix(framed, ink, np.clip(1.6 - np.abs(reach - (half - inset)), 0, 1))
    return framed


STYLE = PortraitStyle(
    StyleCard(
        slug="banknote",
        title=LocalizedText(en="Banknote", fr="Billet de banque"),
        description=LocalizedText(
            en="Engraved line by line, worthy of a banknote.",
            fr="Gravé trait à trait, digne d’un billet de banque.",
        ),
        media=("engraving", "print"),
        recolors=True,
        options=(Option.STRENGTH, Option.LINE, Option.TEXTURE),
    ),
    draw,
    draw_in_world,
)
