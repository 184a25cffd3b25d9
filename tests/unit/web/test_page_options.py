"""The page asks for every option by its row, in both languages."""

import pytest
from tests.web_parts import Web

from trombine.domain.options import offers
from trombine.engines.registry import staging_cards


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Strength", "One in two", "With the shoulders", "As photographed")),
        ("fr", ("Intensité", "Une fois sur deux", "Avec les épaules", "Comme sur la photo")),
    ],
)
def test_the_page_says_each_option_in_the_readers_language(
    web: Web, language: str, words: tuple[str, ...]
) -> None:
    user, token = web.add("zoe")
    order = web.house.draft(user.id)

    page = web.ask(
        "GET", f"/orders/{order.id}/styles", token, headers={"Accept-Language": language}
    ).text

    for word in words:
        assert word in page
    for spec in offers(web.services.cards["painted"].options, staging_cards()):
        assert f'name="painted.{spec.option.value}"' in page
    for kind, cards in staging_cards().items():
        for card in cards.values():
            title = card.title.in_language("fr" if language == "fr" else "en")
            assert f"{title}</option>" in page, kind
