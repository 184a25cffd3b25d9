import io
import json
import zipfile

import numpy as np
import pytest
from PIL import Image
from tests.web_parts import Web

from trombine.accounts.user import User
from trombine.provenance.verify import Verifier

Signed = tuple[User, str]


@pytest.fixture
def zoe(web: Web) -> Signed:
    return web.add("zoe")


@pytest.fixture
def avatar(web: Web, zoe: Signed) -> str:
    return web.finished(zoe[0]).avatars[0].id


def test_an_avatar_is_shown_as_it_was_made(web: Web, zoe: Signed, avatar: str) -> None:
    answer = web.ask("GET", f"/v1/avatars/{avatar}", zoe[1])

    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert Image.open(io.BytesIO(answer.content)).size == (128, 128)


@pytest.mark.parametrize("file_format", ["webp", "png", "jpeg"])
def test_an_avatar_is_had_in_every_format_and_labelled_anew(
    web: Web, zoe: Signed, avatar: str, file_format: str
) -> None:
    answer = web.ask("GET", f"/v1/avatars/{avatar}?size=32&format={file_format}", zoe[1])

    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.size) == (file_format.upper(), (32, 32))
    assert Verifier().verify(answer.content).verdict == "made_by_trombine"


def test_an_avatar_is_had_round(web: Web, zoe: Signed, avatar: str) -> None:
    answer = web.ask("GET", f"/v1/avatars/{avatar}?size=32&shape=circle&format=png", zoe[1])

    alpha = np.asarray(Image.open(io.BytesIO(answer.content)))[..., 3]
    assert alpha[0, 0] == 0
    assert alpha[16, 16] == 255
    assert alpha.mean() / 255 == pytest.approx(np.pi / 4, abs=0.01)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ("size=129", "size_out_of_range"),
        ("size=31", "size_out_of_range"),
        ("size=0", "request_invalid"),
        ("format=gif", "request_invalid"),
        ("shape=circle&format=jpeg", "transparent_jpeg"),
    ],
)
def test_what_cannot_be_made_is_refused(
    web: Web, zoe: Signed, avatar: str, wish: str, code: str
) -> None:
    answer = web.ask("GET", f"/v1/avatars/{avatar}?{wish}", zoe[1])

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_picture_that_is_known_is_not_sent_again(web: Web, zoe: Signed, avatar: str) -> None:
    small = f"/v1/avatars/{avatar}?size=32"
    tag = web.ask("GET", small, zoe[1]).headers["etag"]
    known = {"If-None-Match": tag}

    again = web.ask("GET", small, zoe[1], headers=known)
    other = web.ask("GET", f"/v1/avatars/{avatar}", zoe[1], headers=known)

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


def test_a_download_has_a_name_that_tells_nobody(web: Web, zoe: Signed, avatar: str) -> None:
    answer = web.ask("GET", f"/v1/avatars/{avatar}?download=true&format=png", zoe[1])

    name = 'attachment; filename="trombine-01-painted.png"'
    assert answer.headers["content-disposition"] == name


def test_what_is_told_of_likeness_and_skin_are_words(web: Web, zoe: Signed, avatar: str) -> None:
    answer = web.ask("PATCH", f"/v1/avatars/{avatar}", zoe[1], json={"favorite": True})

    told = answer.json()
    assert told["resemblance"] == "very_like_you"
    assert told["skin"] == "as_on_your_photos"


def test_a_favorite_is_kept_and_can_be_let_go(web: Web, zoe: Signed, avatar: str) -> None:
    address = f"/v1/avatars/{avatar}"

    loved = web.ask("PATCH", address, zoe[1], json={"favorite": True}).json()
    gone = web.ask("PATCH", address, zoe[1], json={"keep": False}).json()

    assert (loved["favorite"], loved["kept"], loved["expires_at"]) == (True, True, None)
    assert (gone["favorite"], gone["kept"]) == (False, False)
    assert gone["expires_at"]


def test_an_avatar_is_erased(web: Web, zoe: Signed, avatar: str) -> None:
    assert web.ask("DELETE", f"/v1/avatars/{avatar}", zoe[1]).status_code == 204
    assert web.ask("GET", f"/v1/avatars/{avatar}", zoe[1]).json()["code"] == "avatar_unknown"


def test_an_avatar_is_reported(web: Web, zoe: Signed, avatar: str) -> None:
    address = f"/v1/avatars/{avatar}/report"

    answer = web.ask("POST", address, zoe[1], json={"reason": "not_me"})

    assert answer.status_code == 200
    assert web.ask("POST", address, zoe[1], json={"reason": "dull"}).status_code == 422


