"""The local network: which of its addresses is ours, and how a phone is told."""

import socket
import sys

import segno

from trombine.cli.voice import Voice
from trombine.errors import InputRefused
from trombine.i18n import text
from trombine.web.pairing import LIFETIME
from trombine.web.services import Services

ELSEWHERE = ("192.0.2.1", 9)
"""An address of no machine (RFC 5737): the way to it goes by the local network."""


def find_lan_address() -> str:
    """Return this computer's address on its network; nothing is sent.

    Raises
    ------
    InputRefused
        ``lan_address_unknown``.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(ELSEWHERE)
        except OSError as fault:
            raise InputRefused("lan_address_unknown") from fault
        return str(asked.getsockname()[0])


def require_own_address(host: str) -> None:
    """Refuse an address that is not this computer's.

    Raises
    ------
    InputRefused
        ``lan_host_unfit``.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, 0), family=family).close()
    except OSError as fault:
        raise InputRefused("lan_host_unfit", address=host) from fault


def invite_phone(services: Services, voice: Voice) -> None:
    """Print a code that lets one phone in: as a link, and to be scanned where there is a screen."""
    if services.pairing is None:
        return
    code, language = services.pairing.offer(), voice.language
    link = code.link(services.rules.public_url)
    minutes = int(LIFETIME.total_seconds()) // 60
    invitation = text("lan_invitation", language, minutes=minutes, signs=code.shown)
    voice.answer(
        f"{invitation}\n{link}", event="pairing", link=link, code=code.shown, minutes=minutes
    )
    if sys.stdout.isatty() and not voice.as_json:
        segno.make(link, error="m", micro=False).terminal(compact=True)
    if not services.rules.is_secure:
        warning = text("lan_plain_http", language)
        voice.tell(warning, event="warning", code="lan_plain_http", message=warning)
