"""Puts the parts together for those who ask from outside: command line and library."""

import datetime as dt
import hashlib
import importlib
from functools import partial
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from trombine.bootstrap.memory import memory_mb, require_memory, workers_that_fit
from trombine.domain.catalogue import Catalogue
from trombine.domain.order import DEFAULT_ENGINE
from trombine.domain.style import StyleCard
from trombine.engines.base import Engine
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.engines.diffusion.weights import AURAFACE
from trombine.engines.diffusion.weights.store import folder_of, require_weights
from trombine.engines.registry import list_catalogue, list_engines, open_engine
from trombine.errors import InputRefused, InstallationBroken
from trombine.moderation.hash_list import PdqHashList
from trombine.moderation.moderator import ModerationService, Moderator
from trombine.plugins import load_plugins
from trombine.provenance.certificates import Credentials, check_current, check_pair, issuers
from trombine.provenance.credentials import CHAIN, open_credentials
from trombine.provenance.label import Labeller
from trombine.provenance.reading import Anchors
from trombine.provenance.signing import Signer, SigningFunction
from trombine.provenance.verify import Verifier
from trombine.provenance.watermark import COMMON_MARK
from trombine.scoring import Scorer
from trombine.scoring.second_opinion import SecondOpinion
from trombine.settings import Settings, read_settings
from trombine.studio.messages import OpenGate

DEFAULT_WORKERS = 2


def diffusion_settings(settings: Settings | None = None) -> DiffusionSettings:
    """Return what the operator set for the diffusion engine and its weights."""
    settings = settings or read_settings()
    return DiffusionSettings(
        weights=settings.weights,
        hub=settings.weights_hub,
        device=settings.diffusion_device,
        precision=settings.diffusion_precision,
        offload=settings.diffusion_offload,
        compiled=settings.diffusion_compile == "on",
        side_px=settings.diffusion_side // 16 * 16,
        candidates=settings.diffusion_candidates,
    )


def open_chosen_engine(slug: str) -> Engine:
    """Return an engine as the operator set it up; only the diffusion engine has settings.

    Raises
    ------
    InputRefused
        ``engine_unknown``, or a setting cannot be used.
    """
    if slug == DEFAULT_ENGINE:
        return open_engine(slug)
    return open_engine(slug, diffusion=diffusion_settings())


def find_card(style: str) -> StyleCard:
    """Return the card of a style, whichever engine draws it.

    Raises
    ------
    InputRefused
        ``style_unknown``.
    """
    cards = {
        slug: card
        for name in list_engines()
        for slug, card in open_chosen_engine(name).cards.items()
    }
    if style not in cards:
        raise InputRefused("style_unknown", style=style, known=", ".join(cards))
    return cards[style]


def examples_folder(settings: Settings | None = None) -> Path:
    """Return where the example pictures of styles lie that were drawn on this computer."""
    return (settings or read_settings()).data / "examples"


def open_gate(engine: str, settings: Settings | None = None) -> OpenGate:
    """Return what decides whether a picture is the person.

    Of imagined pictures a second network is asked as well, where the host has fetched it.

    Raises
    ------
    InstallationBroken
        ``weights_altered``.
    """
    if engine == DEFAULT_ENGINE:
        return Scorer.of
    root = diffusion_settings(settings).weights
    try:
        require_weights(AURAFACE, root)
    except InstallationBroken as fault:
        if fault.code == "weights_missing":
            return Scorer.of
        raise
    return partial(SecondOpinion.of, path=folder_of(AURAFACE, root) / AURAFACE.essential)


def open_moderator(settings: Settings | None = None) -> Moderator:
    """Return who judges photos and avatars here, asking every check that is installed as well.

    Raises
    ------
    InstallationBroken
        A check, or the host's list of known abuse, cannot be read; ``code`` says why.
    """
    settings = settings or read_settings()
    matcher = PdqHashList.read(settings.hash_list) if settings.hash_list else None
    opened = load_plugins("trombine.moderation").values()
    checks = tuple(cast("ModerationService", plugin.open()) for plugin in opened)
    return Moderator(holds=not settings.is_local, hash_matcher=matcher, services=checks)


