"""A text in every language Trombine speaks; a missing language does not type-check."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "fr"]


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """The same words in each language."""

    en: str
    fr: str

    def in_language(self, language: Language) -> str:
        """Return the words in ``language``."""
        return self.fr if language == "fr" else self.en
