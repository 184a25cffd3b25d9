import pytest

from trombine.accounts.passwords import check_choice, hash_password, is_password
from trombine.errors import InputRefused


def test_a_password_is_kept_as_argon2id_and_recognized() -> None:
    kept = hash_password("correct horse battery")

    assert kept.startswith("$argon2id$")
    assert is_password("correct horse battery", kept)
    assert not is_password("correct horse batter", kept)


def test_nobody_has_no_password() -> None:
    assert not is_password("nobody", None)


@pytest.mark.parametrize("length", [9, 201])
def test_a_password_has_bounds(length: int) -> None:
    with pytest.raises(InputRefused, match="password_length"):
        check_choice("correct horse battery"[:length].ljust(length, "x"), "zoe")


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "0987654321",
        "qwertyuiopqwert",
        "password2026!",
        "Trombine-2026",
        "P@ssw0rd2026",
        "passwordpassword",
        "Hello-Hello-1",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "Basketball#23",
        "aaaaaaaabbbb",
        "zoe-loves-cats",
        "ZOE has a sentence",
    ],
)
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(InputRefused, match="password_guessable"):
        check_choice(password, "zoe")


@pytest.mark.parametrize("password", ["correct horse battery", "Ça, c'est à moi !", "x7#kQ9!vTz"])
def test_a_sentence_or_chance_is_welcome(password: str) -> None:
    check_choice(password, "zoe")
