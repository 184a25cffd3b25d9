"""A photograph from a studio of the 1960s: film, seamless paper, one large lamp."""

from trombine.domain.options import Option
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.diffusion.style import DiffusionStyle, Scene

STYLE = DiffusionStyle(
    card=StyleCard(
        "sixties",
        title=LocalizedText(en="Sixties studio", fr="Studio années 60"),
        description=LocalizedText(
            en="A studio photograph of the sixties, on film.",
            fr="Une photo de studio des années soixante, sur pellicule.",
        ),
        media=("photography",),
        digital_source_type=DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
        photoreal=True,
        options=(Option.TEXTURE,),
        skin_shift_limit=10.0,
        colors=("#2f7f80", "#2b2724", "#e9dfcf"),
    ),
    medium=("A medium format color photograph from a 1960s portrait studio, gentle film colors"),
    surface="film grain",
    scenes=(
        Scene(
            attire="wearing a mustard turtleneck",
            setting="Behind them a seamless paper backdrop in warm gray",
            light=("One large soft lamp from the left, a white reflector on the right"),
        ),
        Scene(
            attire="wearing a checked jacket over a high-necked knit",
            setting="Behind them a seamless paper backdrop in teal",
            light="Butterfly light from above, soft shadow under the chin",
        ),
        Scene(
            attire="wearing a plain black roll-neck",
            setting="Behind them a painted canvas backdrop in brown and cream",
            light="Window light from the right, natural fall-off",
        ),
        Scene(
            attire=("wearing a pastel suit jacket with narrow lapels over a buttoned shirt"),
            setting="Behind them a seamless paper backdrop in light orange",
            light="Even light from two soft lamps",
        ),
        Scene(
            attire="wearing a corduroy coat and a patterned scarf",
            setting="Behind them a wall of geometric paper in orange and brown",
            light="Direct flash softened by an umbrella, slightly warm",
        ),
    ),
)
