"""Court portrait: ermine and steel, as the old masters hung them."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "court-portrait",
        title=LocalizedText(en="Court portrait", fr="Portrait de cour"),
        description=LocalizedText(
            en="Ermine and steel, as the old masters hung them.",
            fr="L’hermine et l’acier, comme chez les maîtres anciens.",
        ),
        styles=("oil", "painted", "banknote", "statue", "gouache"),
        garments=("royal", "armour"),
        worlds=("stained-glass", "library", "paper-theatre"),
        props=("crown",),
        palette="forest",
    )
)
