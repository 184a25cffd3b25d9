"""The page of the API names the routes, limits and words there are."""

import re
import tempfile
from pathlib import Path

import pytest
from tests.web_parts import open_web

from trombine.domain.placed_order import OrderState
from trombine.imaging.decoder_child import MAX_BYTES
from trombine.settings import Settings
from trombine.web.api.describing import LONGEST_BODY_BYTES
from trombine.web.webhooks import sign

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
SETTINGS = Settings()


def test_the_page_lists_every_route() -> None:
    with tempfile.TemporaryDirectory() as folder:
        web = open_web(Path(folder))
        web.services.database.dispose()
        paths = web.app.openapi()["paths"].items()
    known = {f"{method.upper()} {path}" for path, methods in paths for method in methods}

    listed = re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", PAGE, re.MULTILINE)

    assert sorted(listed) == sorted(known)


@pytest.mark.parametrize(
    "words",
    [
        f"| orders | {SETTINGS.orders_per_period} a day |",
        f"| photos uploaded | {SETTINGS.uploads_per_hour} an hour |",
        f"prove a password | {SETTINGS.logins_per_minute} a minute |",
        f"| files to verify | {SETTINGS.verifications_per_minute} a minute |",
        f"| any request | {SETTINGS.requests_per_minute} a minute,",
        f"| a body that is JSON | {LONGEST_BODY_BYTES >> 10} KiB |",
        f"| a photo, a file to verify | {MAX_BYTES >> 20} MB,",
    ],
)
def test_the_page_states_the_limits_by_default(words: str) -> None:
    assert words in PAGE


@pytest.mark.parametrize("state", OrderState)
def test_the_page_explains_every_state(state: OrderState) -> None:
    assert f"`{state.value}`" in PAGE


def test_the_example_knows_our_signature() -> None:
    example = PAGE.split("```python\n")[1].split("```")[0]
    scope: dict[str, object] = {}
    exec(compile(example, "docs/api.md", "exec"), scope)  # noqa: S102  (our own page)
    headers = sign("a secret", "order", "1", b"{}")

    is_from_trombine = scope["is_from_trombine"]

    assert callable(is_from_trombine)
    assert is_from_trombine("a secret", headers, b"{}")
    assert not is_from_trombine("another", headers, b"{}")
