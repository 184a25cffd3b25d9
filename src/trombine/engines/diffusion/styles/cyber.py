"""A city of tomorrow at night, rain and signs."""

from trombine.domain.options import Option
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.diffusion.style import DiffusionStyle, Scene

STYLE = DiffusionStyle(
    card=StyleCard(
        "cyber",
        title=LocalizedText(en="Cyber city", fr="Cybercité"),
        description=LocalizedText(
            en="Tomorrow’s city, after the rain.",
            fr="La ville de demain, après la pluie.",
        ),
        media=("painting", "science fiction"),
        digital_source_type=DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
        options=(
            Option.STRENGTH,
            Option.TEXTURE,
        ),
        skin_shift_limit=16.0,
        colors=("#1a1130", "#3c2a63", "#ff3f8e"),
    ),
    medium="A finished digital concept painting of a science fiction film",
    surface="visible brushwork and grain",
    scenes=(
        Scene(
            attire=("wearing a high-collared technical jacket with thin glowing seams"),
            setting=("Behind them a rainy street with blurred signs in magenta and cyan"),
            light=("Neutral light on the face from a shop window, colored rims from the signs"),
        ),
        Scene(
            attire="wearing a dark raincoat with a wide collar",
            setting="Behind them an elevated train and towers in the mist",
            light="Soft white light from the front, a blue rim from behind",
        ),
        Scene(
            attire="wearing a padded gray jacket with a small antenna clip",
            setting="Behind them a rooftop with ventilators over an endless city",
            light="The last daylight on the face, lamps far below",
        ),
        Scene(
            attire="wearing a jacket of transparent film over a black sweater",
            setting="Behind them a market with steam and paper lanterns",
            light="Warm lantern light on the face, cool shadows",
        ),
        Scene(
            attire="wearing a white minimal uniform closed at the neck",
            setting="Behind them a quiet hall of glass with hanging plants",
            light="Even, clear light from above",
        ),
    ),
)
