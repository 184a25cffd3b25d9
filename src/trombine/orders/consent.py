"""What a person agrees to before giving photos: the wording has a version, kept with each order."""

from trombine.domain.placed_order import Consent
from trombine.domain.text import Language
from trombine.errors import Conflict, InputRefused

CONSENT_VERSION = "2026-11"
"""Change it with any word of the sentences ``consent_mine`` and ``consent_analysis``."""


def take_consent(
    language: Language,
    *,
    photos_are_mine: bool,
    adult: bool,
    face_analysis: bool,
    version: str | None = None,
) -> Consent:
    """Return the record of a consent that is complete; ``version`` is of the text that was shown.

    Raises
    ------
    InputRefused
        ``consent_missing``.
    Conflict
        ``consent_outdated``: another wording was shown than is in force.
    """
    if not (photos_are_mine and adult and face_analysis):
        raise InputRefused("consent_missing")
    if version not in {None, CONSENT_VERSION}:
        raise Conflict("consent_outdated", version=CONSENT_VERSION)
    return Consent(CONSENT_VERSION, language)
