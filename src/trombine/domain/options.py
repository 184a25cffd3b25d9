"""What a person may set for a style, a row for each option: declared by a card, validated here.

A new option is a name, a row of ``OPTIONS`` and a field of ``StyleOptions``; every door and page
reads the rows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal, Protocol, TypeAlias

from trombine.domain.card import Named
from trombine.domain.text import LocalizedText
from trombine.errors import InputRefused

Value: TypeAlias = str | float | bool
Staged: TypeAlias = Mapping[str, Mapping[str, Named]]
"""The cards of packs, poses, worlds and their like, by kind and slug."""

WEIGHTS = (0.5, 1.5)
"""Strength, line and texture are factors about 1 within these bounds."""

WORDS_LENGTH = (3, 300)
NOTHING_INSTALLED: Staged = {}

GROUND_NAMES = (
    "coral", "teal", "violet", "mustard", "sky", "rose", "forest", "ink", "sand", "mint",
)  # fmt: skip
"""Backgrounds by name: the palettes of the portrait engine."""

COLOR_NAMES: Mapping[str, str] = {
    "white": "#ffffff",
    "black": "#101014",
    "gray": "#8a8d91",
    "navy": "#1f2f56",
    "red": "#c8372d",
    "green": "#2f7d4f",
    "blue": "#2f6fd0",
    "yellow": "#f2c230",
    "orange": "#ee8434",
    "purple": "#7a4fb0",
    "pink": "#f2a0b8",
    "cream": "#f6ecd6",
}


HAIR_COLORS: Mapping[str, str] = {
    "black": "#1b1714",
    "brown": "#4a2e1e",
    "auburn": "#7a3518",
    "copper": "#b4562a",
    "blond": "#d0a764",
    "silver": "#b9bcc2",
    "blue": "#2d5fc4",
    "teal": "#1d8c8c",
    "pink": "#d9628f",
    "violet": "#7a4fb8",
}

OWN, ANY, NONE = "own", "any", "none"
STRAIGHT, LIVELY, NATURAL = "straight", "lively", "natural"


class Option(StrEnum):
    """The names options have everywhere: command line, library, API and page."""

    BACKGROUND = "background"
    STRENGTH = "strength"
    LINE = "line"
    TEXTURE = "texture"
    MIRROR = "mirror"
    FRAME = "frame"
    EXPRESSION = "expression"
    PACK = "pack"
    POSE = "pose"
    GARMENT = "garment"
    WORLD = "world"
    PROP = "prop"
    HAIR = "hair"
    WORDS = "words"


class Acts(StrEnum):
    """Where an option is looked at."""

    PLAN = "plan"
    PORTRAIT = "portrait"
    STYLE = "style"


class Takes(Protocol):
    """What values an option takes."""

    @property
    def control(self) -> Literal["swatches", "slider", "list", "packs", "text"]:
        """How a page asks for it."""
        ...

    @property
    def words(self) -> str:
        """What it takes, for who gave something else."""
        ...

    @property
    def schema(self) -> Mapping[str, object]:
        """The JSON schema (2020-12) of its values."""
        ...

    def read(self, value: Value) -> Value | None:
        """Return what is kept of a value, None for one that is not taken.

        Words of a command line and typed values are both understood.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ground:
    """A palette, a color by name or ``#rrggbb``, or no ground."""

    control: Literal["swatches"] = "swatches"

    @property
    def names(self) -> tuple[str, ...]:
        """What can be chosen by name."""
        return (*GROUND_NAMES, *COLOR_NAMES, "none")

    @property
    def words(self) -> str:
        """See ``Takes``."""
        return ", ".join([*self.names, "#rrggbb"])

    @property
    def schema(self) -> Mapping[str, object]:
        """See ``Takes``."""
        hexadecimal = {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}
        return {"anyOf": [{"enum": list(self.names)}, hexadecimal]}

    def read(self, value: Value) -> str | None:
        """See ``Takes``."""
        word = str(value).lower()
        return word if word in self.names or re.fullmatch(r"#[0-9a-f]{6}", word) else None


