"""A character of an animated film, still unmistakably the person."""

from trombine.domain.options import Option
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.diffusion.style import DiffusionStyle, Scene

STYLE = DiffusionStyle(
    card=StyleCard(
        "storybook",
        title=LocalizedText(en="Storybook", fr="Conte animé"),
        description=LocalizedText(
            en="The hero of an animated fairy tale, and still you.",
            fr="Le héros d’un conte animé, et toujours vous.",
        ),
        media=("render", "cartoon"),
        digital_source_type=DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
        options=(
            Option.STRENGTH,
            Option.TEXTURE,
        ),
        skin_shift_limit=12.0,
        colors=("#2f4a3a", "#b5603a", "#f7d58a"),
    ),
    medium=(
        "A still of a computer-animated fairy tale film: softly rounded shapes, expressive eyes, "
        "proportions and features kept recognizable"
    ),
    surface="fabric weave and skin detail",
    scenes=(
        Scene(
            attire="wearing a knitted sweater with a round collar",
            setting="Behind them a cottage kitchen with copper pans, out of focus",
            light="Warm morning light through a window",
        ),
        Scene(
            attire="wearing a hooded travel cloak",
            setting="Behind them a mossy forest with floating specks of light",
            light="Soft light through the leaves, a gentle glow on the face",
        ),
        Scene(
            attire="wearing a quilted blue jacket",
            setting="Behind them a snowy village street at dusk with lit windows",
            light="Cool evening sky, warm lamp light on the face",
        ),
        Scene(
            attire="wearing a shirt with rolled collar and a leather satchel strap",
            setting="Behind them a harbor with sails in the sun",
            light="Bright open daylight",
        ),
        Scene(
            attire="wearing a star-embroidered vest over a shirt",
            setting="Behind them a library with tall ladders",
            light="Golden lamp light, soft fill from the front",
        ),
    ),
)
