"""A phone is let into local mode by a code: once, soon, and not by guessing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.service_parts import Clock
from tests.web_parts import Web, open_web

from trombine.errors import SignInNeeded
from trombine.web.app import create_app
from trombine.web.pairing import LENGTH, SIGNS, Pairing, PairingCode

LAN_URL = "http://192.168.1.10:8765"


@pytest.fixture
def lan_web(tmp_path: Path) -> Iterator[Web]:
    web = open_web(tmp_path, mode="local", public_url=LAN_URL, local_token="printed" * 4)
    web.services = replace(web.services, pairing=Pairing(web.house.clock))
    web.app = create_app(web.services)
    yield web
    web.services.database.dispose()


def offer(web: Web) -> PairingCode:
    assert web.services.pairing is not None
    return web.services.pairing.offer()


def inside(web: Web) -> dict[str, str]:
    secret = web.services.sessions.open(web.services.users.ensure_local().id)
    return {"Cookie": f"trombine={secret}"}


def test_the_link_lets_one_device_in_and_no_second(lan_web: Web) -> None:
    link = offer(lan_web).link(LAN_URL)

    first, second = lan_web.ask("GET", link), lan_web.ask("GET", link)

    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert first.cookies["trombine"]
    assert second.status_code == 422
    assert "set-cookie" not in second.headers


def test_the_session_of_a_phone_is_that_of_the_one_user(lan_web: Web) -> None:
    answer = lan_web.ask("GET", offer(lan_web).link(LAN_URL))

    cookie = {"Cookie": f"trombine={answer.cookies['trombine']}"}
    assert lan_web.ask("GET", "/v1/me", headers=cookie).status_code == 200


def test_the_code_may_be_typed_in_small_letters_and_halves(lan_web: Web) -> None:
    typed = offer(lan_web).shown.lower().replace("-", " ")
    headers = {"Origin": LAN_URL}  # browsers send nothing else without https

    answer = lan_web.ask("POST", "/pair", data={"code": typed}, headers=headers)

    assert answer.status_code == 303


def test_a_code_is_worth_nothing_after_ten_minutes(lan_web: Web) -> None:
    code = offer(lan_web)
    lan_web.house.clock.advance(minutes=10)

    assert lan_web.ask("GET", code.link(LAN_URL)).status_code == 422


def test_a_new_code_closes_the_one_before() -> None:
    pairing = Pairing(Clock())
    first, second = pairing.offer(), pairing.offer()

    with pytest.raises(SignInNeeded, match="pairing_code_wrong"):
        pairing.use(first.signs)
    pairing.use(second.signs)


def test_guessing_is_stopped_after_a_few_tries(lan_web: Web) -> None:
    code = offer(lan_web)
    for _ in range(5):
        lan_web.ask("POST", "/pair", data={"code": "AAAA-AAAA"})

    answer = lan_web.ask("GET", code.link(LAN_URL))

    assert answer.status_code == 422
    assert lan_web.services.pairing is not None
    assert lan_web.services.pairing.current() == code


def test_who_is_in_sees_the_code_and_makes_new_ones(lan_web: Web) -> None:
    code = offer(lan_web)
    headers = inside(lan_web)

    shown = lan_web.ask("GET", "/pair", headers=headers)
    renewed = lan_web.ask("POST", "/pair/new", headers=headers)

    assert code.shown in shown.text
    assert 'src="data:image/svg+xml' in shown.text
    assert renewed.headers["location"] == "/pair"
    assert code.shown not in lan_web.ask("GET", "/pair", headers=headers).text


def test_who_is_in_leaves_the_code_to_another(lan_web: Web) -> None:
    code = offer(lan_web)

    assert lan_web.ask("GET", code.link(LAN_URL), headers=inside(lan_web)).status_code == 303
    assert lan_web.ask("GET", code.link(LAN_URL)).cookies["trombine"]


def test_who_is_not_in_is_asked_for_the_code_and_not_shown_it(lan_web: Web) -> None:
    code = offer(lan_web)

    page = lan_web.ask("GET", "/pair")

    assert code.shown not in page.text
    assert 'name="code"' in page.text
    assert lan_web.ask("POST", "/pair/new").status_code == 401


@pytest.mark.parametrize("host", ["192.168.1.10:8765", "127.0.0.1:8765"])
def test_the_address_on_the_network_and_our_own_are_answered(lan_web: Web, host: str) -> None:
    assert lan_web.ask("GET", "/", headers={"Host": host}).status_code == 200


def test_another_name_is_not_answered(lan_web: Web) -> None:
    answer = lan_web.ask("GET", "/", headers={"Host": "192.168.1.11:8765"})

    assert answer.status_code == 421


def test_the_page_says_what_plain_http_cannot_do(lan_web: Web) -> None:
    page = lan_web.ask("GET", "/pair", headers=inside(lan_web))

    assert "TROMBINE_TLS_CERTIFICATE" in page.text


def test_without_the_local_network_there_is_no_such_page(local_web: Web) -> None:
    assert local_web.ask("GET", "/pair").status_code == 404
    assert local_web.ask("GET", "/pair/AAAAAAAA").status_code == 404


def test_a_code_is_long_and_is_not_logged_by_accident() -> None:
    code = Pairing(Clock()).offer()

    assert len(code.signs) == LENGTH
    assert len(SIGNS) ** LENGTH > 2**39
    assert code.signs not in repr(code)