@dataclass(frozen=True, slots=True)
class Weight:
    """A factor about 1."""

    low: float
    high: float
    control: Literal["slider"] = "slider"

    @property
    def words(self) -> str:
        """See ``Takes``."""
        return f"{self.low} ... {self.high}"

    @property
    def schema(self) -> Mapping[str, object]:
        """See ``Takes``."""
        return {"type": "number", "minimum": self.low, "maximum": self.high, "default": 1.0}

    def read(self, value: Value) -> float | None:
        """See ``Takes``."""
        try:
            weight = None if isinstance(value, bool) else float(value)
        except ValueError:
            return None
        return weight if weight is not None and self.low <= weight <= self.high else None


@dataclass(frozen=True, slots=True)
class Choices:
    """One of a few words; ``titles`` says each to people, who may leave it ``open``.

    ``switch`` tells what is kept of words that mean yes and no.
    """

    titles: Mapping[str, LocalizedText]
    open: LocalizedText
    switch: Mapping[str, bool] = field(default_factory=dict)
    control: Literal["list", "packs"] = "list"

    @property
    def words(self) -> str:
        """See ``Takes``."""
        return ", ".join(self.titles)

    @property
    def schema(self) -> Mapping[str, object]:
        """See ``Takes``."""
        return {"type": "boolean"} if self.switch else {"enum": list(self.titles)}

    def read(self, value: Value) -> Value | None:
        """See ``Takes``."""
        if isinstance(value, bool):
            return value if self.switch else None
        word = str(value).lower()
        return self.switch.get(word, word) if word in self.titles else None


@dataclass(frozen=True, slots=True)
class Places(Choices):
    """One of a few words, or what ``Ground`` takes."""

    @property
    def words(self) -> str:
        """See ``Takes``."""
        return ", ".join([*self.titles, *Ground().names, "#rrggbb"])

    @property
    def schema(self) -> Mapping[str, object]:
        """See ``Takes``."""
        return {"anyOf": [{"enum": list(self.titles)}, Ground().schema]}

    def read(self, value: Value) -> Value | None:
        """See ``Takes``."""
        word = str(value).lower()
        return word if word in self.titles else Ground().read(word)


@dataclass(frozen=True, slots=True)
class Several(Choices):
    """One or more of a few words, joined by commas."""

    control: Literal["list", "packs"] = "packs"

    @property
    def schema(self) -> Mapping[str, object]:
        """See ``Takes``."""
        one = "|".join(map(re.escape, self.titles))
        return {"type": "string", "pattern": f"^({one})(,({one}))*$"}

    def read(self, value: Value) -> str | None:
        """See ``Takes``."""
        words = [word.strip() for word in str(value).lower().split(",")]
        known = all(word in self.titles for word in words)
        return ",".join(dict.fromkeys(words)) if known else None


@dataclass(frozen=True, slots=True)
class Words:
    """A person's own words, so many letters."""

    shortest: int
    longest: int
    control: Literal["text"] = "text"

    @property
    def words(self) -> str:
        """See ``Takes``."""
        return f"{self.shortest} ... {self.longest} letters"

    @property
    def schema(self) -> Mapping[str, object]:
        """See ``Takes``."""
        return {"type": "string", "minLength": self.shortest, "maxLength": self.longest}

    def read(self, value: Value) -> str | None:
        """See ``Takes``."""
        words = " ".join(str(value).split())
        fits = self.shortest <= len(words) <= self.longest and words.isprintable()
        return words if fits else None


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """All there is to know of an option.

    Parameters
    ----------
    takes
        Its values. To those of an option that is ``staged`` comes what is installed of that kind.
    acts
        Where it is looked at.
    always
        Whether one may set it whatever the style: what is not the style's the engine sees to.
    """

    option: Option
    title: LocalizedText
    takes: Takes
    acts: Acts
    always: bool = False
    staged: str = ""


def _text(en: str, fr: str) -> LocalizedText:
    return LocalizedText(en=en, fr=fr)


