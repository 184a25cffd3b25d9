"""What the operator decides: the environment, read once and checked, as one frozen value.

Each setting stands here once, with its default and its meaning; ``docs/operations.md`` shows this
table. Only ``bootstrap`` reads settings; the floors below receive values.
"""

import difflib
import ipaddress
import os
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trombine.errors import InputRefused
from trombine.plugins import list_plugins

PREFIX = "TROMBINE_"
FROM_FILE = "_FILE"
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
NO_HOME = Path("/nonexistent")
"""What Debian enters as the home of users who have none; nothing can be made there."""
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

T = TypeVar("T")
Parse = Callable[[str], object]


def _setting(
    default: T,
    parse: Parse,
    meaning: str,
    *,
    takes: str,
    shown: str = "",
    secret: bool = False,
) -> T:
    """Declare one setting; ``takes`` is said when it is set to something else."""
    about = {"parse": parse, "meaning": meaning, "takes": takes, "shown": shown, "secret": secret}
    # To the type checker a field is what it holds; typeshed says so of field() itself.
    return field(default=default, metadata=about, repr=not secret)


def _words(given: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in given.split(",") if word.strip())


def _engines(given: str) -> tuple[str, ...]:
    words = _words(given)
    known = {"portrait", "diffusion"} | list_plugins("trombine.engines")
    if not words or not set(words) <= known:
        raise ValueError
    return words


def _one_of(*words: str) -> Parse:
    return lambda given: words[words.index(given)]


def _between(low: int, high: int) -> Parse:
    def parse(given: str) -> int:
        if not low <= int(given) <= high:
            raise ValueError
        return int(given)

    return parse


def _matching(pattern: str) -> Parse:
    def parse(given: str) -> str:
        if not re.fullmatch(pattern, given):
            raise ValueError
        return given

    return parse


def _zone(given: str) -> str:
    if given != "UTC":  # the one zone that needs no time zone files on the system
        try:
            ZoneInfo(given)
        except (ZoneInfoNotFoundError, OSError) as fault:
            raise ValueError from fault
    return given


def _networks(given: str) -> tuple[str, ...]:
    return tuple(str(ipaddress.ip_network(word)) for word in _words(given))


def _services(given: str) -> tuple[str, ...]:
    words = _words(given)
    if not all(re.fullmatch(r"[a-z0-9.-]+(:\d{1,5})?", word) for word in words):
        raise ValueError
    return words


