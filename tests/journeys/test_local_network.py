"""``trombine serve --lan`` as it is started, on two addresses of this computer: a phone pairs."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

import httpx
import pytest
from tests.servers import free_port

PHONES = "127.0.0.2"
"""Stands for the address on the network: as little 127.0.0.1 as that is."""

START_S = 60


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """What the command printed once it served: the entry, words, the link, more words."""
    environment = {
        **os.environ,
        "LC_ALL": "C",
        "TROMBINE_DATA": str(tmp_path_factory.mktemp("lan")),
        "TROMBINE_WORKERS": "1",
    }
    address = ["--lan", "--host", PHONES, "--port", str(free_port())]
    command = [str(Path(sys.executable).with_name("trombine")), "serve", *address]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    lines: Queue[str] = Queue()
    assert process.stdout is not None
    Thread(target=lambda out: [lines.put(line) for line in out], args=[process.stdout]).start()
    try:
        yield [lines.get(timeout=START_S).strip() for _ in range(4)]
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def test_a_phone_is_let_in_once_and_a_second_with_a_new_code(printed: list[str]) -> None:
    entry, _, link, _ = printed
    with httpx.Client() as computer, httpx.Client() as phone, httpx.Client() as second:
        assert entry.startswith("http://127.0.0.1:")
        assert computer.get(entry).status_code == 303

        assert link.startswith(f"http://{PHONES}:")
        assert phone.get(link).headers["location"] == "/"
        base = link.partition("/pair/")[0]
        assert phone.get(f"{base}/v1/me").status_code == 200
        assert second.get(link).status_code == 422
        assert second.get(f"{base}/v1/me").status_code == 401

        # Without https a browser tells the origin of a form, and nothing else.
        renewal = phone.post(f"{base}/pair/new", headers={"Origin": base})
        shown = phone.get(f"{base}{renewal.headers['location']}").text
        code = re.search(r'pair__code">([^<]+)<', shown)
        assert code is not None
        typed = second.post(f"{base}/pair", data={"code": code[1]}, headers={"Origin": base})
        assert typed.status_code == 303
        assert second.get(f"{base}/v1/me").status_code == 200


def test_the_terminal_says_what_plain_http_cannot_do(printed: list[str]) -> None:
    assert "TROMBINE_TLS_CERTIFICATE" in printed[3]


def test_another_host_name_is_turned_away(printed: list[str]) -> None:
    base = printed[2].partition("/pair/")[0]

    answer = httpx.get(f"{base}/", headers={"Host": "rebound.example"})

    assert answer.status_code == 421
