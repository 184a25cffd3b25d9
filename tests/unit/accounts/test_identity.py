import pytest
from tests.service_parts import Clock
from tests.unit.accounts.conftest import PASSWORD

from trombine.accounts.identity import Passwords
from trombine.accounts.user import User
from trombine.accounts.users import Users
from trombine.errors import InputRefused, SignInNeeded

ANOTHER = "a sentence of my own"


def test_name_and_password_identify(identities: Passwords, zoe: User) -> None:
    assert identities.identify({"name": " Zoe ", "password": PASSWORD}) == zoe


@pytest.mark.parametrize(
    "given",
    [
        {"name": "zoe", "password": "wrong"},
        {"name": "zoe"},
        {"name": "max", "password": PASSWORD},
        {},
    ],
)
def test_what_is_wrong_is_not_told(identities: Passwords, zoe: User, given: dict[str, str]) -> None:
    assert zoe.name == "zoe"
    with pytest.raises(SignInNeeded, match="credentials_wrong"):
        identities.identify(given)


def test_a_disabled_user_cannot_sign_in(identities: Passwords, users: Users, zoe: User) -> None:
    users.set_disabled(zoe.id, disabled=True)

    with pytest.raises(SignInNeeded, match="credentials_wrong"):
        identities.identify({"name": "zoe", "password": PASSWORD})


def test_the_local_user_has_no_password(identities: Passwords, users: Users) -> None:
    users.ensure_local()

    with pytest.raises(SignInNeeded):
        identities.identify({"name": "local", "password": ""})


def test_a_password_is_replaced_through_a_link_once(identities: Passwords, zoe: User) -> None:
    secret = identities.offer_reset(zoe)

    assert identities.reset(secret, ANOTHER) == zoe

    assert identities.identify({"name": "zoe", "password": ANOTHER}) == zoe
    with pytest.raises(InputRefused, match="reset_unknown"):
        identities.reset(secret, PASSWORD)


def test_a_weak_choice_leaves_the_link_good(identities: Passwords, zoe: User) -> None:
    secret = identities.offer_reset(zoe)
    with pytest.raises(InputRefused, match="password_length"):
        identities.reset(secret, "short")

    assert identities.reset(secret, ANOTHER) == zoe


def test_a_link_lasts_an_hour_and_the_newest_counts(
    identities: Passwords, zoe: User, clock: Clock
) -> None:
    replaced = identities.offer_reset(zoe)
    newest = identities.offer_reset(zoe)
    with pytest.raises(InputRefused, match="reset_unknown"):
        identities.reset(replaced, ANOTHER)

    clock.advance(hours=1)

    with pytest.raises(InputRefused, match="reset_unknown"):
        identities.reset(newest, ANOTHER)


def test_a_changed_password_makes_the_link_worthless(identities: Passwords, zoe: User) -> None:
    secret = identities.offer_reset(zoe)
    identities.change(zoe, ANOTHER)

    with pytest.raises(InputRefused, match="reset_unknown"):
        identities.reset(secret, PASSWORD)