def open_catalogue(engine: Engine) -> Catalogue:
    """Return what may be asked of an engine on this computer."""
    return list_catalogue([engine], is_local=read_settings().is_local)


def choose_workers(asked: int | None, engine: Engine) -> int:
    """Return how many workers draw: as many as asked for, else what there is memory for.

    Raises
    ------
    InputRefused
        ``workers_out_of_range``.
    InstallationBroken
        ``memory_too_small``.
    """
    found_mb = memory_mb()
    require_memory(found_mb)
    if asked is None:
        return min(DEFAULT_WORKERS, engine.workers_limit, workers_that_fit(found_mb))
    if not 1 <= asked <= engine.workers_limit:
        raise InputRefused("workers_out_of_range", maximum=engine.workers_limit)
    return asked


def open_labeller(settings: Settings | None = None) -> Labeller:
    """Return what labels pictures here; in community mode its certificate is made on first use.

    Raises
    ------
    InputRefused
        A setting, the certificate or its key cannot be used; ``code`` says why.
    """
    settings = settings or read_settings()
    return Labeller(_open_signer(settings), _choose_mark(settings))


def open_verifier(settings: Settings | None = None) -> Verifier:
    """Return what tells whose a picture is, as it is known here; makes no certificate.

    Raises
    ------
    InputRefused
        A file that a setting names cannot be read.
    """
    settings = settings or read_settings()
    own = settings.signing_certificate
    made = settings.data / "signing" / CHAIN
    if own is None and made.is_file():
        own = made
    chain = _read_pem(own, "TROMBINE_SIGNING_CERTIFICATE")
    public = _read_pem(settings.trust_list, "TROMBINE_TRUST_LIST")
    anchors = Anchors(public, issuers(chain) if chain else "")
    return Verifier(anchors, _choose_mark(settings))


def _choose_mark(settings: Settings) -> int:
    """Return the mark all private installations share, or the one that a host's name makes."""
    if settings.is_local:
        return COMMON_MARK
    return int.from_bytes(hashlib.sha256(_host(settings).encode()).digest()[:4])


def _host(settings: Settings) -> str:
    return urlsplit(settings.public_url).hostname or "?"


def _open_signer(settings: Settings) -> Signer:
    if settings.signing_certificate:
        return _open_host_signer(settings)
    if settings.is_local:
        return Signer(timestamp_url=settings.timestamp_url)
    made = open_credentials(settings.data / "signing", organization=_host(settings))
    return Signer(made.chain, made.key, settings.timestamp_url)


def _read_pem(path: Path | None, name: str) -> str:
    """Return the file a setting names, empty when it names none."""
    try:
        return path.read_text(encoding="utf-8", errors="replace") if path else ""
    except OSError as fault:
        raise InputRefused("setting_file_unreadable", name=name) from fault


def _open_host_signer(settings: Settings) -> Signer:
    """Return who signs with the certificate the host named, by a key file or a function."""
    chain = _read_pem(settings.signing_certificate, "TROMBINE_SIGNING_CERTIFICATE")
    key = _read_pem(settings.signing_key, "TROMBINE_SIGNING_KEY")
    check_current(chain, dt.datetime.now(dt.UTC).date())
    if not key:
        function = _find_function(settings.signing_function)
        return Signer(chain, function, settings.timestamp_url)
    check_pair(Credentials(chain, key))
    return Signer(chain, key, settings.timestamp_url)


def _find_function(reference: str) -> SigningFunction:
    """Return what MODULE:NAME means; workers will look it up by the same name."""
    module, _, name = reference.partition(":")
    try:
        function: SigningFunction = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as fault:
        takes = "MODULE:FUNCTION that can be imported"
        raise InputRefused(
            "setting_invalid", name="TROMBINE_SIGNING_FUNCTION", takes=takes
        ) from fault
    return function
