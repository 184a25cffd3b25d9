"""A mark as carriers of a spread-spectrum signal, and back: 32 bits, 12 check bits.

The 44 bits are four words of 11. Each word is a codeword of the first-order Reed-Muller code of
length 1024 (MacWilliams & Sloane 1977, chapter 14), which is decoded from soft values with one
Hadamard transform: every possible word is tried at once.
"""

import zlib
from dataclasses import dataclass

import numpy as np

from trombine.imaging.arrays import FloatArray

MARK_BITS, CHECK_BITS = 32, 12
WORDS, WORD_BITS = 4, 11
CODE_LENGTH = 1 << (WORD_BITS - 1)
# Odd numbers without pattern (the golden ratio's and MurmurHash3's), and their inverses.
SCATTER = (0x9E3779B1, 0x85EBCA6B)
GATHER = tuple(pow(factor, -1, 1 << MARK_BITS) for factor in SCATTER)


@dataclass(frozen=True, slots=True)
class Match:
    """A mark, how strongly the carriers agree with it, and whether its check bits are right.

    ``strength`` has mean 0 and variance 1 over random marks, whatever the picture.
    """

    mark: int
    strength: float
    checked: bool


def split_into_words(mark: int) -> tuple[int, ...]:
    """Return the four words of a mark with its check bits."""
    line = (_scatter(mark) << CHECK_BITS) | _check_bits(mark)
    return tuple(
        (line >> (WORD_BITS * place)) & ((1 << WORD_BITS) - 1) for place in reversed(range(WORDS))
    )


def encode_mark(mark: int) -> FloatArray:
    """Return the mark's carriers, (4, 1024), each 1 or -1."""
    units = np.zeros((WORDS, CODE_LENGTH), np.float32)
    for place, word in enumerate(split_into_words(mark)):
        index, negative = _as_codeword(word)
        units[place, index] = -1 if negative else 1
    return _hadamard(units)


def correlate(carriers: FloatArray) -> FloatArray:
    """Return how far each row of (4, 1024) carriers agrees with each codeword, the same shape.

    A row's squares have mean 1 exactly (Parseval), so noise scores about as a standard normal.
    """
    size = np.sqrt((carriers**2).sum(axis=1, keepdims=True))
    return _hadamard(carriers) / np.maximum(size, np.float32(1e-9))


def match_mark(agreement: FloatArray, mark: int) -> Match:
    """Return how strongly this one mark is in the picture."""
    total = 0.0
    for row, word in zip(agreement, split_into_words(mark), strict=True):
        index, negative = _as_codeword(word)
        total += float(-row[index] if negative else row[index])
    return Match(mark, total / WORDS**0.5, checked=True)


def read_mark(agreement: FloatArray) -> Match:
    """Return the mark that agrees best; unless ``checked`` it is no mark of ours."""
    indices = np.abs(agreement).argmax(axis=1)
    peaks = agreement[np.arange(WORDS), indices]
    line = 0
    for index, peak in zip(indices, peaks, strict=True):
        line = (line << WORD_BITS) | (int(peak < 0) << (WORD_BITS - 1)) | int(index)
    mark = _gather(line >> CHECK_BITS)
    checked = _check_bits(mark) == line & ((1 << CHECK_BITS) - 1)
    return Match(mark, float(np.abs(peaks).sum()) / WORDS**0.5, checked)


def _check_bits(mark: int) -> int:
    return zlib.crc32(mark.to_bytes(MARK_BITS // 8, "big")) >> (32 - CHECK_BITS)


def _scatter(mark: int) -> int:
    """Return another number for each mark, so that marks in sequence share no words."""
    scattered = _times(mark, SCATTER[0])
    return _times(scattered ^ (scattered >> 16), SCATTER[1])


def _gather(scattered: int) -> int:
    """Undo ``_scatter``."""
    mixed = _times(scattered, GATHER[1])
    return _times(mixed ^ (mixed >> 16), GATHER[0])


def _times(number: int, factor: int) -> int:
    return number * factor & ((1 << MARK_BITS) - 1)


def _as_codeword(word: int) -> tuple[int, bool]:
    """Return which row of the Hadamard matrix a word is, and whether its sign is turned."""
    return word & (CODE_LENGTH - 1), bool(word >> (WORD_BITS - 1))


def _hadamard(rows: FloatArray) -> FloatArray:
    """Return the Walsh-Hadamard transform of each row, unscaled."""
    half = 1
    while half < CODE_LENGTH:
        pairs = rows.reshape(WORDS, -1, 2, half)
        first, second = pairs[:, :, 0], pairs[:, :, 1]
        rows = np.stack((first + second, first - second), axis=2).reshape(WORDS, CODE_LENGTH)
        half *= 2
    return rows
