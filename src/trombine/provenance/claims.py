"""What is claimed of a picture, in the words of C2PA; XMP says the same in its own.

C2PA Technical Specification 2.2, sections 18.10 (ingredients) and 18.15 (actions).
"""

from collections.abc import Sequence
from importlib.metadata import version

from trombine.domain.style import DigitalSourceType, Model, StyleCard

SYSTEM, VERSION = "Trombine", version("trombine")
PHOTO = "photo"
# A sheet is labelled by the avatar that owes most to learned models.
BY_SHARE_OF_MODELS = (
    DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
    DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
    DigitalSourceType.ALGORITHMICALLY_ENHANCED,
)


def strongest_source(cards: Sequence[StyleCard]) -> DigitalSourceType:
    """Return the source type that claims least for the photo's own pixels."""
    return min((card.digital_source_type for card in cards), key=BY_SHARE_OF_MODELS.index)


def describe(cards: Sequence[StyleCard]) -> str:
    """Return one line for people: what the picture is, and in which style."""
    made = "AI-made portrait" if len(cards) == 1 else "AI-made portraits"
    return f"{made}: {', '.join(card.title.en for card in cards)}"


def find_models(cards: Sequence[StyleCard]) -> list[Model]:
    """Return the models that imagined pictures in these styles, each once."""
    return list(dict.fromkeys(card.model for card in cards if card.model))


def name_system(cards: Sequence[StyleCard]) -> tuple[str, str]:
    """Return name and version of what made the picture, a model's beside our own."""
    models = find_models(cards)
    if not models:
        return SYSTEM, VERSION
    names = ", ".join(model.name for model in models)
    versions = ", ".join(model.version for model in models)
    return f"{SYSTEM} ({names})", f"{VERSION} ({versions})"


def build_manifest(cards: Sequence[StyleCard], *, badged: bool) -> dict[str, object]:
    """Return the C2PA manifest of a picture in these styles.

    The photo is named and not described: no pixel, thumbnail, hash, file name or date of it is in
    the manifest. A frame that a model drew whole was created; one in which pixels of the photo
    survive is the photo, opened and edited.
    """
    source = strongest_source(cards)
    created = source is DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA
    agents = [{"name": model.name, "version": model.version} for model in find_models(cards)]
    made = {
        "softwareAgent": agents[0] if agents else {"name": SYSTEM, "version": VERSION},
        "digitalSourceType": source.uri,
        "description": describe(cards),
    }
    takes = {"parameters": {"ingredientIds": [PHOTO]}}
    actions: list[dict[str, object]] = (
        [{"action": "c2pa.created", **made, **takes}]
        if created
        else [{"action": "c2pa.opened", **takes}, {"action": "c2pa.edited", **made}]
    )
    actions.append({"action": "c2pa.watermarked.unbound"})
    if badged:
        actions.append({"action": "c2pa.edited", "description": "Visible badge: made with AI"})
    return {
        "claim_generator_info": [{"name": SYSTEM, "version": VERSION}],
        "ingredients": [
            {
                "label": PHOTO,
                "title": "photo (not included)",
                "relationship": "inputTo" if created else "parentOf",
            }
        ],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
    }