def test_avatars_are_packed(web: Web, zoe: Signed) -> None:
    order = web.finished(zoe[0], count=3)
    some = "&".join(f"avatar={avatar.id}" for avatar in order.avatars[1:])

    whole = web.ask("GET", f"/v1/orders/{order.id}/avatars.zip", zoe[1])
    part = web.ask("GET", f"/v1/orders/{order.id}/avatars.zip?size=32&format=png&{some}", zoe[1])

    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"trombine-{n:02d}-painted.webp" for n in (1, 2, 3)]
    with zipfile.ZipFile(io.BytesIO(part.content)) as archive:
        assert archive.namelist() == [f"trombine-{n:02d}-painted.png" for n in (2, 3)]
        assert (
            Verifier().verify(archive.read("trombine-02-painted.png")).verdict == "made_by_trombine"
        )


def test_only_avatars_of_the_order_are_packed(web: Web, zoe: Signed, avatar: str) -> None:
    other = web.finished(zoe[0])

    answer = web.ask("GET", f"/v1/orders/{other.id}/avatars.zip?avatar={avatar}", zoe[1])

    assert answer.json()["code"] == "avatar_unknown"


def test_a_picture_to_wear_is_public_under_an_address_that_stays(
    web: Web, zoe: Signed, avatar: str
) -> None:
    address = web.ask("GET", "/v1/me", zoe[1]).json()["picture"]["url"]
    before = web.ask("GET", address)

    worn = web.ask("PUT", "/v1/me/picture", zoe[1], json={"avatar": avatar}).json()
    after = web.ask("GET", f"{address}?size=32")

    assert before.headers["content-type"].startswith("image/svg+xml")
    assert worn["picture"] == {"avatar": avatar, "url": address}
    assert Image.open(io.BytesIO(after.content)).size == (32, 32)
    assert after.headers["cache-control"] == "public, max-age=300"
    assert after.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "zoe" not in address
    assert zoe[0].id not in address
    known = {"If-None-Match": after.headers["etag"]}
    assert web.ask("GET", f"{address}?size=32", headers=known).status_code == 304
    assert web.ask("GET", f"/v1/avatars/{avatar}", zoe[1]).status_code == 200


def test_what_is_worn_is_kept(web: Web, zoe: Signed, avatar: str) -> None:
    web.ask("PUT", "/v1/me/picture", zoe[1], json={"avatar": avatar})

    kept = web.ask("PATCH", f"/v1/avatars/{avatar}", zoe[1], json={}).json()

    assert kept["kept"]


@pytest.mark.parametrize("way", ["erased", "let go", "taken off"])
def test_a_picture_that_is_gone_is_worn_no_more(
    web: Web, zoe: Signed, avatar: str, way: str
) -> None:
    web.ask("PUT", "/v1/me/picture", zoe[1], json={"avatar": avatar})

    if way == "erased":
        web.ask("DELETE", f"/v1/avatars/{avatar}", zoe[1])
    elif way == "let go":
        web.ask("PATCH", f"/v1/avatars/{avatar}", zoe[1], json={"keep": False})
    else:
        web.ask("DELETE", "/v1/me/picture", zoe[1])

    picture = web.ask("GET", "/v1/me", zoe[1]).json()["picture"]
    assert picture["avatar"] is None
    assert web.ask("GET", picture["url"]).headers["content-type"].startswith("image/svg+xml")


def test_everything_can_be_taken_along(web: Web, zoe: Signed, avatar: str) -> None:
    answer = web.ask("GET", "/v1/me/export", zoe[1])

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = json.loads(archive.read("data.json"))
        pictures = [name for name in archive.namelist() if name.endswith(".webp")]
    assert told["profile"]["name"] == "zoe"
    assert told["orders"][0]["avatars"][0]["id"] == avatar
    assert told["consents"][0]["version"] == "2026-11"
    assert told["receipts"][0]["order"] == told["orders"][0]["id"]
    assert len(pictures) == 2
    assert zoe[1] not in json.dumps(told)
    assert "argon2" not in json.dumps(told)


def test_a_picture_is_verified_by_anybody(web: Web, zoe: Signed, avatar: str) -> None:
    file = web.ask("GET", f"/v1/avatars/{avatar}", zoe[1]).content

    told = web.ask("POST", "/v1/verify", content=file).json()
    unlabelled = web.ask("POST", "/v1/verify", content=b"not a picture")

    assert told["verdict"] == "made_by_trombine"
    assert told["sentences"]
    assert unlabelled.json()["code"] == "not_verifiable"


def test_the_page_says_where_no_mark_could_be_looked_for(web: Web) -> None:
    def check(side_px: int) -> str:
        file = io.BytesIO()
        Image.new("RGB", (side_px, side_px), "teal").save(file, "PNG")
        headers = {"Origin": web.services.rules.public_url}
        return web.ask("POST", "/verify", files={"file": file.getvalue()}, headers=headers).text

    assert "too small to look for the invisible mark" in check(255)
    assert "<dd>not looked for</dd>" in check(255)
    assert "<dd>not found</dd>" in check(256)
