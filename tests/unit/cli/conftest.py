import pytest
from tests.command import Command, command_in


@pytest.fixture
def trombine(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return command_in(monkeypatch, capsys)
