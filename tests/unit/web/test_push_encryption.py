"""Messages are what RFC 8291 says they are, to the byte, and claims what RFC 8292 says."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.push_stand_in import read_claim

from trombine.errors import InputRefused
from trombine.web.push.encryption import encrypt, point_of, read_point
from trombine.web.push.identity import from_text, read_identity, to_text

# RFC 8291, section 5 and appendix A.
MESSAGE = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"  # noqa: S105  (everybody's)
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
    "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_is_encrypted_to_the_byte() -> None:
    sender = ec.derive_private_key(int.from_bytes(from_text(SENDER)), ec.SECP256R1())

    body = encrypt(
        MESSAGE,
        receiver=read_point(from_text(RECEIVER)),
        secret=from_text(SECRET),
        sender=sender,
        salt=from_text(SALT),
    )

    assert to_text(body) == BODY


def test_a_point_beside_the_curve_is_refused() -> None:
    point = bytearray(from_text(RECEIVER))
    point[-1] ^= 1

    with pytest.raises(InputRefused, match="push_subscription_unfit"):
        read_point(bytes(point))


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("host@example.org", "mailto:host@example.org"),
        ("https://example.org/contact", "https://example.org/contact"),
    ],
)
def test_a_claim_is_for_one_service_and_half_a_day(contact: str, told: str) -> None:
    identity = read_identity(SENDER, contact)
    now = datetime(2026, 11, 25, tzinfo=UTC)

    claim = identity.claim("https://push.example", now)

    assert claim.endswith(f"k={to_text(point_of(identity.key.public_key()))}")
    assert read_claim(claim) == {
        "aud": "https://push.example",
        "exp": int(now.timestamp()) + 12 * 3600,
        "sub": told,
    }
    assert SENDER not in repr(identity)
