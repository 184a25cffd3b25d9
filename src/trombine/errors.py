"""Everything that can go wrong, as one tree.

The class tells what the caller can do, ``code`` names the fault for ever, ``details`` holds the
figures a sentence needs. Sentences live in the catalogs of ``trombine.i18n``: no floor below the
command line or the web speaks a language.
"""

from typing import ClassVar, TypeAlias

Detail: TypeAlias = str | int | float


class TrombineError(Exception):
    """Root of the tree.

    Parameters
    ----------
    code
        Stable name of the fault, in snake_case; also the key of its sentence in the catalogs.
    details
        Figures and names the sentence needs. Never a photo's bytes, an embedding or a path.
    """

    retryable: ClassVar[bool] = False

    def __init__(self, code: str, /, **details: Detail) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
        self.sentence = ""

    def __str__(self) -> str:
        """Return the sentence a front has put to the code, else the code."""
        return self.sentence or self.code

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with the details."""
        return _rebuild, (type(self), self.code, self.details)


class InputRefused(TrombineError):
    """What was asked cannot be done as asked; asking differently can help. Nothing was written."""


class NotFound(TrombineError):
    """There is no such thing, or it is somebody else's: who asks is told the same of both."""


class Conflict(TrombineError):
    """The thing is there, but not in a state in which this can be done to it."""


class LimitReached(TrombineError):
    """Too much was asked in too short a time; ``details["retry_after_s"]`` says when to return."""

    retryable: ClassVar[bool] = True


class SignInNeeded(TrombineError):
    """Nobody knows who asks."""


class Forbidden(TrombineError):
    """It is known who asks, and they may not."""


class ArgumentInvalid(InputRefused, TypeError):
    """A program gave something of another kind than is taken there."""


class PhotoRejected(InputRefused):
    """One photo cannot be used; the others may be."""


class OrderFailed(TrombineError):
    """The order was sound and still could not be fulfilled."""


class OrderFrozen(TrombineError):
    """The order was set aside for the host, who alone can act; nothing of it may be deleted."""


class StorageFault(TrombineError):
    """What was stored cannot be read, or nothing can be stored now; trying again may help."""

    retryable: ClassVar[bool] = True


class InstallationBroken(TrombineError):
    """A file of the installation is missing or altered; reinstalling helps."""


class OutOfResources(TrombineError):
    """What was asked took more time or memory than this computer had; trying again may help."""

    retryable: ClassVar[bool] = True


class SigningFailed(TrombineError):
    """A picture could not be signed, and unsigned it is not handed out; trying again may help."""

    retryable: ClassVar[bool] = True


class SourceUnreachable(TrombineError):
    """Another computer did not answer as it should; what has come so far is kept."""

    retryable: ClassVar[bool] = True


class WorkerLost(TrombineError):
    """A worker process died before it answered; trying again may help."""

    retryable: ClassVar[bool] = True


def _rebuild(kind: type[TrombineError], code: str, details: dict[str, Detail]) -> TrombineError:
    return kind(code, **details)
