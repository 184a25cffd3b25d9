"""What tests of the log share."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from trombine.logs import set_up_logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged, one JSON object a line."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs("info", stream)
    yield stream
    root.handlers[:], root.level = before, level
    structlog.reset_defaults()