def _curve_number(given: str) -> str:
    """Return a private key of P-256 as given: a number below the order of the curve."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}", given):
        raise ValueError
    if not 0 < int.from_bytes(urlsafe_b64decode(f"{given}=")) < P256_ORDER:
        raise ValueError
    return given


def _path(given: str) -> Path:
    return _expand(Path(given)).absolute()


def _default_folder() -> Path:
    """Return where the data lie unless told otherwise: of a user without a home, nowhere.

    Who needs the folder then finds that it cannot be made, and says so.
    """
    return _expand(Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share")) / "trombine"


def _expand(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # a user whom the system knows no home of
        return NO_HOME / path.relative_to(path.parts[0])


def _count(default: int, low: int, high: int, meaning: str) -> int:
    return _setting(default, _between(low, high), meaning, takes=f"{low} ... {high}")


def _secret(meaning: str, *, shortest: int = 16) -> str:
    """Declare a setting that may also be read from the file that NAME_FILE names."""
    parse, takes = _matching(rf"\S{{{shortest},}}"), f"at least {shortest} characters, no space"
    return _setting("", parse, meaning, takes=takes, secret=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting; its environment variable is the name in capitals after ``TROMBINE_``."""

    mode: Literal["local", "community"] = _setting(
        "local",
        _one_of("local", "community"),
        "`local`: one person on their own computer, no sign-in. `community`: accounts.",
        takes="local, community",
    )
    data: Path = _setting(  # noqa: RUF009  (declares a field)
        Path(),
        _path,
        "Folder of everything the service keeps, unless the next three say otherwise.",
        takes="a path",
        shown="`~/.local/share/trombine`",
    )
    database_url: str = _setting(
        "",
        _matching(r"(sqlite:///|postgresql\+psycopg://).+"),
        "Database of orders, accounts and jobs. Many machines need PostgreSQL.",
        takes="sqlite:///PATH, postgresql+psycopg://...",
        shown="`trombine.sqlite3` in the data folder",
        secret=True,
    )
    blobs: str = _setting(
        "",
        _matching(r"(file://|s3://|gs://|az://).+"),
        "Where encrypted photos and avatars lie. Many machines need an object store.",
        takes="file://PATH, s3://..., gs://..., az://...",
        shown="folder `blobs` in the data folder",
    )
    keys: str = _setting(
        "",
        _matching(r"(file://|rediss?://|unix://).+"),
        "Where the keys of photos lie until they are destroyed. Never back it up. Many machines "
        "need Redis or Valkey without persistence.",
        takes="file://PATH, redis://..., rediss://..., unix://...",
        shown="folder `keys` in the data folder",
        secret=True,
    )
    host: str = _setting(
        "127.0.0.1",
        _matching(r"[0-9A-Za-z.:-]+"),
        "Address the web server listens on.",
        takes="an address",
    )
    port: int = _count(8765, 1, 65535, "Port the web server listens on.")
    lan: Literal["off", "on"] = _setting(
        "off",
        _one_of("off", "on"),
        "`on`: local mode lets phones on the same network in with a pairing code. "
        "`trombine serve --lan` sets it, and the host with it.",
        takes="off, on",
    )
    public_url: str = _setting(
        "",
        _matching(r"https?://[^/\s]+"),
        "Address people reach the service at; needed in community mode, with https unless it is "
        "this computer.",
        takes="https://NAME",
        shown="`http://HOST:PORT`, with a certificate `https://HOST:PORT`",
    )
    tls_certificate: Path | None = _setting(  # noqa: RUF009  (declares a field)
        None,
        _path,
        "Certificate chain (PEM) of the web server, which then speaks https itself. Needs the "
        "next.",
        takes="a path",
    )
    tls_key: Path | None = _setting(  # noqa: RUF009  (declares a field)
        None, _path, "Private key of that certificate (PEM, no password).", takes="a path"
    )
    allowed_hosts: tuple[str, ...] = _setting(
        (),
        _words,
        "Further names, by comma, that requests may be addressed to. Must be set to listen on "
        "another address than this computer's in local mode.",
        takes="names by comma",
    )
    trusted_proxies: tuple[str, ...] = _setting(
        (),
        _networks,
        "Networks of reverse proxies, by comma, whose `X-Forwarded-For` and `X-Forwarded-Proto` "
        "are believed.",
        takes="networks such as 10.0.0.0/8, by comma",
    )
    workers: int = _count(
        0, 0, 256, "Drawing processes `trombine serve` starts; 0: as many as there are cores."
    )
    local_token: str = _secret(
        "Fixes the secret of local mode, for scripts (`Authorization: Bearer ...`); otherwise a "
        "new one is made at each start."
    )
    sign_up: Literal["invite", "open", "closed"] = _setting(
        "invite",
        _one_of("invite", "open", "closed"),
        "Who may make an account: with an invitation, anybody, or nobody.",
        takes="invite, open, closed",
    )
    session_days: int = _count(30, 1, 365, "Days a sign-in lasts without a visit.")
    orders_per_period: int = _count(
        1, 1, 1000, "Orders a user may submit per period (community mode)."
    )
    period: Literal["day", "week", "month"] = _setting(
        "day",
        _one_of("day", "week", "month"),
        "The period of the line above; it begins at midnight in the time zone.",
        takes="day, week, month",
    )
    time_zone: str = _setting(
        "UTC", _zone, "Time zone of the period.", takes="a name such as Europe/Paris"
    )
    avatars_per_order: int = _count(30, 1, 100, "Avatars made for each order.")
    order_minutes: int = _count(
        5, 1, 1440, "Minutes an order may take from its start before it fails."
    )
    draft_minutes: int = _count(
        30, 1, 1440, "Minutes after the last upload at which an order not submitted is erased."
    )
    avatar_hours: int = _count(24, 1, 8760, "Hours after which avatars nobody kept are erased.")
    uploads_per_hour: int = _count(30, 1, 100_000, "Photos a user may upload per hour.")
    requests_per_minute: int = _count(
        600,
        10,
        1_000_000,
        "Requests a user, or an address without one, may make per minute at each web server.",
    )
    logins_per_minute: int = _count(
        5, 1, 10_000, "Tries to sign in per minute, counted per address and per account."
    )
    verifications_per_minute: int = _count(
        10, 1, 10_000, "Files per minute an address may have checked for a label."
    )
    webhook_url: str = _setting(
        "",
        _matching(r"https?://\S+"),
        "Told when an order is ready or has failed.",
        takes="http://..., https://...",
    )
    webhook_secret: str = _secret("Signs what the webhook is sent (HMAC-SHA-256).")
    identity: str = _setting(
        "password",
        _matching(r"[a-z0-9-]+"),
        "Who is asked who signs in: passwords, or a provider that is installed "
        "([plug-ins](plug-ins.md)).",
        takes="password, installed providers",
        shown="`password`",
    )
    smtp_url: str = _setting(
        "",
        _matching(r"smtps?://\S+"),
        "Mail server, for links to choose a new password and for news of one's orders: "
        "`smtp://USER:PASSWORD@HOST:587` (STARTTLS), `smtps://...:465`.",
        takes="smtp://..., smtps://...",
        secret=True,
    )
    mail_from: str = _setting(
        "",
        _matching(r"[^@\s<>]+@[^@\s<>]+"),
        "Sender of mails; needed with a mail server.",
        takes="a mail address",
    )
    contact: str = _setting(
        "",
        _matching(r"[^@\s<>]+@[^@\s<>]+|https?://\S+"),
        "Where people reach the operator: a mail address or a page. Shown beside reports, and told "
        "to push services.",
        takes="a mail address, https://...",
    )
    push_key: str = _setting(
        "",
        _curve_number,
        "Lets people ask to be told by their browser when an order has ended (Web Push): the "
        "private key (VAPID), 32 random bytes as base64url. Needs a contact.",
        takes="43 letters, digits, - and _, as made by: "
        "openssl rand -base64 32 | tr '+/' '-_' | tr -d =",
        secret=True,
    )
    push_services: tuple[str, ...] = _setting(
        (),
        _services,
        "Push services, by comma, that messages may go to besides those of Chrome, Edge, Firefox "
        "and Safari.",
        takes="NAME or NAME:PORT, by comma",
    )
    hash_list: Path | None = _setting(  # noqa: RUF009  (declares a field)
        None, _path, "File of PDQ hashes of known abuse; none is shipped.", takes="a path"
    )
    metrics_port: int = _count(
        0, 0, 65535, "Port of `/metrics` apart from the web server; 0: none."
    )
    worker_metrics_port: int = _count(
        0, 0, 65535, "Port of `/metrics` of a `trombine worker` on a machine of its own; 0: none."
    )
    metrics_host: str = _setting(
        "127.0.0.1",
        str,
        "Address those two ports listen on; anybody who reaches it can read the figures.",
        takes="an address",
    )
    metrics_token: str = _secret("Opens `/metrics` on the web server (`Authorization: Bearer`).")
    signing_certificate: Path | None = _setting(  # noqa: RUF009  (declares a field)
        None,
        _path,
        "Your own C2PA certificate chain (PEM, leaf first). Needs one of the next two.",
        takes="a path",
        shown="local: one for each picture, thrown away; community: made on first use in the "
        "data folder",
    )
    signing_key: Path | None = _setting(  # noqa: RUF009  (declares a field)
        None, _path, "Private key of that certificate (PEM, no password).", takes="a path"
    )
    signing_function: str = _setting(
        "",
        _matching(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*"),
        "Signs instead of a key file, for a KMS or HSM: `MODULE:FUNCTION`, given bytes, returns "
        "their signature (ECDSA: r and s, not DER).",
        takes="MODULE:FUNCTION",
    )
    timestamp_url: str = _setting(
        "",
        _matching(r"https?://\S+"),
        "Time stamp authority (RFC 3161) asked at every signature; nobody is asked unless set.",
        takes="http://..., https://...",
    )
    engines: tuple[str, ...] = _setting(
        ("portrait",),
        _engines,
        "Engines whose styles the service offers, by comma. `diffusion` needs a "
        "`trombine worker --queue gpu`, and its weights' folder on the web server too; one of "
        "another package needs a `trombine worker --queue` of its name.",
        takes="portrait, diffusion, installed engines",
        shown="`portrait`",
    )
    weights: Path = _setting(  # noqa: RUF009  (declares a field)
        Path(),
        _path,
        "Folder of the weights of the diffusion engine.",
        takes="a path",
        shown="folder `weights` in the data folder",
    )
    weights_hub: str = _setting(
        "https://huggingface.co",
        _matching(r"https://[^/\s]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"),
        "Where `trombine weights download` fetches from; a mirror in your own house, for example.",
        takes="https://NAME",
    )
    diffusion_device: str = _setting(
        "auto",
        _matching(r"auto|cpu|cuda(:\d+)?"),
        "What the diffusion engine computes on. `auto`: the first GPU; never silently the CPU.",
        takes="auto, cuda, cuda:1, ..., cpu",
    )
    diffusion_precision: Literal["auto", "bf16", "int8", "fp8"] = _setting(
        "auto",
        _one_of("auto", "bf16", "int8", "fp8"),
        "How the model's weights are kept in GPU memory. `auto`: bf16 where they fit, else int8.",
        takes="auto, bf16, int8, fp8",
    )
    diffusion_offload: Literal["auto", "none", "model", "group"] = _setting(
        "auto",
        _one_of("auto", "none", "model", "group"),
        "What waits in main memory: nothing, whole models, or groups of layers (slow, least GPU "
        "memory). `auto`: as little as fits.",
        takes="auto, none, model, group",
    )
    diffusion_compile: Literal["off", "on"] = _setting(
        "off",
        _one_of("off", "on"),
        "Compile the model's blocks: the first picture waits a minute or more, the others come "
        "sooner. For workers that stay.",
        takes="off, on",
    )
    diffusion_side: int = _count(
        768, 256, 1024, "Side in pixels at which the diffusion engine imagines a picture."
    )
    diffusion_candidates: int = _count(
        1, 1, 4, "Pictures the diffusion engine makes for each avatar, of which the best is kept."
    )
    trust_list: Path | None = _setting(  # noqa: RUF009  (declares a field)
        None,
        _path,
        "C2PA trust list (PEM) `verify` judges signers by; without it the copy Trombine came with.",
        takes="a path",
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "info",
        _one_of("debug", "info", "warning", "error"),
        "Least grave entries that are logged.",
        takes="debug, info, warning, error",
    )

    @property
    def is_local(self) -> bool:
        """Whether one person uses the service without sign-in."""
        return self.mode == "local"

    @property
    def is_on_lan(self) -> bool:
        """Whether phones of the same network may be let in by a pairing code."""
        return self.lan == "on"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Addresses to listen on; this computer's own too where only plain HTTP is spoken.

        Browsers allow more to pages of this computer than to those of another, short of https.
        """
        if self.is_on_lan and not self.tls_certificate and self.host not in LOOPBACK_HOSTS:
            return (self.host, LOOPBACK_HOSTS[0])
        return (self.host,)


SECRETS = frozenset(entry.name for entry in fields(Settings) if entry.metadata["secret"])
"""May be read from a file instead, and are never shown."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One line of the table of settings, as Markdown."""

    name: str
    default: str
    meaning: str


def list_settings() -> Iterator[SettingRow]:
    """Yield what every setting is called, is by default and means, in the order of the table."""
    for entry in fields(Settings):
        default = entry.metadata["shown"] or (f"`{entry.default}`" if entry.default else "")
        if entry.default == 0 and entry.type is int:
            default = "`0`"
        yield SettingRow(f"{PREFIX}{entry.name.upper()}", default, entry.metadata["meaning"])


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of an environment, complete and consistent.

    An empty variable counts as not set. A secret may be given as NAME_FILE: the path of a file
    that holds it.

    Raises
    ------
    InputRefused
        ``setting_unknown``, ``setting_invalid``, ``setting_file_unreadable``, ``setting_needed``,
        ``setting_beyond_loopback``, ``lan_is_for_local_mode`` or ``lan_host_unfit``, naming the
        variable and never a secret.
    """
    given = _collect(environment)
    values: dict[str, Any] = {}
    for entry in fields(Settings):
        if entry.name in given:
            values[entry.name] = _parse(entry, given[entry.name])
    settings = _complete(Settings(**values))
    _check(settings)
    return settings


def _collect(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the words given for each setting, by its name."""
    known = {f"{PREFIX}{entry.name.upper()}": entry.name for entry in fields(Settings)}
    given: dict[str, str] = {}
    for variable, value in environment.items():
        if not variable.startswith(PREFIX) or not value:
            continue
        plain = variable.removesuffix(FROM_FILE)
        if variable in known:
            given[known[variable]] = value
        elif plain != variable and known.get(plain) in SECRETS:
            given[known[plain]] = _read_secret(variable, value)
        else:
            nearest = difflib.get_close_matches(variable, known, n=1, cutoff=0.0)[0]
            raise InputRefused("setting_unknown", name=variable, nearest=nearest)
    return given


def _read_secret(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise InputRefused("setting_file_unreadable", name=variable) from fault


def _parse(entry: "Field[Any]", given: str) -> object:
    try:
        return entry.metadata["parse"](given)
    except ValueError as fault:
        name, takes = f"{PREFIX}{entry.name.upper()}", entry.metadata["takes"]
        raise InputRefused("setting_invalid", name=name, takes=takes) from fault


def _complete(settings: Settings) -> Settings:
    """Fill in what follows from other settings."""
    data = _default_folder() if settings.data == Path() else settings.data
    shown_host = f"[{settings.host}]" if ":" in settings.host else settings.host
    scheme = "https" if settings.tls_certificate else "http"
    return replace(
        settings,
        data=data,
        database_url=settings.database_url or f"sqlite:///{data / 'trombine.sqlite3'}",
        weights=data / "weights" if settings.weights == Path() else settings.weights,
        blobs=settings.blobs or f"file://{data / 'blobs'}",
        keys=settings.keys or f"file://{data / 'keys'}",
        public_url=settings.public_url
        or (f"{scheme}://{shown_host}:{settings.port}" if settings.is_local else ""),
    )


def _check(settings: Settings) -> None:
    """Refuse what would be unsafe, or could not work, together."""
    if settings.is_on_lan:
        _check_lan(settings)
    elif settings.is_local and not is_loopback(settings.host) and not settings.allowed_hosts:
        raise InputRefused("setting_beyond_loopback", name="TROMBINE_ALLOWED_HOSTS")
    address = urlsplit(settings.public_url)
    if settings.tls_certificate and address.scheme == "http":
        raise InputRefused(
            "setting_needed", name="TROMBINE_PUBLIC_URL", cause="TROMBINE_TLS_CERTIFICATE"
        )
    if not settings.is_local and (
        not address.hostname or (address.scheme != "https" and not is_loopback(address.hostname))
    ):
        raise InputRefused("setting_needed", name="TROMBINE_PUBLIC_URL", cause="TROMBINE_MODE")
    needs = {
        "webhook_url": ("webhook_secret",),
        "smtp_url": ("mail_from",),
        "push_key": ("contact",),
        "tls_certificate": ("tls_key",),
        "tls_key": ("tls_certificate",),
        "signing_certificate": ("signing_key", "signing_function"),
        "signing_key": ("signing_certificate",),
        "signing_function": ("signing_certificate",),
    }
    for cause, needed in needs.items():
        if getattr(settings, cause) and not any(getattr(settings, name) for name in needed):
            name, reason = PREFIX + needed[0].upper(), PREFIX + cause.upper()
            raise InputRefused("setting_needed", name=name, cause=reason)


def _check_lan(settings: Settings) -> None:
    if not settings.is_local:
        raise InputRefused("lan_is_for_local_mode")
    if not is_of_local_network(settings.host):
        raise InputRefused("lan_host_unfit", address=settings.host)


def is_of_local_network(host: str) -> bool:
    """Return whether this is one address, and one that the internet cannot reach."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not address.is_global and not address.is_unspecified and not address.is_multicast


def is_loopback(host: str) -> bool:
    """Return whether a name or address is this computer's own."""
    if host in LOOPBACK_HOSTS:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
