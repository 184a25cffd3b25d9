"""What is claimed of a picture, in the words of C2PA; XMP says the same in its own.

C2PA Technical Specification 2.2, sections 18.10 (ingredients) and 18.15 (actions).
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version

from trombine.domain.order import NOTHING_STAGED, Staging
from trombine.domain.style import DigitalSourceType, Model, StyleCard

SYSTEM, VERSION = "Trombine", version("trombine")
PHOTO = "photo"
DRAWN = {"garment": "clothes", "prop": "accessory", "world": "background"}
CHANGED = {"pose": "pose or expression", "hair": "color of the hair"}
"""What is staged, by kind, in the words of a label."""

# A sheet is labelled by the avatar that owes most to learned models.
BY_SHARE_OF_MODELS = (
    DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
    DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
    DigitalSourceType.ALGORITHMIC_MEDIA,
    DigitalSourceType.ALGORITHMICALLY_ENHANCED,
)


def strongest_source(cards: Sequence[StyleCard]) -> DigitalSourceType:
    """Return the source type that claims least for the photo's own pixels."""
    return min((card.digital_source_type for card in cards), key=BY_SHARE_OF_MODELS.index)


def describe(cards: Sequence[StyleCard], staging: Staging = NOTHING_STAGED) -> str:
    """Return one line for people: what the picture is, in which style, and what no photo showed."""
    made = "AI-made portrait" if len(cards) == 1 else "AI-made portraits"
    said = f"{made}: {', '.join(card.title.en for card in cards)}"
    if drawn := _name(DRAWN, staging):
        said += f"; drawn, not photographed: {drawn}"
    if changed := _name(CHANGED, staging):
        said += f"; changed: {changed}"
    return said


def _name(words: Mapping[str, str], staging: Staging) -> str:
    """Return what is staged of these kinds."""
    return ", ".join(word for kind, word in words.items() if kind in staging.told)


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


def build_manifest(
    cards: Sequence[StyleCard], *, badged: bool, staging: Staging = NOTHING_STAGED
) -> dict[str, object]:
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
        "description": describe(cards, staging),
    }
    takes = {"parameters": {"ingredientIds": [PHOTO]}}
    actions: list[dict[str, object]] = (
        [{"action": "c2pa.created", **made, **takes}]
        if created
        else [{"action": "c2pa.opened", **takes}, {"action": "c2pa.edited", **made}]
    )
    if not created:
        actions += _tell_staging(staging)
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


def _tell_staging(staging: Staging) -> list[dict[str, object]]:
    """Return the actions that drew or changed what the photo does not show.

    What is drawn is drawn by program: no learned model and no sampled picture took part.
    """
    actions: list[dict[str, object]] = []
    if drawn := _name(DRAWN, staging):
        said = {"description": f"Drawn, not photographed: {drawn}"}
        source = DigitalSourceType.ALGORITHMIC_MEDIA
        actions.append({"action": "c2pa.drawing", "digitalSourceType": source.uri, **said})
    if changed := _name(CHANGED, staging):
        actions.append({"action": "c2pa.edited", "description": f"Changed: {changed}"})
    return actions
