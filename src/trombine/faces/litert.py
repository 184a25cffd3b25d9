"""Small networks in the TFLite format, run by LiteRT on one thread."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from trombine.faces.weights import weight_path
from trombine.imaging.arrays import FloatArray


class Network:
    """One loaded model; calls are not re-entrant, so each process has its own."""

    def __init__(self, name: str) -> None:
        with _silence_stderr():
            self._interpreter = Interpreter(str(weight_path(name)), num_threads=1)
            self._interpreter.allocate_tensors()
        (given,) = self._interpreter.get_input_details()
        self._input = int(given["index"])
        self._outputs = [int(out["index"]) for out in self._interpreter.get_output_details()]

    def run(self, image: FloatArray) -> list[FloatArray]:
        """Return every output for one image of the model's own size and range."""
        self._interpreter.set_tensor(self._input, np.ascontiguousarray(image[None], np.float32))
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(index)[0] for index in self._outputs]


@cache
def load_network(name: str) -> Network:
    """Return the model of this file, loaded once per process."""
    return Network(name)


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
