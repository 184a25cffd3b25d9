"""City break: a good coat, a café, a seat by the window."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "city-break",
        title=LocalizedText(en="City break", fr="Escapade en ville"),
        description=LocalizedText(
            en="A good coat, a café, a seat by the window.",
            fr="Un bon manteau, un café, une place près de la fenêtre.",
        ),
        styles=("painted", "pencil", "watercolor", "comic", "oil"),
        garments=("blazer", "shirt", "turtleneck", "denim", "tweed"),
        worlds=("cafe", "train-window", "rainy-window", "library"),
        props=("beret", "scarf", "glasses"),
        palette="sand",
    )
)
