from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.service_parts import Clock

from trombine.accounts.sessions import Sessions
from trombine.accounts.tokens import MOST_PER_USER, PREFIX, Tokens
from trombine.accounts.user import Scope, User
from trombine.accounts.users import Users
from trombine.errors import InputRefused, NotFound


@pytest.fixture
def sessions(engine: sa.Engine, clock: Clock) -> Sessions:
    return Sessions(engine, clock, timedelta(days=30))


@pytest.fixture
def tokens(engine: sa.Engine, clock: Clock) -> Tokens:
    return Tokens(engine, clock)


def everything_kept(engine: sa.Engine) -> str:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        return "\n".join(driver.iterdump())


def test_a_session_is_its_users(sessions: Sessions, zoe: User) -> None:
    assert sessions.user_of(sessions.open(zoe.id)) == zoe.id
    assert sessions.user_of("somebody else's") is None


def test_a_session_lasts_while_it_is_used(sessions: Sessions, zoe: User, clock: Clock) -> None:
    secret = sessions.open(zoe.id)
    for _ in range(3):
        clock.advance(days=29)
        assert sessions.user_of(secret) == zoe.id

    clock.advance(days=30)

    assert sessions.user_of(secret) is None
    assert sessions.remove_old() == 1


def test_a_session_ends_at_once(sessions: Sessions, zoe: User) -> None:
    secret = sessions.open(zoe.id)

    sessions.close(secret)

    assert sessions.user_of(secret) is None


def test_all_sessions_but_one_end(sessions: Sessions, zoe: User) -> None:
    here, elsewhere = sessions.open(zoe.id), sessions.open(zoe.id)

    sessions.close_all(zoe.id, but=here)

    assert sessions.user_of(here) == zoe.id
    assert sessions.user_of(elsewhere) is None


def test_who_is_shut_out_is_out_at_once(
    sessions: Sessions, tokens: Tokens, users: Users, zoe: User
) -> None:
    session = sessions.open(zoe.id)
    _, token = tokens.issue(zoe.id, label="script", scopes=[Scope.READ])

    users.set_disabled(zoe.id, disabled=True)

    assert sessions.user_of(session) is None
    assert tokens.user_of(token) is None


def test_a_token_allows_what_it_was_made_for(tokens: Tokens, zoe: User) -> None:
    token, secret = tokens.issue(zoe.id, label="script", scopes=[Scope.READ])

    assert secret.startswith(PREFIX)
    assert tokens.user_of(secret) == (zoe.id, {Scope.READ})
    assert tokens.list_of(zoe.id)[0].id == token.id
    assert tokens.list_of(zoe.id)[0].used_at is not None


def test_a_token_ends_with_time_or_when_it_is_revoked(
    tokens: Tokens, zoe: User, clock: Clock
) -> None:
    _, short = tokens.issue(zoe.id, label="short", scopes=[Scope.READ], days=1)
    revoked, gone = tokens.issue(zoe.id, label="gone", scopes=[Scope.READ])

    tokens.revoke(zoe.id, revoked.id)
    clock.advance(days=1)

    assert tokens.user_of(short) is None
    assert tokens.user_of(gone) is None


def test_nobody_revokes_anothers_token(tokens: Tokens, zoe: User) -> None:
    token, secret = tokens.issue(zoe.id, label="script", scopes=[Scope.READ])

    with pytest.raises(NotFound, match="token_unknown"):
        tokens.revoke("somebody", token.id)

    assert tokens.user_of(secret) is not None


def test_tokens_are_not_without_number(tokens: Tokens, zoe: User) -> None:
    for _ in range(MOST_PER_USER):
        tokens.issue(zoe.id, label="script", scopes=[Scope.READ])

    with pytest.raises(InputRefused, match="too_many_tokens"):
        tokens.issue(zoe.id, label="script", scopes=[Scope.READ])

    assert len(tokens.list_of(zoe.id)) == MOST_PER_USER
    tokens.revoke_all(zoe.id)
    assert not tokens.list_of(zoe.id)


def test_no_secret_is_in_the_database(
    engine: sa.Engine, sessions: Sessions, tokens: Tokens, zoe: User
) -> None:
    session = sessions.open(zoe.id)
    _, token = tokens.issue(zoe.id, label="script", scopes=[Scope.READ])

    kept = everything_kept(engine)

    assert "script" in kept
    assert session not in kept
    assert token not in kept
