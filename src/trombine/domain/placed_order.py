"""An order somebody placed with the service, and what there is to tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from trombine.domain.order import NOTHING_STAGED, Order, Staging
from trombine.domain.photo import Verdict
from trombine.domain.resemblance import SkinDifference
from trombine.domain.text import Language
from trombine.errors import Detail


class OrderState(StrEnum):
    """Where an order stands; from ``READY`` on it never changes again, unless it is erased."""

    DRAFT = "draft"
    QUEUED = "queued"
    RUNNING = "running"
    HELD = "held"
    """A person at the host's has to look at a photo first; a community's only."""
    READY = "ready"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    FROZEN = "frozen"
    """Set aside for the host: a photo is on the list of known abuse."""

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self not in UNFINISHED


UNFINISHED = frozenset({OrderState.DRAFT, OrderState.QUEUED, OrderState.RUNNING, OrderState.HELD})


class RenderingState(StrEnum):
    """What has become of one picture of a running order."""

    PLANNED = "planned"
    DRAWING = "drawing"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LOST = "lost"


class Stage(StrEnum):
    """What a running order is busy with."""

    ADMITTING = "admitting"
    PLANNING = "planning"
    DRAWING = "drawing"


class Rule(StrEnum):
    """By which rule something was erased."""

    JOB_ENDED = "job_ended"
    DRAFT_EXPIRED = "draft_expired"
    REPLACED = "replaced"
    NOT_KEPT = "not_kept"
    HOLD_ENDED = "hold_ended"
    ASKED_BY_USER = "asked_by_user"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    ACCOUNT_CLOSED = "account_closed"
    ASKED_BY_HOST = "asked_by_host"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to before giving photos: the wording by version, and its language."""

    version: str
    language: Language


@dataclass(frozen=True, slots=True)
class UploadedPhoto:
    """A photo of a draft: its number is its only name. ``verdict`` is missing until judged."""

    number: int
    size_bytes: int
    uploaded_at: datetime
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class StoredAvatar:
    """One finished avatar; ``id`` is opaque. Not kept, it is erased at ``expires_at``.

    ``ground`` is a name of ``domain.ground.GROUNDS``; it and ``skin`` are None on avatars drawn
    before they were kept.
    """

    id: str
    order_id: str
    index: int
    style: str
    file_format: str
    size_bytes: int
    side_px: int
    transparent: bool
    ground: str | None
    likeness: float
    made_at: datetime
    expires_at: datetime | None
    kept: bool
    favorite: bool
    staging: Staging = NOTHING_STAGED
    skin: SkinDifference | None = None

    @property
    def media_type(self) -> str:
        """The type HTTP names."""
        return f"image/{self.file_format}"


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """Everything its owner may know of an order.

    Parameters
    ----------
    reason, reason_details
        Why it was refused, failed or held: a code with a sentence in the catalogs.
    queue_position
        1 is next; 0 where it does not wait.
    seconds_left
        An estimate while it is queued or runs.
    last_event
        Number of its newest event.
    photos_erased_at
        When the last of its photos was destroyed; None while there is one.
    """

    id: str
    user_id: str
    order: Order
    state: OrderState
    created_at: datetime
    submitted_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    expires_at: datetime | None = None
    stage: Stage | None = None
    made: int = 0
    queue_position: int = 0
    seconds_left: float | None = None
    reason: str = ""
    reason_details: Mapping[str, Detail] = field(default_factory=dict)
    last_event: int = 0
    photos: tuple[UploadedPhoto, ...] = ()
    avatars: tuple[StoredAvatar, ...] = ()
    photos_erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One step of an order, numbered from 1 without gaps.

    A place in the ``queue`` is reckoned and not kept: it has the number of the step before it.
    ``kind`` is ``photo``, ``verdict``, ``stage``, ``queue``, ``avatar`` or ``state``; ``content``
    is plain JSON.
    """

    number: int
    kind: str
    at: datetime
    content: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Deletion:
    """So many photos or avatars of an order, destroyed at a time by a rule."""

    kind: str
    count: int
    at: datetime
    rule: Rule


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was destroyed of one order, the oldest first; holds nothing of the pictures."""

    order_id: str
    deletions: tuple[Deletion, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """How many orders a user may still submit in the period, and when the next one begins.

    ``left`` is None where there is no limit.
    """

    left: int | None
    renews_at: datetime | None
