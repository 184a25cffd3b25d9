"""The card of a style: what a person needs to choose it and a machine to label it."""

from dataclasses import dataclass
from enum import StrEnum

from trombine.domain.options import Option
from trombine.domain.text import LocalizedText


class DigitalSourceType(StrEnum):
    """How a picture came to be, in the terms of the IPTC digital source type vocabulary."""

    TRAINED_ALGORITHMIC_MEDIA = "trainedAlgorithmicMedia"
    COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA = "compositeWithTrainedAlgorithmicMedia"
    ALGORITHMIC_MEDIA = "algorithmicMedia"
    ALGORITHMICALLY_ENHANCED = "algorithmicallyEnhanced"

    @property
    def uri(self) -> str:
        """The vocabulary's address of the term."""
        return f"http://cv.iptc.org/newscodes/digitalsourcetype/{self.value}"


@dataclass(frozen=True, slots=True)
class Model:
    """A learned model that imagines pictures, as their labels name it."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class StyleCard:
    """What is said of a style before anybody sees a picture.

    Parameters
    ----------
    slug
        Unique across engines; file names and the command line use it.
    recolors
        True when the style gives everybody's skin the same colors (metal, ink, duotone), so that
        the skin tone of the photo cannot be compared with the picture's.
    options
        What may be set besides what every style allows (``domain.options.ALWAYS``).
    source_distance_limit
        Greatest distance of the dlib embedding to the photo's at which the picture still passes.
    skin_shift_limit
        Greatest shift of the skin's lightness at which an imagined picture still passes (see
        ``Score.skin_shift``); None where the engine paints the photo's own skin.
    local_only
        True for what is offered on one's own computer and refused on a shared server.
    model
        What imagines the picture, as far as it is installed here.
    colors
        Ground, figure and light, as ``#rrggbb``: what the pages show where no example picture has
        been drawn; the page's own colors where it is empty.
    """

    slug: str
    title: LocalizedText
    description: LocalizedText
    media: tuple[str, ...]
    digital_source_type: DigitalSourceType = (
        DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA
    )
    photoreal: bool = False
    recolors: bool = False
    options: tuple[Option, ...] = ()
    source_distance_limit: float = 0.60
    skin_shift_limit: float | None = None
    local_only: bool = False
    model: Model | None = None
    colors: tuple[str, ...] = ()

    @property
    def imagined(self) -> bool:
        """Whether the picture is a model's own from corner to corner: no photo lies under it."""
        return self.digital_source_type is DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA
