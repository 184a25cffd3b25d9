"""A person with an account, and what they may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trombine.domain.text import Language


class Scope(StrEnum):
    """What a token allows; a session allows everything its user may do."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of an avatar that is worn: a square a ``zoom``-th as wide.

    ``x`` and ``y`` place it, 0 at the left and top, 1 at the right and bottom.
    """

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5


WHOLE = Crop()


@dataclass(frozen=True, slots=True)
class User:
    """An account.

    Parameters
    ----------
    id
        Opaque; what logs and other tables call the user.
    name
        What they sign in with; unique, small letters.
    picture_id
        Names their public picture for ever; tells nothing else of them.
    picture_avatar
        The avatar they wear, if any.
    is_operator
        Whether they look after the service: its state, and what waits for a person to decide.
    """

    id: str
    name: str
    display_name: str
    picture_id: str
    created_at: datetime
    email: str | None = None
    language: Language = "en"
    picture_avatar: str | None = None
    picture_crop: Crop = WHOLE
    is_disabled: bool = False
    is_operator: bool = False
