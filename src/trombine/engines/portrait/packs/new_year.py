"""New Year: black tie, paper hats and snow at midnight."""

from trombine.domain.pack import Pack, PackCard, Season
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "new-year",
        title=LocalizedText(en="New Year", fr="Nouvel An"),
        description=LocalizedText(
            en="Black tie, paper hats and snow at midnight.",
            fr="Tenue de soirée, chapeaux de papier et neige à minuit.",
        ),
        styles=("painted", "oil", "comic", "neon", "poster"),
        garments=("tuxedo", "knit"),
        worlds=("snow", "night-city", "stage"),
        props=("party-hat",),
        palette="ink",
        season=Season((12, 20), (1, 10)),
    )
)
