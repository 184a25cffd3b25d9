"""Forms of plain HTML, read as they arrive: a photo in a form never touches the disk.

Frameworks spool the files of a form into a folder for temporary files, in the clear; here a file
is handed on chunk by chunk, to be encrypted on the way. Syntax: RFC 7578 (multipart/form-data).
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

from trombine.errors import InputRefused

LONGEST_HEAD_BYTES = 8 << 10
LONGEST_TEXT_BYTES = 64 << 10
MOST_PARTS = 1000
"""The page of styles sends some seven for each style there is."""
BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{1,70}")


@dataclass(slots=True)
class Part:
    """One field of a form: its name, and its content once, in order.

    The name a file had on its owner's disk is not kept; it may say who they are.
    """

    name: str
    is_file: bool
    chunks: AsyncIterator[bytes]

    async def text(self) -> str:
        """Return the content of a field that is no file.

        Raises
        ------
        InputRefused
            ``form_malformed`` when it is too long or not UTF-8.
        """
        content = bytearray()
        async for chunk in self.chunks:
            content += chunk
            if len(content) > LONGEST_TEXT_BYTES:
                raise InputRefused("form_malformed")
        try:
            return content.decode()
        except UnicodeDecodeError as fault:
            raise InputRefused("form_malformed") from fault


async def read_form(content_type: str, body: AsyncIterator[bytes]) -> AsyncIterator[Part]:
    """Yield the fields of a form in their order; what is not read of one is skipped.

    Raises
    ------
    InputRefused
        ``form_malformed``: neither multipart nor urlencoded, broken, or with more than 100 fields.
    """
    head = Message()
    head["content-type"] = content_type
    if head.get_content_type() == "application/x-www-form-urlencoded":
        async for part in _read_urlencoded(body):
            yield part
        return
    boundary = head.get_param("boundary")
    is_multipart = head.get_content_type() == "multipart/form-data"
    if not is_multipart or not isinstance(boundary, str) or not BOUNDARY.fullmatch(boundary):
        raise InputRefused("form_malformed")
    async for part in _Multipart(body, boundary.encode()).parts():
        yield part


async def _read_urlencoded(body: AsyncIterator[bytes]) -> AsyncIterator[Part]:
    text = await Part("", is_file=False, chunks=body).text()
    try:
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PARTS, errors="strict")
    except ValueError as fault:
        raise InputRefused("form_malformed") from fault
    for name, value in fields:
        yield Part(name, is_file=False, chunks=_once(value.encode()))


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


class _Multipart:
    """The parser's place in the body: what has arrived and is not consumed."""

    def __init__(self, body: AsyncIterator[bytes], boundary: bytes) -> None:
        self.body = body
        self.delimiter = b"\r\n--" + boundary
        self.buffer = bytearray(b"\r\n")  # so that the first delimiter looks like the others

    async def parts(self) -> AsyncIterator[Part]:
        async for _ in self._until_delimiter():
            pass  # what stands before the first field has no meaning
        for _ in range(MOST_PARTS):
            if await self._is_end():
                return
            name, is_file = _parse_head(await self._take_head())
            content = self._until_delimiter()
            yield Part(name, is_file, content)
            async for _ in content:
                pass
        raise InputRefused("form_malformed")

    async def _until_delimiter(self) -> AsyncIterator[bytes]:
        """Yield what comes before the next delimiter, and consume the delimiter."""
        while (place := self.buffer.find(self.delimiter)) < 0:
            ready = len(self.buffer) - len(self.delimiter) + 1
            if ready > 0:
                yield bytes(self.buffer[:ready])
                del self.buffer[:ready]
            await self._fill()
        if place:
            yield bytes(self.buffer[:place])
        del self.buffer[: place + len(self.delimiter)]

    async def _is_end(self) -> bool:
        """Consume what ends a delimiter's line; tell whether the form ends with it."""
        line = await self._take_until(b"\r\n", or_end=True)
        if line.startswith(b"--"):
            return True
        if line.strip(b" \t"):
            raise InputRefused("form_malformed")
        return False

    async def _take_head(self) -> bytes:
        """Consume the lines up to the empty one; there may be none."""
        while len(self.buffer) < 2:
            await self._fill()
        if self.buffer.startswith(b"\r\n"):
            raise InputRefused("form_malformed")  # a field without a name
        return await self._take_until(b"\r\n\r\n")

    async def _take_until(self, mark: bytes, *, or_end: bool = False) -> bytes:
        while (place := self.buffer.find(mark)) < 0:
            if len(self.buffer) > LONGEST_HEAD_BYTES:
                raise InputRefused("form_malformed")
            if or_end and self.buffer.startswith(b"--"):
                return bytes(self.buffer)  # the last line needs no line end
            await self._fill()
        taken = bytes(self.buffer[:place])
        del self.buffer[: place + len(mark)]
        return taken

    async def _fill(self) -> None:
        async for chunk in self.body:
            if chunk:
                self.buffer += chunk
                return
        raise InputRefused("form_malformed")  # it ended before its end


def _parse_head(head: bytes) -> tuple[str, bool]:
    """Return a field's name, and whether it is a file."""
    for line in head.split(b"\r\n"):
        key, _, value = line.partition(b":")
        if key.strip().lower() == b"content-disposition":
            disposition = Message()
            disposition["content-disposition"] = value.decode("utf-8", "replace").strip()
            name = disposition.get_param("name", header="content-disposition")
            if disposition.get_content_disposition() == "form-data" and isinstance(name, str):
                file_name = disposition.get_param("filename", header="content-disposition")
                return name, file_name is not None
    raise InputRefused("form_malformed")
