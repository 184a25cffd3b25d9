import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import Self

import cv2
import numpy as np
import pytest
from tests.service_parts import Clock
from tests.web_parts import open_web

from trombine.cli.lan import find_lan_address, invite_phone, require_own_address
from trombine.cli.voice import Voice
from trombine.errors import InputRefused
from trombine.web.pairing import Pairing

URL = "http://192.168.1.10:8765"
LOWER, UPPER = "\N{LOWER HALF BLOCK}", "\N{UPPER HALF BLOCK}"
HALVES = {" ": (0, 0), LOWER: (0, 1), UPPER: (1, 0), "\N{FULL BLOCK}": (1, 1)}


class Screen(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def printed(folder: Path, screen: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    web = open_web(folder, mode="local", public_url=URL)
    services = replace(web.services, pairing=Pairing(Clock()))
    monkeypatch.setattr(sys, "stdout", screen)
    invite_phone(services, Voice("fr"))
    monkeypatch.undo()
    services.database.dispose()
    assert services.pairing is not None
    code = services.pairing.current()
    assert code is not None
    return screen.getvalue(), code.link(URL)


def test_the_code_on_the_screen_is_read_by_a_camera(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, link = printed(tmp_path, Screen(), monkeypatch)

    rows = [line for line in text.splitlines() if line and set(line) <= set(HALVES)]
    cells = np.array([[HALVES[sign] for sign in row] for row in rows], np.uint8)
    bright = cells.transpose(0, 2, 1).reshape(-1, cells.shape[1])
    picture = np.kron(bright * 255, np.ones((8, 8), np.uint8)).astype(np.uint8)
    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == link


def test_where_there_is_no_screen_the_link_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, link = printed(tmp_path, io.StringIO(), monkeypatch)

    assert link in text.splitlines()
    assert not set(text) & set(HALVES) - {" "}
    assert "TROMBINE_TLS_CERTIFICATE" in text


def test_an_address_of_another_computer_is_refused() -> None:
    require_own_address("127.0.0.2")

    with pytest.raises(InputRefused, match="lan_host_unfit"):
        require_own_address("192.0.2.7")


def test_a_computer_without_a_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unconnected:
        def __init__(self, *_: int) -> None: ...
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None: ...
        def connect(self, _address: object) -> None:
            raise OSError

    monkeypatch.setattr("trombine.cli.lan.socket.socket", Unconnected)

    with pytest.raises(InputRefused, match="lan_address_unknown"):
        find_lan_address()
