import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from tests.web_parts import Web

from trombine.web.webhooks import PATIENCE, Webhook

SECRET = "the-operators-secret"  # noqa: S105


@dataclass
class Receiver:
    """The operator's program: remembers its calls, answers as it is told to."""

    server: HTTPServer
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook?from=trombine"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver = Receiver(server)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()


@pytest.fixture
def webhook(web: Web, receiver: Receiver) -> Webhook:
    return Webhook(web.services.database, web.house.clock, receiver.url, SECRET)


def test_the_operator_is_told_once_that_an_order_is_ready(
    web: Web, webhook: Webhook, receiver: Receiver
) -> None:
    user, _ = web.add("zoe")
    order = web.finished(user)

    webhook.tell_due()
    webhook.tell_due()

    ((headers, body),) = receiver.calls
    assert json.loads(body)["type"] == "order.ready"
    assert json.loads(body)["data"] == {"order": order.id, "user": user.id, "state": "ready"}
    signed = f"{order.id}.{headers['webhook-timestamp']}.".encode() + body
    mark = base64.b64encode(hmac.digest(SECRET.encode(), signed, hashlib.sha256)).decode()
    assert headers["webhook-id"] == order.id
    assert headers["webhook-signature"] == f"v1,{mark}"


def test_nothing_is_told_of_drafts_and_cancelled_orders(
    web: Web, webhook: Webhook, receiver: Receiver
) -> None:
    web.house.draft("ada")
    web.services.orders.cancel("ada", web.house.draft("ada").id)

    webhook.tell_due()

    assert not receiver.calls


def test_a_call_that_failed_is_made_again_later_and_later(
    web: Web, webhook: Webhook, receiver: Receiver
) -> None:
    web.finished(web.add("zoe")[0])
    receiver.answers = [500, 302]

    for seconds in (0, 29, 1, 59, 1, 3600):
        web.house.clock.advance(seconds=seconds)
        webhook.tell_due()

    assert len(receiver.calls) == 3


def test_a_receiver_that_never_answers_is_given_up(web: Web, receiver: Receiver) -> None:
    nowhere = Webhook(web.services.database, web.house.clock, "http://127.0.0.1:9/", SECRET)
    web.finished(web.add("zoe")[0])

    for _ in range(PATIENCE.tries):
        nowhere.tell_due()
        web.house.clock.advance(hours=1)
    Webhook(web.services.database, web.house.clock, receiver.url, SECRET).tell_due()

    assert not receiver.calls


def test_two_processes_make_one_call(web: Web, webhook: Webhook, receiver: Receiver) -> None:
    web.finished(web.add("zoe")[0])

    threads = [threading.Thread(target=webhook.tell_due) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(receiver.calls) == 1


def test_orders_of_long_ago_are_not_told(web: Web, webhook: Webhook, receiver: Receiver) -> None:
    web.finished(web.add("zoe")[0])
    web.house.clock.advance(hours=6)

    webhook.tell_due()

    assert not receiver.calls
