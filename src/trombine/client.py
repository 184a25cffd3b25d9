"""A Trombine service for programs: the HTTP API as a class, with the standard library alone.

>>> client = Client("http://127.0.0.1:8765", token="...")            # doctest: +SKIP
>>> order = client.begin_order(["watercolor", "comic"], consent=True)  # doctest: +SKIP
>>> for number, path in enumerate(["1.jpg", "2.jpg", "3.jpg"], start=1):  # doctest: +SKIP
...     client.put_photo(order["id"], number, Path(path).read_bytes())
>>> client.submit(order["id"])                                       # doctest: +SKIP
>>> ready = client.wait(order["id"])                                 # doctest: +SKIP

Answers are the JSON objects of ``/v1/openapi.json``. By sending ``consent=True`` you say that the
person on the photos agrees to all three points of ``GET /v1/consent``, and is 18 or over.
"""

import json
import ssl
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Literal, TypeAlias
from urllib.parse import quote, urlencode, urlsplit

Json: TypeAlias = dict[str, Any]
FINAL_STATES = frozenset({"ready", "refused", "failed", "cancelled", "frozen"})
RETRIED = frozenset({502, 503, 504})
TRIES, PAUSE_S = 4, 0.5


class ServiceRefused(Exception):
    """The service did not do what was asked; ``code`` says why (RFC 9457)."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", "unreadable_answer"))
        self.problem = problem
        super().__init__(f"{status} {self.code}: {problem.get('detail', '')}")


class ServiceUnreachable(Exception):
    """Nobody answered, several times."""


@dataclass(frozen=True, slots=True)
class Client:
    """A service as one person, or a program that acts for them, sees it.

    Parameters
    ----------
    address
        As printed at start, without the path.
    token
        An API token, or the local secret.
    language
        Of the sentences in answers.
    timeout_s
        For each request; a stream of events may be silent that long.
    """

    address: str
    token: str = field(repr=False)
    language: Literal["en", "fr"] = "en"
    timeout_s: float = 60.0

    def styles(self) -> list[Json]:
        """Return the styles there are."""
        items: list[Json] = self._json("GET", "/v1/styles")["items"]
        return items

    def me(self) -> Json:
        """Return who this client is."""
        return self._json("GET", "/v1/me")

    def begin_order(
        self,
        styles: Sequence[str],
        *,
        consent: bool,
        options: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Json:
        """Begin a draft in these styles, with what is set for each."""
        agreed = dict.fromkeys(("photos_are_mine", "adult", "face_analysis"), consent)
        asked = {"styles": list(styles), "options": options or {}, "consent": agreed}
        return self._json("POST", "/v1/orders", asked, once=True)

    def put_photo(self, order_id: str, number: int, photo: bytes) -> Json:
        """Give a photo its number in a draft, and return the verdict on it."""
        return self._json("PUT", f"{_order(order_id)}/photos/{number}", photo)

    def remove_photo(self, order_id: str, number: int) -> Json:
        """Take a photo back, and return the order."""
        return self._json("DELETE", f"{_order(order_id)}/photos/{number}")

    def erase_photos(self, order_id: str) -> Json:
        """Destroy the photos of an order now, and return the order."""
        return self._json("DELETE", f"{_order(order_id)}/photos")

    def submit(self, order_id: str) -> Json:
        """Hand an order over to be drawn."""
        return self._json("POST", f"{_order(order_id)}/submit", once=True)

    def order(self, order_id: str) -> Json:
        """Return an order."""
        return self._json("GET", _order(order_id))

    def orders(self) -> Iterator[Json]:
        """Yield all orders, the newest first."""
        cursor: str | None = ""
        while cursor is not None:
            query = f"?{urlencode({'cursor': cursor})}" if cursor else ""
            page = self._json("GET", f"/v1/orders{query}")
            yield from page["items"]
            cursor = page["next"]

    def events(self, order_id: str, *, after: int = 0) -> Iterator[Json]:
        """Yield the events of an order as they happen until it ends; taken up when it breaks."""
        failures = 0
        while failures < TRIES:
            try:
                for event in self._stream(order_id, after):
                    failures, after = 0, event["number"]
                    yield event
                    if event["kind"] == "state" and event["content"]["state"] in FINAL_STATES:
                        return
                if self._json("GET", f"{_order(order_id)}/events?after={after}")["final"]:
                    return
            except (OSError, HTTPException):
                failures += 1
            time.sleep(PAUSE_S)
        raise ServiceUnreachable(self.address)

    def wait(self, order_id: str) -> Json:
        """Return an order once it has ended in any way."""
        for _ in self.events(order_id):
            pass
        return self.order(order_id)

    def cancel(self, order_id: str) -> Json:
        """Stop an order."""
        return self._json("POST", f"{_order(order_id)}/cancel")

    def erase_order(self, order_id: str) -> Json:
        """Destroy everything of an order, and return the receipt."""
        return self._json("DELETE", _order(order_id))

    def receipt(self, order_id: str) -> Json:
        """Return what was destroyed of an order."""
        return self._json("GET", f"{_order(order_id)}/receipt")

    def avatar(
        self,
        avatar_id: str,
        *,
        size: int | None = None,
        file_format: Literal["webp", "png", "jpeg"] | None = None,
        shape: Literal["square", "circle"] = "square",
    ) -> bytes:
        """Return the file of an avatar, as it was made or as it is wanted."""
        wishes = {"size": size, "format": file_format, "shape": shape}
        query = urlencode({name: wish for name, wish in wishes.items() if wish is not None})
        return self._bytes("GET", f"{_avatar(avatar_id)}?{query}")

    def avatars_zip(self, order_id: str) -> bytes:
        """Return all avatars of an order as a ZIP archive."""
        return self._bytes("GET", f"{_order(order_id)}/avatars.zip")

    def change_avatar(
        self, avatar_id: str, *, keep: bool | None = None, favorite: bool | None = None
    ) -> Json:
        """Keep an avatar or let it go, mark it as a favorite or not."""
        return self._json("PATCH", _avatar(avatar_id), {"keep": keep, "favorite": favorite})

    def erase_avatar(self, avatar_id: str) -> None:
        """Destroy one avatar."""
        self._bytes("DELETE", _avatar(avatar_id))

    def wear(self, avatar_id: str) -> Json:
        """Make an avatar the profile picture, and return the profile."""
        return self._json("PUT", "/v1/me/picture", {"avatar": avatar_id})

    def verify(self, picture: bytes) -> Json:
        """Return what a picture's file tells of its origin."""
        return self._json("POST", "/v1/verify", picture)

    def _json(
        self, method: str, path: str, body: Json | bytes | None = None, *, once: bool = False
    ) -> Json:
        answer: Json = json.loads(self._bytes(method, path, body, once=once))
        return answer

    def _bytes(
        self, method: str, path: str, body: Json | bytes | None = None, *, once: bool = False
    ) -> bytes:
        """Return the body of the answer; what may be repeated is, when nobody answers.

        A request to be done ``once`` gets a key by which the service knows it again.
        """
        headers = {"Idempotency-Key": str(uuid.uuid4())} if once else {}
        repeatable = once or method in {"GET", "PUT", "DELETE"}
        for attempt in range(1, TRIES + 1):
            try:
                with self._ask(method, path, body, headers) as answer:
                    if answer.status not in RETRIED or attempt == TRIES:
                        return _read(answer)
            except (OSError, HTTPException) as fault:
                if not repeatable or attempt == TRIES:
                    raise ServiceUnreachable(self.address) from fault
            time.sleep(PAUSE_S * 2**attempt)
        raise ServiceUnreachable(self.address)

    def _stream(self, order_id: str, after: int) -> Iterator[Json]:
        """Yield events from one stream until it ends."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        with self._ask("GET", f"{_order(order_id)}/events", None, headers) as answer:
            if answer.status >= 400:
                _read(answer)
            for line in answer:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])

    @contextmanager
    def _ask(
        self, method: str, path: str, body: Json | bytes | None, headers: Mapping[str, str]
    ) -> Iterator[HTTPResponse]:
        address = urlsplit(self.address)
        host, port = address.hostname or "", address.port
        connection = (
            HTTPSConnection(
                host, port, timeout=self.timeout_s, context=ssl.create_default_context()
            )
            if address.scheme == "https"
            else HTTPConnection(host, port, timeout=self.timeout_s)
        )
        sent = json.dumps(body).encode() if isinstance(body, dict) else body
        kind = "application/json" if isinstance(body, dict) else "application/octet-stream"
        known = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}
        typed = {} if body is None else {"Content-Type": kind}
        try:
            connection.request(method, path, sent, {**known, **typed, **headers})
            yield connection.getresponse()
        finally:
            connection.close()


def _read(answer: HTTPResponse) -> bytes:
    content = answer.read()
    if answer.status < 400:
        return content
    try:
        problem = json.loads(content)
    except ValueError:
        problem = {}
    raise ServiceRefused(answer.status, problem if isinstance(problem, dict) else {})


def _order(order_id: str) -> str:
    return f"/v1/orders/{quote(order_id, safe='')}"


def _avatar(avatar_id: str) -> str:
    return f"/v1/avatars/{quote(avatar_id, safe='')}"
