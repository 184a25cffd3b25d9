"""Night city: leather, rain and a thousand lit windows."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "night-city",
        title=LocalizedText(en="Night city", fr="Ville de nuit"),
        description=LocalizedText(
            en="Leather, rain and a thousand lit windows.",
            fr="Du cuir, de la pluie et mille fenêtres allumées.",
        ),
        styles=("neon", "comic", "poster", "pixel", "double-exposure"),
        garments=("leather", "blazer", "hoodie", "turtleneck"),
        worlds=("night-city", "neon-street", "rainy-window"),
        props=("headphones", "cap"),
        palette="ink",
    )
)
