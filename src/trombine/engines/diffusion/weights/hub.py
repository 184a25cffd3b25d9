"""Files of a model hub, over plain HTTPS; see decision 0010 for why not the hub's own client.

Used by ``trombine weights download`` and nothing else.
"""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from trombine.errors import InputRefused, SourceUnreachable

TIMEOUT_S = 60
CHUNK_BYTES = 1 << 20
NETWORK_FAULTS = (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError)


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file as the hub tells of it.

    Large files have a SHA-256; small ones Git's own name: the SHA-1 of their size and content.
    """

    path: str
    size: int
    sha256: str | None
    git_sha1: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A repository at one commit."""

    revision: str
    license_name: str
    files: tuple[HubFile, ...]


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub that speaks Hugging Face's protocol."""

    address: str

    def list_files(self, repository: str, revision: str | None) -> Listing:
        """Return what a repository holds at a commit, or at its newest.

        Raises
        ------
        SourceUnreachable
            ``hub_unreachable``.
        InputRefused
            ``hub_answer_malformed``.
        """
        where = f"{self.address}/api/models/{repository}/revision/{quote(revision or 'main')}"
        try:
            with self._open(f"{where}?blobs=true", start=0) as answer:
                told = json.loads(answer.read())
        except NETWORK_FAULTS as fault:
            raise SourceUnreachable("hub_unreachable", hub=self.address) from fault
        try:
            return Listing(
                revision=str(told["sha"]),
                license_name=str((told.get("cardData") or {}).get("license", "")),
                files=tuple(_read_file(entry) for entry in told["siblings"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise InputRefused("hub_answer_malformed", hub=self.address) from fault

    @contextmanager
    def read(
        self, repository: str, revision: str, path: str, *, start: int
    ) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Open a file from byte ``start`` on; yields where the hub really begins, and the bytes."""
        where = f"{self.address}/{repository}/resolve/{revision}/{quote(path)}"
        with self._open(where, start=start) as answer:
            begins = start if answer.status == http.HTTPStatus.PARTIAL_CONTENT else 0
            yield begins, iter(lambda: answer.read(CHUNK_BYTES), b"")

    def _open(self, address: str, *, start: int) -> http.client.HTTPResponse:
        headers = {"User-Agent": "trombine"}
        if start:
            headers["Range"] = f"bytes={start}-"
        # The address comes from the settings, which allow https and this computer only.
        request = urllib.request.Request(address, headers=headers)  # noqa: S310
        answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=TIMEOUT_S)  # noqa: S310
        return answer


def _read_file(entry: dict[str, object]) -> HubFile:
    path = str(entry["rfilename"])
    if path.startswith("/") or ".." in path.split("/") or "\\" in path:
        raise ValueError(path)
    large = entry.get("lfs")
    return HubFile(
        path=path,
        size=int(str(entry["size"])),
        sha256=str(large["sha256"]) if isinstance(large, dict) else None,
        git_sha1=None if large else str(entry["blobId"]),
    )
