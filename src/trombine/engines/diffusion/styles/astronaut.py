"""In orbit and beyond: a painted cover of a science fiction paperback."""

from trombine.domain.options import Option
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.diffusion.style import DiffusionStyle, Scene

STYLE = DiffusionStyle(
    card=StyleCard(
        "astronaut",
        title=LocalizedText(en="Astronaut", fr="Astronaute"),
        description=LocalizedText(
            en="In orbit, as on the cover of a space novel.",
            fr="En orbite, comme en couverture d’un roman spatial.",
        ),
        media=("painting", "space"),
        digital_source_type=DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
        options=(
            Option.STRENGTH,
            Option.TEXTURE,
        ),
        skin_shift_limit=12.0,
        colors=("#101b3a", "#d9772b", "#8fc3f0"),
    ),
    medium=(
        "A painted cover illustration of a science fiction novel, gouache and airbrush with crisp "
        "edges"
    ),
    surface="paint grain and airbrush speckle",
    scenes=(
        Scene(
            attire="wearing a white space suit with a wide collar ring",
            setting=("Behind them the round window of a station and the blue limb of a planet"),
            light=(
                "Clear sunlight from the left, a soft blue glow from the planet on the other side"
            ),
        ),
        Scene(
            attire="wearing an orange launch suit with a metal neck ring",
            setting="Behind them a launch tower at dawn, out of focus",
            light="Warm low sun from the right, open sky as fill",
        ),
        Scene(
            attire="wearing a silver pressure suit with an open collar ring",
            setting="Behind them the dials and switches of a capsule",
            light="Soft even light from the panels, gently warm",
        ),
        Scene(
            attire="wearing a gray flight suit with plain patches",
            setting="Behind them the stars and a ringed planet, large and faint",
            light="Clear light from the front, a thin cool rim along the hair",
        ),
        Scene(
            attire="wearing a white space suit with red stripes",
            setting=("Behind them the red hills of a desert world under a butterscotch sky"),
            light="Broad, dusty daylight from above",
        ),
    ),
)
