"""The log: one JSON object a line, with ids and figures and never a word about a person.

Only the names below may be said; anything else is left out, so that a careless line cannot leak.
"""

import logging
import sys
from typing import TextIO

import structlog
from structlog.types import EventDict, ExcInfo, Processor, WrappedLogger

from trombine.causes import name_cause

NAMES = frozenset(
    {
        *("event", "level", "logger", "timestamp", "process"),
        *("request", "method", "route", "status", "seconds", "code", "fault", "cause", "frames"),
        *("user", "order", "job", "photo", "avatar", "style", "state", "stage", "reason"),
        *("count", "made", "attempt", "worker", "executor", "age_s", "bytes", "port", "version"),
    }
)
LONGEST_TEXT = 500
FRAMES = 12
QUIET = ("uvicorn.access", "sqlalchemy", "alembic", "dbos", "PIL", "asyncio")
"""Loggers that tell paths, statements or parameters; only their warnings are heard."""


def set_up_logs(level: str, stream: TextIO = sys.stderr) -> None:
    """Send every logger of this process to the stream; call it once, before anything logs."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        summarize_fault,
        keep_known_names,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    sink = logging.StreamHandler(stream)
    sink.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [sink]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def summarize_fault(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Tell of an exception its class, cause and place; its own words may hold anything."""
    given: ExcInfo | BaseException | bool | None = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()[1]
    fault = given[1] if isinstance(given, tuple) else given
    if isinstance(fault, BaseException):
        event.setdefault("code", getattr(fault, "code", None))
        event["fault"] = type(fault).__name__
        if (cause := name_cause(fault)) != event["fault"]:
            event["cause"] = cause
        event["frames"] = _frames(fault)
    return event


def keep_known_names(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Leave out names that are not on the list, and cut what is long."""
    kept: EventDict = {}
    for name, value in event.items():
        if name.startswith("_") or (name in NAMES and value is not None):  # "_": structlog's own
            kept[name] = value[:LONGEST_TEXT] if isinstance(value, str) else value
    return kept


def _frames(fault: BaseException) -> list[str]:
    """Return the innermost places the fault passed, as module and line."""
    places = []
    trace = fault.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "?")
        places.append(f"{module}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-FRAMES:]
