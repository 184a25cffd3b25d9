from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from tests.service_parts import Clock
from tests.unit.accounts.conftest import PASSWORD

from trombine.accounts.invitations import Invitations
from trombine.accounts.user import User
from trombine.accounts.users import Application, Users
from trombine.errors import Conflict, InputRefused, NotFound


@pytest.fixture
def invitations(engine: sa.Engine, clock: Clock) -> Invitations:
    return Invitations(engine, clock)


def test_an_account_is_found_by_any_of_its_names(users: Users, zoe: User) -> None:
    assert users.find(zoe.id) == zoe
    assert users.find_by_name(" ZOE") == zoe
    assert users.find_by_picture(zoe.picture_id) == zoe
    assert users.list_all() == [zoe]


def test_nobody_is_shown_by_their_name_unless_they_say_so(users: Users) -> None:
    user = users.add(Application("zoe", PASSWORD, display_name=" Zoé B. "))

    assert user.display_name == "Zoé B."
    assert "zoe" not in user.picture_id


def test_a_name_can_be_had_once(users: Users, zoe: User) -> None:
    assert zoe.name == "zoe"
    with pytest.raises(Conflict, match="name_taken"):
        users.add(Application("Zoe", PASSWORD))


@pytest.mark.parametrize("name", ["", "zo", "z" * 33, "zoé", "zo e", "-zoe", "local", "a/b/c"])
def test_a_name_must_fit(users: Users, name: str) -> None:
    with pytest.raises(InputRefused, match="name_unfit"):
        users.add(Application(name, PASSWORD))


@pytest.mark.parametrize("shown", ["   ", "x" * 51, "a\u202eb", "a\u200bb", "a\nb"])
def test_a_display_name_hides_nothing(users: Users, zoe: User, shown: str) -> None:
    with pytest.raises(InputRefused, match="display_name_unfit"):
        users.change(zoe.id, display_name=shown)


@pytest.mark.parametrize("email", ["zoe", "a@b@c", "a b@c", "<a@b>", "a@" + "b" * 300])
def test_a_mail_address_must_look_like_one(users: Users, zoe: User, email: str) -> None:
    with pytest.raises(InputRefused, match="email_unfit"):
        users.change(zoe.id, email=email)


def test_what_is_not_given_is_not_changed(users: Users, zoe: User) -> None:
    users.change(zoe.id, language="fr")
    changed = users.change(zoe.id, display_name="Zoé")

    assert (changed.language, changed.display_name) == ("fr", "Zoé")
    assert changed.email == "zoe@example.org"
    assert users.change(zoe.id, email="").email is None


def test_an_invitation_makes_as_many_accounts_as_it_says(
    users: Users, invitations: Invitations
) -> None:
    _, secret = invitations.invite(uses=1)

    users.add(Application("zoe", PASSWORD, invitation=secret), invited_only=True)

    assert not invitations.list_open()
    with pytest.raises(InputRefused, match="invitation_unknown"):
        users.add(Application("max", PASSWORD, invitation=secret), invited_only=True)


def test_a_refused_account_leaves_the_invitation_as_it_was(
    users: Users, zoe: User, invitations: Invitations
) -> None:
    invitation, secret = invitations.invite()

    with pytest.raises(Conflict, match="name_taken"):
        users.add(Application(zoe.name, PASSWORD, invitation=secret), invited_only=True)

    assert invitations.list_open() == [invitation]


def test_an_invitation_ends_with_time_or_when_it_is_taken_back(
    users: Users, invitations: Invitations, clock: Clock
) -> None:
    _, old = invitations.invite(days=1)
    clock.advance(days=1)
    revoked, taken_back = invitations.invite()
    invitations.revoke(revoked.id)

    for secret in (old, taken_back, ""):
        with pytest.raises(InputRefused, match="invitation_unknown"):
            users.add(Application("max", PASSWORD, invitation=secret), invited_only=True)


def test_local_mode_has_one_user_for_ever(users: Users) -> None:
    assert users.ensure_local() == users.ensure_local("fr")


def test_two_first_requests_make_one_local_user(users: Users) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: users.ensure_local().id, range(8)))

    assert len(set(made)) == 1


def test_a_disabled_user_has_no_picture(users: Users, zoe: User) -> None:
    users.set_disabled(zoe.id, disabled=True)

    with pytest.raises(NotFound, match="picture_unknown"):
        users.find_by_picture(zoe.picture_id)


def test_a_closed_account_is_gone(users: Users, zoe: User) -> None:
    users.close(zoe.id)

    with pytest.raises(NotFound, match="user_unknown"):
        users.find(zoe.id)
