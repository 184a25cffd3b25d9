"""Words as the model reads them, kept from job to job: reading them takes a model of its own.

Only the words of styles are kept on disk, never a person's own.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

Embedding = TypeVar("Embedding")


class Shelf(Protocol[Embedding]):
    """Reads and writes one embedding as a file."""

    def load(self, path: Path) -> Embedding:
        """Return what was written."""
        ...

    def write(self, embedding: Embedding, path: Path) -> None:
        """Write one file."""
        ...


class PromptBook(Generic[Embedding]):
    """Embeddings by prompt, in memory and in a folder.

    Parameters
    ----------
    folder
        One per revision of the weights: other weights read words differently.
    """

    def __init__(self, folder: Path, shelf: Shelf[Embedding]) -> None:
        self._folder, self._shelf = folder, shelf
        self._own: dict[str, Embedding] = {}

    def add_missing(
        self,
        prompts: Iterable[str],
        read: Callable[[list[str]], Iterable[Embedding]],
        *,
        keep: bool,
    ) -> None:
        """Have the prompts that are not known read, all at once, and remember them."""
        missing = [prompt for prompt in dict.fromkeys(prompts) if not self._knows(prompt)]
        if not missing:
            return
        for prompt, embedding in zip(missing, read(missing), strict=True):
            if keep:
                self._keep(prompt, embedding)
            else:
                self._own[prompt] = embedding

    def look_up(self, prompt: str) -> Embedding:
        """Return the embedding of a prompt that was added."""
        if prompt in self._own:
            return self._own[prompt]
        return self._shelf.load(self._path(prompt))

    def forget_own(self) -> None:
        """Drop what is not kept."""
        self._own.clear()

    def _knows(self, prompt: str) -> bool:
        return prompt in self._own or self._path(prompt).is_file()

    def _keep(self, prompt: str, embedding: Embedding) -> None:
        """Write a file under its name at once; where nothing can be written, memory will do."""
        place = self._path(prompt)
        partial = place.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._shelf.write(embedding, partial)
            partial.replace(place)
        except OSError:
            self._own[prompt] = embedding

    def _path(self, prompt: str) -> Path:
        return self._folder / f"{hashlib.sha256(prompt.encode()).hexdigest()[:32]}.safetensors"
