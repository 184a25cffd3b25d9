"""Words are read once; a person's own never reach the disk."""

from collections.abc import Iterable
from pathlib import Path

from trombine.engines.diffusion.prompt_book import PromptBook


class TextShelf:
    def load(self, path: Path) -> str:
        return path.read_text()

    def write(self, embedding: str, path: Path) -> None:
        path.write_text(embedding)


class Reader:
    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, prompts: list[str]) -> Iterable[str]:
        self.asked.append(prompts)
        return [prompt.upper() for prompt in prompts]


def test_kept_words_are_read_once_per_installation(tmp_path: Path) -> None:
    reader = Reader()
    PromptBook(tmp_path / "prompts", TextShelf()).add_missing(["a", "b", "a"], reader, keep=True)
    later = PromptBook(tmp_path / "prompts", TextShelf())

    later.add_missing(["b", "c"], reader, keep=True)

    assert reader.asked == [["a", "b"], ["c"]]
    assert later.look_up("a") == "A"


def test_a_persons_words_stay_in_memory_and_leave_with_them(tmp_path: Path) -> None:
    book, reader = PromptBook(tmp_path / "prompts", TextShelf()), Reader()

    book.add_missing(["mine"], reader, keep=False)
    told = book.look_up("mine")
    book.forget_own()
    book.add_missing(["mine"], reader, keep=False)

    assert told == "MINE"
    assert len(reader.asked) == 2
    assert not (tmp_path / "prompts").exists()


def test_a_folder_that_takes_nothing_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "prompts").write_text("in the way")
    book = PromptBook(tmp_path / "prompts", TextShelf())

    book.add_missing(["a"], Reader(), keep=True)

    assert book.look_up("a") == "A"
