"""The pages of finished portraits."""

import pytest
from tests.web_parts import Web


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "Portrait, painted, navy background", "Portrait, painted"),
        ("fr", "Portrait, peinture, fond bleu marine", "Portrait, peinture"),
    ],
)
def test_portraits_are_described_with_their_ground_where_it_is_known(
    web: Web, language: str, first: str, second: str
) -> None:
    user, _ = web.add("zoe")
    order = web.finished(user)
    headers = {**web.session_of(user), "Accept-Language": language}

    gallery = web.ask("GET", f"/orders/{order.id}", headers=headers).text
    alone = web.ask("GET", f"/avatars/{order.avatars[0].id}", headers=headers).text

    assert f'alt="{first}"' in gallery
    assert f'alt="{second}"' in gallery
    assert f'alt="{first}"' in alone
