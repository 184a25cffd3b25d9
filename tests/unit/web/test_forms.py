import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trombine.errors import InputRefused
from trombine.web.forms import MOST_PARTS, read_form

MULTIPART = "multipart/form-data; boundary=frontier"
URLENCODED = "application/x-www-form-urlencoded"


def multipart(*fields: tuple[str, bytes, str | None]) -> bytes:
    body = b""
    for name, content, file_name in fields:
        body += f'--frontier\r\nContent-Disposition: form-data; name="{name}"'.encode()
        if file_name is not None:
            body += f'; filename="{file_name}"\r\nContent-Type: image/jpeg'.encode()
        body += b"\r\n\r\n" + content + b"\r\n"
    return body + b"--frontier--\r\n"


def read(content_type: str, *chunks: bytes) -> list[tuple[str, bool, bytes]]:
    async def arriving() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    async def collect() -> list[tuple[str, bool, bytes]]:
        return [
            (part.name, part.is_file, b"".join([chunk async for chunk in part.chunks]))
            async for part in read_form(content_type, arriving())
        ]

    return asyncio.run(collect())


def split_at(body: bytes, places: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted({place % (len(body) + 1) for place in places}), len(body)]
    return [body[start:end] for start, end in pairwise(edges)]


@given(
    content=st.binary(max_size=300) | st.just(b"\r\n--frontie\r\n--front") | st.just(b"\r\n-"),
    places=st.lists(st.integers(0, 1000), max_size=8),
)
def test_a_form_reads_the_same_however_it_is_cut(content: bytes, places: list[int]) -> None:
    if b"\r\n--frontier" in b"\r\n" + content:
        return
    body = multipart(("consent", b"on", None), ("photo", content, "me.jpg"), ("last", b"", None))

    fields = read(MULTIPART, *split_at(body, places))

    assert fields == [("consent", False, b"on"), ("photo", True, content), ("last", False, b"")]


def test_what_stands_before_and_after_the_fields_is_skipped() -> None:
    body = b"preamble\r\n" + multipart(("a", b"1", None)) + b"epilogue"

    assert read(MULTIPART, body) == [("a", False, b"1")]


def test_the_last_line_needs_no_line_end() -> None:
    assert read(MULTIPART, multipart(("a", b"1", None))[:-2]) == [("a", False, b"1")]


def test_the_content_of_a_field_that_is_not_read_is_skipped() -> None:
    async def arriving() -> AsyncIterator[bytes]:
        yield multipart(("photo", b"x" * 1000, "p"), ("a", b"1", None))

    async def names() -> list[str]:
        return [part.name async for part in read_form(MULTIPART, arriving())]

    assert asyncio.run(names()) == ["photo", "a"]


def test_a_file_arrives_before_the_form_has_ended() -> None:
    async def first_bytes() -> bytes:
        async def arriving() -> AsyncIterator[bytes]:
            yield multipart(("photo", b"x" * 1000, "p"))[:500]
            raise AssertionError("asked for more than was needed")

        async for part in read_form(MULTIPART, arriving()):
            async for chunk in part.chunks:
                return chunk
        return b""

    assert asyncio.run(first_bytes()).startswith(b"xxx")


def test_urlencoded_fields_are_read() -> None:
    assert read(URLENCODED, b"name=Zo%C3%A9&", b"empty=&a=1+2") == [
        ("name", False, "Zoé".encode()),
        ("empty", False, b""),
        ("a", False, b"1 2"),
    ]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=" + "x" * 71, b""),
        (MULTIPART, b""),
        (MULTIPART, b"no delimiter at all"),
        (MULTIPART, multipart(("a", b"1", None))[:-16]),
        (MULTIPART, b"--frontier\r\n\r\nnameless\r\n--frontier--"),
        (MULTIPART, b"--frontier\r\nX: y\r\n\r\nnameless\r\n--frontier--"),
        (MULTIPART, b"--frontierX\r\n\r\n"),
        (MULTIPART, b"--frontier\r\nX: " + b"y" * 9000),
        (MULTIPART, multipart(*[("a", b"1", None)] * (MOST_PARTS + 1))),
        (URLENCODED, b"&".join([b"a=1"] * (MOST_PARTS + 1))),
        (URLENCODED, b"a=%ff"),
        (URLENCODED, b"a=" + b"1" * 70_000),
    ],
)
def test_a_broken_form_is_refused(content_type: str, body: bytes) -> None:
    with pytest.raises(InputRefused, match="form_malformed"):
        read(content_type, body)


def test_a_text_that_is_too_long_is_refused() -> None:
    async def arriving() -> AsyncIterator[bytes]:
        yield multipart(("a", b"1" * 70_000, None))

    async def read_text() -> None:
        async for part in read_form(MULTIPART, arriving()):
            await part.text()

    with pytest.raises(InputRefused, match="form_malformed"):
        asyncio.run(read_text())
