"""``trombine admin test``: tries what the operator has set, before somebody waits for it."""

import json
import secrets
import smtplib
import time
from collections.abc import Callable
from http.client import HTTPException

import click
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from trombine.accounts.mail import Mailer
from trombine.bootstrap.ground import list_folders, require_writable
from trombine.causes import name_cause
from trombine.cli.help import Group
from trombine.cli.voice import Voice, spoken
from trombine.database.engine import open_database
from trombine.domain.text import Language
from trombine.errors import InputRefused, StorageFault, TrombineError
from trombine.i18n import explain, read_catalog, text
from trombine.settings import Settings, read_settings
from trombine.storage.blobs import open_blobs
from trombine.storage.keys import KeyStore, open_keys
from trombine.web.webhooks import call, sign

CONTENT = b"A test by trombine admin; it may be deleted."
KEY_S = 60
"""So long a key lives that a test left behind."""
REACHED = 200


@click.group(cls=Group)
def admin() -> None:
    """Look after the service."""


@admin.group(cls=Group)
def test() -> None:
    """Try what the service is set to use, and say why it fails."""


@test.command()
@click.option("--to", metavar="ADDRESS")
@spoken
def mail(voice: Voice, /, *, to: str | None) -> int:
    """Send one mail through the server of TROMBINE_SMTP_URL."""
    settings = _require(read_settings(), "smtp_url")
    address = to or (settings.contact if "@" in settings.contact else settings.mail_from)

    def send() -> None:
        mailer = Mailer(settings.smtp_url, settings.mail_from)
        subject, words = (
            text(code, voice.language) for code in ("admin_mail_subject", "admin_mail")
        )
        mailer.send(address, subject=subject, words=words)

    return _tell("mail", _try(send), voice)


@test.command()
@spoken
def webhook(voice: Voice) -> int:
    """Call TROMBINE_WEBHOOK_URL once, signed as every call is."""
    settings = _require(read_settings(), "webhook_url")

    def deliver() -> None:
        number, sent_at = f"test-{secrets.token_hex(8)}", str(int(time.time()))
        body = json.dumps({"type": "test", "timestamp": sent_at, "data": {}}).encode()
        signature = sign(settings.webhook_secret, number, sent_at, body)
        status = call(settings.webhook_url, body, signature)
        if status // 100 != REACHED // 100:
            raise InputRefused("webhook_refused", status=status)

    return _tell("webhook", _try(deliver), voice)


@test.command()
@spoken
def storage(voice: Voice) -> int:
    """Write, read and delete in the database, the store of pictures and the store of keys."""
    settings = read_settings()
    tries: dict[str, Callable[[], None]] = {
        "folders": lambda: _write_folders(settings),
        "database": lambda: _ask_database(settings.database_url),
        "blobs": lambda: _use_blobs(settings.blobs),
        "keys": lambda: _use_keys(open_keys(settings.keys)),
    }
    return max([_tell(name, _try(attempt), voice) for name, attempt in tries.items()])


def _require(settings: Settings, name: str) -> Settings:
    if not getattr(settings, name):
        raise InputRefused("setting_absent", name=f"TROMBINE_{name.upper()}")
    return settings


def _try(attempt: Callable[[], None]) -> Exception | None:
    """Return what went wrong, of what can be expected to."""
    try:
        attempt()
    except (TrombineError, SQLAlchemyError, OSError, HTTPException, smtplib.SMTPException) as fault:
        return fault
    return None


def _tell(tried: str, fault: Exception | None, voice: Voice) -> int:
    """Say how it went; return the exit code."""
    language = voice.language
    sentence = explain_fault(fault, language) if fault else text("admin_works", language)
    voice.answer(
        f"{'✗' if fault else '✓'} {tried}: {sentence}",
        event="test",
        tried=tried,
        works=fault is None,
        cause=_cause(fault) if fault else None,
        message=sentence,
    )
    return 1 if fault else 0


def explain_fault(fault: Exception, language: Language) -> str:
    """Return the sentence of the cause, or of the fault, or its class where neither has one."""
    cause = f"cause_{_cause(fault)}"
    if cause in read_catalog(language):
        return text(cause, language)
    if isinstance(fault, TrombineError) and not isinstance(fault, StorageFault):
        return explain(fault, language)
    return text("cause_unknown", language, name=_cause(fault))


def _cause(fault: Exception) -> str:
    return fault.code if isinstance(fault, InputRefused) else name_cause(fault)


def _write_folders(settings: Settings) -> None:
    for folder in list_folders(settings):
        require_writable(folder)


def _ask_database(url: str) -> None:
    database = open_database(url)
    try:
        with database.connect() as connection:
            connection.execute(sa.select(1))
    finally:
        database.dispose()


def _use_blobs(url: str) -> None:
    blobs, name = open_blobs(url), f"test/{secrets.token_hex(8)}"
    blobs.write(name, CONTENT)
    try:
        if blobs.read(name) != CONTENT:
            raise StorageFault("object_altered")
    finally:
        blobs.erase([name])


def _use_keys(keys: KeyStore) -> None:
    name = f"test-{secrets.token_hex(8)}"
    try:
        key = keys.obtain(name, ttl_s=KEY_S)
        if keys.read(name) != key:
            raise StorageFault("keys_unreachable")
    finally:
        keys.destroy(name)
