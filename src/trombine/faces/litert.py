"""Small networks in the TFLite format, run by LiteRT on one thread."""

import os
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from trombine.faces.weights import weight_path
from trombine.imaging.arrays import FloatArray

BUNDLE = "face_landmarker.task"
"""MediaPipe's archive of three networks: a detector, landmarks with irises, expressions."""


class Network:
    """One loaded model; calls are not re-entrant, so each process has its own.

    Parameters
    ----------
    inside
        Numbers of tensors within the model, which ``run`` then returns instead of its outputs. It
        takes a third longer: no memory is used twice.
    """

    def __init__(self, content: bytes, *, inside: Sequence[int] = ()) -> None:
        with _silence_stderr(), warnings.catch_warnings():
            # It warns that tensors which are kept take memory: that is what was asked for.
            warnings.simplefilter("ignore", UserWarning)
            self._interpreter = Interpreter(
                model_content=content,
                num_threads=1,
                experimental_preserve_all_tensors=bool(inside),
            )
            self._interpreter.allocate_tensors()
        (given,) = self._interpreter.get_input_details()
        self._input = int(given["index"])
        outputs = self._interpreter.get_output_details()
        self._outputs = list(inside) or [int(output["index"]) for output in outputs]

    def run(self, image: FloatArray) -> list[FloatArray]:
        """Return every output for one image (or what else the model reads), without its batch."""
        self._interpreter.set_tensor(self._input, np.ascontiguousarray(image[None], np.float32))
        self._interpreter.invoke()
        outputs = (self._interpreter.get_tensor(index) for index in self._outputs)
        return [output[0] if output.shape[0] == 1 else output for output in outputs]


@cache
def load_network(name: str, member: str | None = None, *, inside: tuple[int, ...] = ()) -> Network:
    """Return the model of this file, or of a member of this archive, loaded once per process."""
    path = weight_path(name)
    if member is None:
        return Network(path.read_bytes(), inside=inside)
    with zipfile.ZipFile(path) as archive:
        return Network(archive.read(member), inside=inside)


@contextmanager
def _silence_stderr() -> Iterator[None]:
    """Keep the runtime's greeting, written by C++ past Python's stderr, off the terminal."""
    kept = os.dup(2)
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(sink)
