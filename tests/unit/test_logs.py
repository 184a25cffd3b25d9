import io
import json
import logging
from pathlib import Path

import structlog

from trombine.bootstrap.files import collect_photos
from trombine.errors import InputRefused
from trombine.logs import LONGEST_TEXT


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_object_with_its_time_and_level(stream: io.StringIO) -> None:
    structlog.get_logger("trombine.test").info("order ready", order="o1", seconds=1.5)

    (line,) = lines(stream)
    assert line.pop("timestamp")
    assert line == {
        "event": "order ready",
        "level": "info",
        "logger": "trombine.test",
        "order": "o1",
        "seconds": 1.5,
    }


def test_names_that_are_not_on_the_list_are_left_out(stream: io.StringIO) -> None:
    structlog.get_logger().info("signed in", password="hunter2", email="zoe@example.org", user="u")  # noqa: S106

    assert "hunter2" not in stream.getvalue()
    assert "zoe" not in stream.getvalue()
    assert lines(stream)[0]["user"] == "u"


def test_an_exception_is_told_without_its_words(stream: io.StringIO) -> None:
    try:
        int("zoe@example.org")
    except ValueError:
        structlog.get_logger().exception("unforeseen")

    (line,) = lines(stream)
    assert "zoe" not in stream.getvalue()
    assert line["fault"] == "ValueError"
    assert str(line["frames"]).count("test_logs:") == 1


def test_a_fault_of_ours_is_told_by_its_code(stream: io.StringIO) -> None:
    try:
        collect_photos([Path("/nowhere/zoe/selfies")])
    except InputRefused:
        logging.getLogger("somebody.else").exception("it failed")

    assert lines(stream)[0]["code"] == "path_missing"
    assert "zoe" not in stream.getvalue()


def test_long_words_are_cut(stream: io.StringIO) -> None:
    logging.getLogger("somebody.else").warning("x" * 10_000)

    assert len(str(lines(stream)[0]["event"])) == LONGEST_TEXT


def test_what_is_bound_to_a_request_is_on_each_of_its_lines(stream: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request="r1"):
        logging.getLogger("somebody.else").warning("slow")

    assert lines(stream)[0]["request"] == "r1"
