"""Every table there is, so that no two floors need each other's.

Times are aware datetimes in Python and seconds since 1970 in the database, which both databases
compare alike. A photo's content, name and measurements are in none of these tables.
"""

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

if TYPE_CHECKING:
    MomentType = sa.types.TypeDecorator[datetime]
else:
    MomentType = sa.types.TypeDecorator


class Moment(MomentType):
    """A moment in time, to the microsecond."""

    impl = sa.Double
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> float | None:
        """Return what is stored."""
        return None if value is None else value.timestamp()

    def process_result_value(self, value: float | None, _dialect: Dialect) -> datetime | None:
        """Return what was stored."""
        return None if value is None else datetime.fromtimestamp(value, UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _user(*, primary_key: bool = False) -> sa.Column[str]:
    """Return the column of the owner, with whose account the row goes."""
    owner = sa.ForeignKey("users.id", ondelete="CASCADE")
    return sa.Column("user_id", sa.String(32), owner, primary_key=primary_key, nullable=False)


def _order(*, primary_key: bool = False) -> sa.Column[str]:
    """Return the column of the order a row is part of and goes with."""
    part_of = sa.ForeignKey("orders.id", ondelete="CASCADE")
    return sa.Column("order_id", sa.String(32), part_of, primary_key=primary_key, nullable=False)


def _moment(name: str, *, needed: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, Moment, nullable=not needed)


def _opaque() -> str:
    return secrets.token_urlsafe(12)


users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(32), unique=True),
    sa.Column("password_hash", sa.String(200)),
    sa.Column("display_name", sa.String(50), nullable=False, server_default=""),
    sa.Column("email", sa.String(255)),
    sa.Column("language", sa.String(8), nullable=False, server_default="en"),
    sa.Column("picture_id", sa.String(32), unique=True, nullable=False, default=_opaque),
    sa.Column("picture_avatar", sa.String(32)),
    sa.Column("picture_crop", sa.JSON, comment="zoom, x and y of the circle"),
    sa.Column("is_disabled", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("is_operator", sa.Boolean, nullable=False, server_default=sa.false()),
    _moment("created_at", needed=True),
)

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    _user(),
    sa.Column("order_id", sa.String(32), nullable=False, index=True),
    sa.Column("version", sa.String(40), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    _moment("given_at", needed=True),
    _moment("withdrawn_at"),
    comment="Kept as long as the account, also when the order is erased",
)

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    _user(),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("stage", sa.String(12)),
    sa.Column(
        "queue",
        sa.String(40),
        nullable=False,
        server_default="orders",
        comment="Which workers its job and its pictures are for",
    ),
    sa.Column("styles", sa.JSON, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("stagings", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("size_px", sa.Integer, nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("made", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reason", sa.String(40), nullable=False, server_default=""),
    sa.Column("reason_details", sa.JSON, nullable=False, server_default="{}"),
    sa.Column("last_event", sa.Integer, nullable=False, server_default="0"),
    _moment("created_at", needed=True),
    _moment("touched_at", needed=True),
    _moment("submitted_at"),
    _moment("started_at"),
    _moment("drawing_at"),
    _moment("ended_at"),
    _moment("held_at"),
    _moment("allowed_at"),
    _moment("cancel_asked_at"),
    _moment("photos_erased_at"),
    sa.Index("ix_orders_user_id_created_at", "user_id", "created_at"),
    sa.Index("ix_orders_state_queue_submitted_at", "state", "queue", "submitted_at"),
)

turns = sa.Table(
    "turns",
    metadata,
    _user(primary_key=True),
    sa.Column("period", sa.String(10), primary_key=True),
    sa.Column("slot", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.String(32), nullable=False, unique=True),
    comment="Each order submitted takes a turn; the key lets nobody take one twice",
)

photos = sa.Table(
    "photos",
    metadata,
    _order(primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("object", sa.String(32), nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    _moment("uploaded_at", needed=True),
    sa.Column("decision", sa.String(10)),
    sa.Column("findings", sa.JSON),
    sa.Column("rank", sa.Integer, comment="Place among the photos drawn from, the best first"),
)

renderings = sa.Table(
    "renderings",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    _order(),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("photo", sa.Integer, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("executor", sa.String(80)),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    _moment("claimed_at"),
    sa.Column("like", sa.Boolean),
    sa.Column("complete", sa.Boolean, comment="Whether it shows the glasses of the photo"),
    sa.Column("fit", sa.Boolean),
    sa.Column("glance", sa.LargeBinary, comment="Of the avatar, to tell repeats; not biometric"),
    sa.UniqueConstraint("order_id", "place", "attempt"),
    sa.Index("ix_renderings_state_executor", "state", "executor"),
    comment="Work of running orders; an order that ends takes its rows away",
)

avatars = sa.Table(
    "avatars",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    _order(),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("style", sa.String(80), nullable=False),
    sa.Column("file_format", sa.String(8), nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    sa.Column("side_px", sa.Integer, nullable=False),
    sa.Column("transparent", sa.Boolean, nullable=False),
    sa.Column("ground", sa.String(12), comment="Its name; missing where drawn before it was kept"),
    sa.Column("staging", sa.JSON, comment="Pose, garment, world and prop; missing where none is"),
    sa.Column("likeness", sa.Double, nullable=False),
    sa.Column("skin", sa.String(24), comment="How it differs from the photos', in a word; no tone"),
    sa.Column("object", sa.String(32), nullable=False),
    sa.Column("key", sa.LargeBinary(32), nullable=False),
    sa.Column("kept", sa.Boolean, nullable=False),
    sa.Column("favorite", sa.Boolean, nullable=False),
    _moment("made_at", needed=True),
    _moment("expires_at"),
    sa.UniqueConstraint("order_id", "place"),
)

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    _user(),
    sa.Column("avatar_id", sa.String(32), nullable=False, index=True),
    sa.Column("order_id", sa.String(32), nullable=False),
    sa.Column("reason", sa.String(40), nullable=False),
    sa.Column("words", sa.String(2000), nullable=False),
    _moment("made_at", needed=True),
    _moment("settled_at"),
)

events = sa.Table(
    "events",
    metadata,
    _order(primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(12), nullable=False),
    _moment("at", needed=True),
    sa.Column("content", sa.JSON, nullable=False),
)

deletions = sa.Table(
    "deletions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    _user(),
    sa.Column("order_id", sa.String(32), nullable=False, index=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("amount", sa.Integer, nullable=False),
    _moment("at", needed=True),
    sa.Column("rule", sa.String(20), nullable=False),
    comment="The lines of receipts, kept as long as the account",
)

audits = sa.Table(
    "audits",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("operator", sa.String(80), nullable=False),
    sa.Column("act", sa.String(40), nullable=False),
    sa.Column("about", sa.String(32), nullable=False),
    sa.Column("photo", sa.Integer),
    _moment("at", needed=True),
    comment="Who at the host's looked at, decided on or erased which order or user",
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    _user(),
    _moment("created_at", needed=True),
    _moment("seen_at", needed=True),
    sa.Index("ix_sessions_user_id", "user_id"),
    comment="Browsers that signed in; their secret itself is not kept",
)

push_subscriptions = sa.Table(
    "push_subscriptions",
    metadata,
    sa.Column(
        "session",
        sa.String(64),
        sa.ForeignKey("sessions.digest", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    ),
    _user(),
    sa.Column("endpoint", sa.String(2048), nullable=False),
    sa.Column("public_key", sa.String(100), nullable=False),
    sa.Column("secret", sa.String(40), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    _moment("made_at", needed=True),
    sa.Column("told_order", sa.String(32), comment="The last one its browser was told about"),
    sa.Index("ix_push_subscriptions_user_id", "user_id"),
    comment="Browsers that want to be told when portraits are ready; each goes with its session",
)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    _user(),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("label", sa.String(50), nullable=False),
    sa.Column("scopes", sa.String(80), nullable=False),
    _moment("created_at", needed=True),
    _moment("expires_at"),
    _moment("used_at"),
    sa.Index("ix_api_tokens_user_id", "user_id"),
)

invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("uses_left", sa.Integer, nullable=False),
    _moment("created_at", needed=True),
    _moment("expires_at", needed=True),
)

password_resets = sa.Table(
    "password_resets",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    _user(),
    _moment("expires_at", needed=True),
)

rate_limits = sa.Table(
    "rate_limits",
    metadata,
    sa.Column("bucket", sa.String(64), primary_key=True),
    _moment("empty_at", needed=True),
    comment="What was asked lately, by digest of who; gone when the bucket is empty again",
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    _user(primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("request", sa.String(64), nullable=False, comment="Digest of what was asked"),
    sa.Column("status", sa.Integer),
    sa.Column("answer", sa.Text),
    _moment("asked_at", needed=True),
)


def _news(name: str) -> sa.Table:
    """Return a table of news that are told once: a row for each order that ended."""
    return sa.Table(
        name,
        metadata,
        _order(primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False),
        _moment("next_at", needed=True),
        _moment("told_at"),
    )


webhook_calls = _news("webhook_calls")
letters = _news("letters")
notices = _news("notices")