_WEIGHT = Weight(*WEIGHTS)
OPTIONS: Mapping[Option, OptionSpec] = {
    spec.option: spec
    for spec in (
        OptionSpec(
            Option.BACKGROUND,
            _text("Background", "Fond"),
            Ground(),
            Acts.STYLE,
            always=True,
        ),
        OptionSpec(Option.STRENGTH, _text("Strength", "Intensité"), _WEIGHT, Acts.STYLE),
        OptionSpec(Option.LINE, _text("Lines", "Traits"), _WEIGHT, Acts.STYLE),
        OptionSpec(Option.TEXTURE, _text("Texture", "Matière"), _WEIGHT, Acts.STYLE),
        OptionSpec(
            Option.MIRROR,
            _text("Mirrored", "En miroir"),
            Choices(
                {"on": _text("Always", "Toujours"), "off": _text("Never", "Jamais")},
                open=_text("One in two", "Une fois sur deux"),
                switch={"on": True, "off": False},
            ),
            Acts.PLAN,
            always=True,
        ),
        OptionSpec(
            Option.FRAME,
            _text("Frame", "Cadrage"),
            Choices(
                {
                    "close": _text("Close", "De près"),
                    "bust": _text("With the shoulders", "Avec les épaules"),
                },
                open=_text("Varied", "Varié"),
            ),
            Acts.PLAN,
            always=True,
        ),
        OptionSpec(
            Option.EXPRESSION,
            _text("Expression", "Expression du visage"),
            Choices(
                {
                    "smiling": _text("Rather smiling", "Plutôt souriant"),
                    "neutral": _text("Rather neutral", "Plutôt neutre"),
                },
                open=_text("Any", "Toutes"),
            ),
            Acts.PLAN,
            always=True,
        ),
        OptionSpec(
            Option.PACK,
            _text("Pack", "Thème"),
            Several({}, open=_text("All of them", "Tous")),
            Acts.PLAN,
            always=True,
            staged="pack",
        ),
        OptionSpec(
            Option.POSE,
            _text("Pose", "Pose"),
            Choices(
                {
                    STRAIGHT: _text("As photographed", "Comme sur la photo"),
                    LIVELY: _text("Always another", "Toujours une autre"),
                },
                open=_text("Varied", "Variée"),
            ),
            Acts.PORTRAIT,
            always=True,
            staged="pose",
        ),
        OptionSpec(
            Option.GARMENT,
            _text("Garment", "Vêtement"),
            Choices(
                {
                    OWN: _text("My own clothes", "Mes propres vêtements"),
                    ANY: _text("Always another", "Toujours un autre"),
                },
                open=_text("Varied", "Varié"),
            ),
            Acts.PORTRAIT,
            always=True,
            staged="garment",
        ),
        OptionSpec(
            Option.WORLD,
            _text("World", "Décor"),
            Places(
                {
                    OWN: _text("The ground of the style", "Le fond du style"),
                    ANY: _text("Always another", "Toujours un autre"),
                },
                open=_text("Varied", "Varié"),
            ),
            Acts.PORTRAIT,
            always=True,
            staged="world",
        ),
        OptionSpec(
            Option.PROP,
            _text("Accessory", "Accessoire"),
            Choices(
                {
                    NONE: _text("None", "Aucun"),
                    ANY: _text("Always one", "Toujours un"),
                },
                open=_text("Now and then", "De temps en temps"),
            ),
            Acts.PORTRAIT,
            always=True,
            staged="prop",
        ),
        OptionSpec(
            Option.HAIR,
            _text("Hair", "Cheveux"),
            Choices(
                {
                    "black": _text("Black", "Noirs"),
                    "brown": _text("Brown", "Bruns"),
                    "auburn": _text("Auburn", "Auburn"),
                    "copper": _text("Copper", "Cuivrés"),
                    "blond": _text("Blond", "Blonds"),
                    "silver": _text("Silver", "Argentés"),
                    "blue": _text("Blue", "Bleus"),
                    "teal": _text("Teal", "Bleu-vert"),
                    "pink": _text("Pink", "Roses"),
                    "violet": _text("Violet", "Violets"),
                    NATURAL: _text("My own color", "Ma couleur"),
                },
                open=_text("My own color", "Ma couleur"),
            ),
            Acts.PORTRAIT,
            always=True,
        ),
        OptionSpec(
            Option.WORDS,
            _text("In your own words", "Avec vos mots"),
            Words(*WORDS_LENGTH),
            Acts.STYLE,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class StyleOptions:
    """The settings of one style in one order; the defaults leave everything to the style.

    Parameters
    ----------
    background
        A name of ``GROUND_NAMES`` or ``COLOR_NAMES``, ``#rrggbb``, or ``none`` for a cut-out.
    strength
        How far the style goes from the photo; 1 is the style as designed.
    line, texture
        Weight of outlines, and of grain, paper, bristles or screens.
    mirror
        Always or never mirrored; None: half of the avatars.
    frame
        ``close`` brings the face nearer, ``bust`` shows the shoulders.
    expression
        Draw from ``smiling`` or from ``neutral`` photos, as far as there are some.
    pack
        Slugs of packs, joined by commas, from which garments, worlds and props are taken.
    pose, garment, world, prop
        The slug of one that is installed; ``straight``, ``own``, ``own``, ``none``: what the photo
        and the style have; ``lively``, ``any``: always something else. None leaves it to the plan.
    hair
        A name of ``HAIR_COLORS``; None or ``natural``: as photographed.
    words
        What the picture is to show, in the person's own words; one's own computer only.
    """

    background: str | None = None
    strength: float = 1.0
    line: float = 1.0
    texture: float = 1.0
    mirror: bool | None = None
    frame: Literal["close", "bust"] | None = None
    expression: Literal["smiling", "neutral"] | None = None
    pack: str | None = None
    pose: str | None = None
    garment: str | None = None
    world: str | None = None
    prop: str | None = None
    hair: str | None = None
    words: str | None = None

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs asked for by name."""
        return tuple(self.pack.split(",")) if self.pack else ()

    @property
    def transparent(self) -> bool:
        """Whether the figure alone is wanted."""
        return self.background == "none"

    @property
    def background_color(self) -> str | None:
        """The ground asked for as ``#rrggbb``; None for a palette, a cut-out or the style's own."""
        if self.background is None or self.background in (*GROUND_NAMES, "none"):
            return None
        return COLOR_NAMES.get(self.background, self.background)


NO_OPTIONS = StyleOptions()


def parse_options(
    given: Mapping[str, Value],
    *,
    offered: tuple[Option, ...],
    staged: Staged = NOTHING_INSTALLED,
) -> StyleOptions:
    """Return validated options; words from a command line and typed values are both understood.

    Raises
    ------
    InputRefused
        ``option_unknown`` or ``option_invalid``, naming the option and what it takes.
    """
    specs = {spec.option.value: spec for spec in offers(offered, staged)}
    options: dict[str, Any] = {}
    for name, value in given.items():
        if name not in specs:
            raise InputRefused("option_unknown", option=name, known=", ".join(specs))
        takes = specs[name].takes
        kept = takes.read(value)
        if kept is None:
            # A person's own words are nobody else's to repeat.
            meant = {"given": str(value), "known": takes.words} if _is_choice(takes) else {}
            raise InputRefused("option_invalid", **meant, option=name, takes=takes.words)
        # A world of one color is a ground, whatever it was called.
        is_ground = isinstance(takes, Places) and kept not in takes.titles
        options[Option.BACKGROUND.value if is_ground else name] = kept
    return StyleOptions(**options)


def _is_choice(takes: Takes) -> bool:
    return isinstance(takes, Choices | Ground)


def offers(
    declared: tuple[Option, ...], staged: Staged = NOTHING_INSTALLED
) -> tuple[OptionSpec, ...]:
    """Return everything one may set for a style that declares these.

    What is chosen among installed things is offered where there are some.
    """
    asked = (spec for spec in OPTIONS.values() if spec.always or spec.option in declared)
    there = (spec for spec in asked if not spec.staged or staged.get(spec.staged))
    return tuple(_with_installed(spec, staged) for spec in there)


def options_schema(
    declared: tuple[Option, ...], staged: Staged = NOTHING_INSTALLED
) -> dict[str, object]:
    """Return the JSON schema (2020-12) of a style's options."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {spec.option.value: spec.takes.schema for spec in offers(declared, staged)},
    }


def _with_installed(spec: OptionSpec, staged: Staged) -> OptionSpec:
    if not (spec.staged and isinstance(spec.takes, Choices)):
        return spec
    cards = staged.get(spec.staged, {})
    titles = {slug: card.title for slug, card in cards.items()}
    return replace(spec, takes=replace(spec.takes, titles={**spec.takes.titles, **titles}))
