"""What a person agrees to before giving photos: the wording has a version, kept with each order."""

from trombine.domain.placed_order import Consent
from trombine.domain.text import Language
from trombine.errors import Conflict, InputRefused
from trombine.i18n import text
from trombine.web.api.order_models import ConsentGiven, ConsentText

CONSENT_VERSION = "2026-11"
"""Change it with any word of the sentences ``consent_mine`` and ``consent_analysis``."""


def consent_text(language: Language) -> ConsentText:
    """Return the sentences to agree to."""
    return ConsentText(
        version=CONSENT_VERSION,
        language=language,
        photos_are_mine=text("consent_mine", language),
        face_analysis=text("consent_analysis", language),
    )


def take_consent(given: ConsentGiven, language: Language) -> Consent:
    """Return the record of a consent that is complete.

    Raises
    ------
    InputRefused
        ``consent_missing``.
    Conflict
        ``consent_outdated``: another wording was shown than is in force.
    """
    if not (given.photos_are_mine and given.adult and given.face_analysis):
        raise InputRefused("consent_missing")
    if given.version not in {None, CONSENT_VERSION}:
        raise Conflict("consent_outdated", version=CONSENT_VERSION)
    return Consent(CONSENT_VERSION, language)
