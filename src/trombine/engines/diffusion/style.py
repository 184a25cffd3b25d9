"""What a style of the diffusion engine is: a card, a medium and scenes, put into words.

A prompt never says who somebody is. The reference photos do: words for ethnicity, gender or age
would pull the picture away from them, and a test reads every prompt for such words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TypeAlias

from trombine.domain.card import Card
from trombine.domain.options import StyleOptions
from trombine.domain.order import Assignment
from trombine.domain.style import StyleCard

Cards: TypeAlias = Mapping[str, Mapping[str, Card]]
"""The cards of poses, garments, props and worlds by kind and slug."""

NO_CARDS: Cards = MappingProxyType({})

POSES = (
    "facing the viewer",
    "turned slightly to the left, eyes on the viewer",
    "turned slightly to the right, eyes on the viewer",
    "in three-quarter view, looking just past the viewer",
    "the chin slightly raised, eyes on the viewer",
    "the head gently tilted, facing the viewer",
)
FRAMES = {
    None: "Framed from the chest up, the eyes in the upper third",
    "close": "Framed closely, the face filling most of the picture, the whole head inside",
    "bust": "Framed wider, with shoulders and upper chest, and room above the head",
}
EXPRESSIONS = {
    None: "a natural, relaxed expression",
    "smiling": "a warm smile",
    "neutral": "a calm, neutral expression, the mouth closed",
}
GROUNDS = {
    "coral": "coral red",
    "mustard": "mustard yellow",
    "sky": "sky blue",
    "rose": "rose pink",
    "forest": "forest green",
    "ink": "ink blue",
    "sand": "sand beige",
    "mint": "mint green",
}
"""Palettes whose names alone would be read as things."""
PROMPT_CYCLE = 30
"""After so many variations of a style its prompts repeat: five scenes in six poses."""
CUTOUT_GROUND = "light gray"
WEAK, STRONG = 0.8, 1.2
# What might be on a face is not named, lest it be put on faces without it.
LIKENESS = (
    "the same person as in the reference photos, with the same face shape, eyes, nose, mouth, "
    "skin tone, hair and hairline, and with all that the photos show on face and head, nothing "
    "added and nothing taken away"
)
RULES = (
    "One person alone, fully and modestly dressed, hands out of the picture. The skin keeps its "
    "tone and its marks, neither smoothed nor lightened. No text, no watermark, no border."
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where one of the pictures takes place: what is worn, what lies behind, how it is lit."""

    attire: str
    setting: str
    light: str


@dataclass(frozen=True, slots=True)
class DiffusionStyle:
    """One style; a module of ``styles`` exports it as STYLE.

    Parameters
    ----------
    medium
        What the picture is, as the beginning of a sentence: "An oil painting on a panel". A
        person's own words (``options.words``) stand in its place.
    surface
        What the option ``texture`` makes more or less of: "brush strokes and fine cracks".
    scenes
        Taken in turn by the variations; five, because six poses then give thirty pictures.
    """

    card: StyleCard
    medium: str
    surface: str
    scenes: Sequence[Scene]


def write_prompt(style: DiffusionStyle, assignment: Assignment, cards: Cards = NO_CARDS) -> str:
    """Return the words for one picture; equal assignments give equal words.

    What is staged is said in the words of its card: a pose in place of the variation's, a garment
    of what the scene has people wear, a world of where it plays. A ground asked for goes before it.
    """
    options, variation = assignment.options, assignment.variation
    scene = style.scenes[variation % len(style.scenes)]
    staged = _staged_words(assignment, cards)
    pose = staged.get("pose", POSES[variation % len(POSES)])
    attire = staged.get("garment", scene.attire)
    attire = f"{attire}, {staged['prop']}" if "prop" in staged else attire
    ground = _ground(options)
    parts = [
        f"{options.words or style.medium}: a head-and-shoulders portrait of {LIKENESS}",
        f"The person is shown {pose}, with {EXPRESSIONS[options.expression]}, {attire}",
        ground or staged.get("world", scene.setting),
        scene.light,
        FRAMES[options.frame],
        *([f"Their hair is dyed {dyed}"] if (dyed := assignment.staging.hair) else []),
        *_weights(style, options),
    ]
    return f"{'. '.join(parts)}. {RULES}"


def _staged_words(assignment: Assignment, cards: Cards) -> dict[str, str]:
    """Return the words of what is staged, by kind."""
    return {
        kind: cards[kind][slug].words
        for kind, slug in asdict(assignment.staging).items()
        if slug is not None and kind in cards
    }


def _ground(options: StyleOptions) -> str:
    """Return what lies behind when the person chose it; the scene's setting gives way."""
    if options.background is None:
        return ""
    color = CUTOUT_GROUND if options.transparent else GROUNDS.get(options.background)
    return f"Behind them nothing but an even, plain {color or options.background} backdrop"


def _weights(style: DiffusionStyle, options: StyleOptions) -> list[str]:
    """Return a sentence for each weight that is far from 1."""
    said = []
    if options.strength < WEAK:
        said.append("The style is restrained, close to a photograph in proportion and detail")
    if options.strength > STRONG:
        said.append("The style is bold and pronounced throughout, the face still exact")
    if options.texture < WEAK:
        said.append(f"Hardly any {style.surface}")
    if options.texture > STRONG:
        said.append(f"Pronounced {style.surface}")
    return said
