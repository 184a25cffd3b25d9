"""The style of one's own words: the person says what the picture shows, we say the rest."""

from trombine.domain.options import Option
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.diffusion.style import DiffusionStyle, Scene

SLUG = "own-words"

OWN_WORDS = DiffusionStyle(
    card=StyleCard(
        SLUG,
        title=LocalizedText(en="Your own words", fr="Vos propres mots"),
        description=LocalizedText(
            en="What you describe; on your own computer only.",
            fr="Ce que vous décrivez ; sur votre ordinateur seulement.",
        ),
        media=("any",),
        digital_source_type=DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
        # Nobody knows what will be asked for: it is treated as if it were a photograph.
        photoreal=True,
        options=(Option.STRENGTH, Option.TEXTURE, Option.WORDS),
        skin_shift_limit=16.0,
        local_only=True,
    ),
    medium="",
    surface="texture",
    scenes=(
        Scene("in clothes that suit the scene", "The setting suits the scene", "Soft, clear light"),
    ),
)
