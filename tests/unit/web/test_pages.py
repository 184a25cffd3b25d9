"""What pages say, as they leave the server."""

import io
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from PIL import Image
from tests.service_parts import CONSENT
from tests.web_parts import Web

from trombine.accounts.user import User
from trombine.database.tables import orders
from trombine.domain.placed_order import OrderState
from trombine.engines.registry import list_catalogue, open_engine
from trombine.orders.states import enter_state
from trombine.web.app import create_app


@pytest.fixture
def zoe(web: Web) -> User:
    user, _ = web.add("zoe")
    return user


def page(web: Web, user: User, path: str) -> str:
    return web.ask("GET", path, headers=web.session_of(user)).text


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


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Very like you. Skin as on your photos."),
        ("fr", "Très ressemblant. La peau comme sur vos photos."),
    ],
)
def test_a_portrait_says_how_like_its_person_it_is(web: Web, language: str, words: str) -> None:
    user, _ = web.add("zoe")
    headers = {**web.session_of(user), "Accept-Language": language}

    alone = web.ask("GET", f"/avatars/{web.finished(user).avatars[0].id}", headers=headers).text

    assert words in alone


def test_moments_are_told_in_universal_time_and_can_be_told_in_the_readers(
    web: Web, zoe: User
) -> None:
    order = web.finished(zoe)
    web.services.orders.erase(zoe.id, order.id)

    receipt = page(web, zoe, f"/orders/{order.id}/receipt")

    told = re.search(r'<time datetime="([^"]+)" data-moment>([^<]+)</time>', receipt)
    assert told
    assert told[1] == web.house.clock().isoformat()
    assert told[2].endswith("UTC")


def test_a_sentence_with_a_moment_keeps_its_words_about_it(web: Web, zoe: User) -> None:
    order = web.finished(zoe)
    erased = sa.update(orders).values(photos_erased_at=web.house.clock())
    with web.services.database.begin() as connection:
        connection.execute(erased)

    gallery = page(web, zoe, f"/orders/{order.id}")

    assert re.search(r"Nothing: they were destroyed on <time [^>]+>[^<]+</time>\.", gallery)


def test_who_has_just_changed_the_picture_is_told_so(web: Web, zoe: User) -> None:
    avatar = web.finished(zoe).avatars[0]
    headers = {**web.session_of(zoe), "Origin": web.services.rules.public_url}

    answer = web.ask("POST", f"/avatars/{avatar.id}/wear", data={"zoom": "1"}, headers=headers)

    assert answer.status_code == 303
    assert "your profile picture now" in page(web, zoe, answer.headers["location"])
    assert "your profile picture now" not in page(web, zoe, "/")


def test_a_picture_that_was_deleted_with_its_order_is_worn_no_longer(web: Web, zoe: User) -> None:
    order = web.finished(zoe)
    headers = {**web.session_of(zoe), "Origin": web.services.rules.public_url}
    web.ask("POST", f"/avatars/{order.avatars[0].id}/wear", data={"zoom": "1"}, headers=headers)
    assert 'class="profile__picture" src="/v1/pictures/' in page(web, zoe, "/")

    web.services.orders.erase(zoe.id, order.id)

    assert "/v1/pictures/" not in page(web, zoe, "/")


def test_what_is_kept_of_earlier_orders_is_shown_small_on_the_profile(web: Web, zoe: User) -> None:
    order = web.finished(zoe, count=5)

    thumbnails = page(web, zoe, "/").partition('class="thumbs"')[2].partition("</span>")[0]

    assert re.findall(r"/v1/avatars/(\w+)", thumbnails) == [one.id for one in order.avatars[:3]]


@pytest.mark.parametrize(
    ("state", "said", "unsaid"),
    [
        (OrderState.FROZEN, "This order was set aside", "photos"),
        (OrderState.FAILED, "Your photos are being destroyed.", "Nothing:"),
        (OrderState.HELD, "Within 24 hours at most.", "Only a moment more."),
        (OrderState.HELD, "what was decided", "Your portraits go on"),
    ],
)
def test_nothing_is_said_of_the_photos_or_the_time_that_is_not_so(
    web: Web, zoe: User, state: OrderState, said: str, unsaid: str
) -> None:
    order = web.house.draft(zoe.id)
    with web.services.database.begin() as connection:
        row = connection.execute(sa.select(orders).where(orders.c.id == order.id)).one()
        enter_state(connection, row, state, now=web.house.clock())

    shown = page(web, zoe, f"/orders/{order.id}").partition("<main")[2].partition("</main>")[0]

    assert said in shown
    assert unsaid not in shown


def test_who_is_on_a_page_is_not_told_to_run_a_command(web: Web, zoe: User) -> None:
    order = web.house.draft(zoe.id)
    web.enter(order, OrderState.QUEUED)
    web.enter(order, OrderState.FAILED, reason="internal")

    shown = page(web, zoe, f"/orders/{order.id}")

    assert "did not foresee" in shown
    assert "--debug" not in shown


def test_a_picture_without_a_mark_is_neither_praised_nor_blamed(web: Web) -> None:
    plain = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(plain, "JPEG")
    files = {"file": ("plain.jpg", plain.getvalue(), "image/jpeg")}

    answer = web.ask("POST", "/verify", files=files, headers={"Origin": "https://avatars.example"})

    assert answer.status_code == 200
    assert "finding--none" in answer.text


def test_a_page_that_asks_for_styles_of_two_engines_is_told_and_nothing_waits(
    web: Web, zoe: User
) -> None:
    both = list_catalogue([open_engine("portrait"), open_engine("diffusion")])
    service = replace(web.services.service, catalogue=both)
    services = replace(web.services, service=service)
    web = replace(web, services=services, app=create_app(services))
    draft = services.orders.create(zoe.id, styles=["painted"], options={}, consent=CONSENT)

    answer = web.ask(
        "POST",
        f"/orders/{draft.id}/submit",
        headers={**web.session_of(zoe), "Origin": web.services.rules.public_url},
        data={"styles": ["painted", "jazz"]},
    )

    assert answer.status_code == 422
    assert (
        "These styles are drawn by two engines. Order those of each by themselves." in answer.text
    )
    left = services.orders.get(zoe.id, draft.id)
    assert (left.state, left.order.styles) == (OrderState.DRAFT, ("painted",))
