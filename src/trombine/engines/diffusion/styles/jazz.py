"""On stage in a cellar: a painted record cover."""

from trombine.domain.options import Option
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.diffusion.style import DiffusionStyle, Scene

STYLE = DiffusionStyle(
    card=StyleCard(
        "jazz",
        title=LocalizedText(en="Jazz club", fr="Club de jazz"),
        description=LocalizedText(
            en="A painted record cover from a smoky cellar.",
            fr="Une pochette de disque peinte, au fond d’une cave enfumée.",
        ),
        media=("painting", "music"),
        digital_source_type=DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
        options=(
            Option.STRENGTH,
            Option.TEXTURE,
        ),
        skin_shift_limit=16.0,
        colors=("#10182f", "#7a3b1d", "#f0a848"),
    ),
    medium=(
        "A painted jazz record cover, broad strokes of gouache and oil pastel, few and deep colors"
    ),
    surface="pastel strokes and paper tooth",
    scenes=(
        Scene(
            attire="wearing a dark suit with a loosened tie",
            setting="Behind them a double bass and a brick arch, half in shadow",
            light="A warm spotlight from the front, deep blue all around",
        ),
        Scene(
            attire="wearing an emerald roll-neck",
            setting="Behind them the curve of a grand piano",
            light="Soft amber light from the left",
        ),
        Scene(
            attire="wearing a wine-red velvet jacket over a closed shirt",
            setting="Behind them small tables with candle lamps",
            light="Candle light from below, a spotlight above to clear the face",
        ),
        Scene(
            attire="wearing a striped shirt buttoned up and braces",
            setting="Behind them a trumpet on a stand and a drum kit",
            light="A warm spotlight from the right, violet shadows",
        ),
        Scene(
            attire="wearing a long dark coat with the collar up",
            setting="Behind them a wet street and the lit door of a club",
            light="Light from the door on the face, night behind",
        ),
    ),
)
