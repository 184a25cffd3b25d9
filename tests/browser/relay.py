"""A connection between browser and service that breaks half-way through a photo, till mended."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK_BYTES = 1 << 14
LET_THROUGH_BYTES = 1 << 17


@dataclass
class Relay:
    """Hands bytes on both ways, but of a photo only the beginning, till it is mended.

    What it handed on to the service is ``sent``.
    """

    service: tuple[str | None, int | None]
    listener: socket.socket
    mended: threading.Event = field(default_factory=threading.Event)
    browsers: list[socket.socket] = field(default_factory=list)
    sent: bytearray = field(default_factory=bytearray)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def accept(self, threads: list[threading.Thread]) -> None:
        while True:
            try:
                browser, _ = self.listener.accept()
            except OSError:  # it was closed: the test is over
                return
            self.browsers.append(browser)
            threads.append(threading.Thread(target=self.serve, args=(browser,)))
            threads[-1].start()

    def serve(self, browser: socket.socket) -> None:
        with browser, socket.create_connection(self.service) as service:
            back = threading.Thread(target=pump, args=(service, browser))
            back.start()
            self.send_on(browser, service)
            shut(service)
            shut(browser)
            back.join()

    def send_on(self, browser: socket.socket, service: socket.socket) -> None:
        uploaded = None
        while content := receive(browser):
            if content.startswith(b"PUT "):
                uploaded = 0
            if uploaded is not None:
                uploaded += len(content)
                if uploaded > LET_THROUGH_BYTES and not self.mended.is_set():
                    return
            self.sent += content
            service.sendall(content)


def pump(source: socket.socket, target: socket.socket) -> None:
    while content := receive(source):
        try:
            target.sendall(content)
        except OSError:
            return
    shut(target)


def receive(source: socket.socket) -> bytes:
    try:
        return source.recv(CHUNK_BYTES)
    except OSError:
        return b""


def shut(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


@contextmanager
def open_relay(address: str) -> Iterator[Relay]:
    """Stand before the service at an address."""
    found = urlsplit(address)
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        relay = Relay((found.hostname, found.port), listener)
        accepting = threading.Thread(target=relay.accept, args=(threads,))
        accepting.start()
        try:
            yield relay
        finally:
            shut(listener)
            accepting.join()
            for browser in relay.browsers:  # some wait for more to say
                shut(browser)
            for thread in threads:
                thread.join()
