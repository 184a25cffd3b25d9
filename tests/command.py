"""The command as a shell calls it, in this process: starting one costs seconds."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from trombine.cli import main
from trombine.i18n import LANGUAGES, text


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Answer]


def command_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*words: str | Path) -> Answer:
        monkeypatch.setattr(sys, "argv", ["trombine", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        code = end.value.code
        said = capsys.readouterr()
        assert isinstance(code, int)
        assert "Traceback" not in said.err
        for language in LANGUAGES:
            assert text("internal", language) not in said.err
            assert text("internal_here", language) not in said.err
        return Answer(code, said.out, said.err)

    return run


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2019", "'")
