"""What a person may set for a style: declared by its card, validated here, then drawn."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from trombine.errors import InputRefused

Value: TypeAlias = str | float | bool

WEIGHTS = (0.5, 1.5)
"""Strength, line and texture are factors about 1 within these bounds."""

WORDS_LENGTH = (3, 300)

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


class Option(StrEnum):
    """The names options have everywhere: command line, library, API and page."""

    BACKGROUND = "background"
    STRENGTH = "strength"
    LINE = "line"
    TEXTURE = "texture"
    MIRROR = "mirror"
    FRAME = "frame"
    EXPRESSION = "expression"
    WORDS = "words"


ALWAYS = (Option.BACKGROUND, Option.MIRROR, Option.FRAME, Option.EXPRESSION)
"""What one may set whatever the style: the engine sees to it where the style does not."""


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
    words: str | None = None

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


def parse_options(given: Mapping[str, Value], *, offered: tuple[Option, ...]) -> StyleOptions:
    """Return validated options; words from a command line and typed values are both understood.

    Raises
    ------
    InputRefused
        ``option_unknown`` or ``option_invalid``, naming the option and what it takes.
    """
    options: dict[str, Any] = {}
    allowed = offers(offered)
    for name, value in given.items():
        if name not in allowed:
            raise InputRefused("option_unknown", option=name, known=", ".join(allowed))
        options[name] = _parse(Option(name), value)
    return StyleOptions(**options)


def offers(declared: tuple[Option, ...]) -> tuple[Option, ...]:
    """Return everything one may set for a style that declares these."""
    return tuple(option for option in Option if option in {*declared, *ALWAYS})


def options_schema(declared: tuple[Option, ...]) -> dict[str, object]:
    """Return the JSON schema (2020-12) of a style's options."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {option.value: _SCHEMAS[option] for option in offers(declared)},
    }


def _parse(option: Option, value: Value) -> Value:
    match option:
        case Option.BACKGROUND:
            return _background(value)
        case Option.STRENGTH | Option.LINE | Option.TEXTURE:
            return _weight(option, value)
        case Option.MIRROR:
            return _choice(option, value, {True: True, False: False, "on": True, "off": False})
        case Option.FRAME:
            return _choice(option, value, {"close": "close", "bust": "bust"})
        case Option.EXPRESSION:
            return _choice(option, value, {"smiling": "smiling", "neutral": "neutral"})
        case Option.WORDS:
            return _words(value)


def _background(value: Value) -> str:
    word = str(value).lower()
    if word in (*GROUND_NAMES, *COLOR_NAMES, "none") or re.fullmatch(r"#[0-9a-f]{6}", word):
        return word
    takes = ", ".join([*GROUND_NAMES, *COLOR_NAMES, "none", "#rrggbb"])
    raise InputRefused("option_invalid", option=Option.BACKGROUND.value, takes=takes)


def _weight(option: Option, value: Value) -> float:
    low, high = WEIGHTS
    try:
        weight = float(value) if not isinstance(value, bool) else high + 1
    except ValueError:
        weight = high + 1
    if not low <= weight <= high:
        raise InputRefused("option_invalid", option=option.value, takes=f"{low} ... {high}")
    return weight


def _words(value: Value) -> str:
    words = " ".join(str(value).split())
    shortest, longest = WORDS_LENGTH
    if not (shortest <= len(words) <= longest and words.isprintable()):
        raise InputRefused(
            "option_invalid", option=Option.WORDS.value, takes=f"{shortest} ... {longest} letters"
        )
    return words


def _choice(option: Option, value: Value, choices: Mapping[str | bool, Value]) -> Value:
    word = value.lower() if isinstance(value, str) else value
    if isinstance(word, str | bool) and word in choices:
        return choices[word]
    takes = ", ".join(str(choice) for choice in choices if isinstance(choice, str))
    raise InputRefused("option_invalid", option=option.value, takes=takes)


_WEIGHT_SCHEMA = {"type": "number", "minimum": WEIGHTS[0], "maximum": WEIGHTS[1], "default": 1.0}
_SCHEMAS: Mapping[Option, Mapping[str, object]] = {
    Option.BACKGROUND: {
        "anyOf": [
            {"enum": [*GROUND_NAMES, *COLOR_NAMES, "none"]},
            {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
        ]
    },
    Option.STRENGTH: _WEIGHT_SCHEMA,
    Option.LINE: _WEIGHT_SCHEMA,
    Option.TEXTURE: _WEIGHT_SCHEMA,
    Option.MIRROR: {"type": "boolean"},
    Option.FRAME: {"enum": ["close", "bust"]},
    Option.EXPRESSION: {"enum": ["smiling", "neutral"]},
    Option.WORDS: {
        "type": "string",
        "minLength": WORDS_LENGTH[0],
        "maxLength": WORDS_LENGTH[1],
    },
}
