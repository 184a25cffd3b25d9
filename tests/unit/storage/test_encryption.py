"""What was altered, cut, moved or joined does not open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trombine.errors import StorageFault
from trombine.storage.encryption import SEGMENT_BYTES, Encryptor, decrypt, encrypt, make_key

KEY = make_key()
PLACE = "orders/a/photos/b"
LONG = bytes(range(256)) * (3 * SEGMENT_BYTES // 256) + b"end"


@given(st.lists(st.binary(max_size=3 * SEGMENT_BYTES), max_size=5))
def test_pieces_of_any_size_come_back_as_one(pieces: list[bytes]) -> None:
    encryptor = Encryptor(KEY, PLACE)
    sealed = b"".join([encryptor.push(piece) for piece in pieces]) + encryptor.finish()
    assert decrypt(sealed, key=KEY, context=PLACE) == b"".join(pieces)


def test_equal_contents_have_different_ciphertexts() -> None:
    assert encrypt(b"same", key=KEY, context=PLACE) != encrypt(b"same", key=KEY, context=PLACE)


def altered() -> dict[str, bytes]:
    sealed = encrypt(LONG, key=KEY, context=PLACE)
    step = SEGMENT_BYTES + 16
    flipped = bytearray(sealed)
    flipped[100] ^= 1
    head, first, second = sealed[:7], sealed[7 : 7 + step], sealed[7 + step : 7 + 2 * step]
    return {
        "one bit flipped": bytes(flipped),
        "cut at a segment's end": sealed[: 7 + 2 * step],
        "cut within a segment": sealed[:-3],
        "segments exchanged": head + second + first + sealed[7 + 2 * step :],
        "a segment twice": head + first + first + sealed[7 + step :],
        "something after": sealed + b"more",
        "nothing": b"",
    }


@pytest.mark.parametrize("how", altered())
def test_what_is_not_exactly_what_was_encrypted_is_refused(how: str) -> None:
    with pytest.raises(StorageFault, match="object_altered"):
        decrypt(altered()[how], key=KEY, context=PLACE)


def test_a_file_does_not_open_at_anothers_place_or_with_anothers_key() -> None:
    sealed = encrypt(LONG, key=KEY, context=PLACE)
    with pytest.raises(StorageFault):
        decrypt(sealed, key=KEY, context="orders/a/photos/c")
    with pytest.raises(StorageFault):
        decrypt(sealed, key=make_key(), context=PLACE)
