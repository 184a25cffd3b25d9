"""Names of rows, which people type into commands."""

import secrets

import pytest

from trombine.accounts.secret import new_id


def test_no_id_begins_as_an_option_of_a_command_does(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["-uninvite", "--all", "b4-"])
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _bytes: next(drawn))

    assert new_id() == "b4-"
