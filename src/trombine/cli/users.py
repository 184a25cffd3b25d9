"""``trombine users``: the operator's hand on accounts and invitations."""

import secrets

import click

from trombine.accounts.users import Application
from trombine.bootstrap.service import open_service
from trombine.cli.help import Group
from trombine.cli.values import NumberWithin
from trombine.cli.voice import Voice, spoken
from trombine.database.migrations import require_migrated
from trombine.settings import read_settings
from trombine.web.services import Services
from trombine.web.sign_in import RESET_PATH
from trombine.web.start import build_services

INVITATION_PATH = "/sign-up?invitation="
"""Of the page where an account is made; the secret follows."""


@click.group(cls=Group)
def users() -> None:
    """Look after accounts and invitations, in community mode."""


@users.command("list")
@spoken
def list_users(voice: Voice) -> None:
    """List the accounts: name, id, since when, what they are, display name."""
    for user in _open().users.list_all():
        state = "operator" if user.is_operator else "active"
        state = "disabled" if user.is_disabled else state
        day = f"{user.created_at:%Y-%m-%d}"
        voice.answer(
            f"{user.name}\t{user.id}\t{day}\t{state}\t{user.display_name}",
            name=user.name,
            id=user.id,
            since=day,
            state=state,
            display_name=user.display_name,
        )


@users.command()
@click.option("--uses", metavar="N", default=1, show_default=True, type=NumberWithin(1, 10_000))
@click.option("--days", metavar="N", default=14, show_default=True, type=NumberWithin(1, 365))
@spoken
def invite(voice: Voice, *, uses: int, days: int) -> None:
    """Print a new invitation, as an address to pass on."""
    services = _open()
    _, secret = services.invitations.invite(uses=uses, days=days)
    address = f"{services.rules.public_url}{INVITATION_PATH}{secret}"
    voice.answer(address, address=address, uses=uses, days=days)


@users.command()
@spoken
def invitations(voice: Voice) -> None:
    """List the invitations that can still be used: number, until when, for how many."""
    for invitation in _open().invitations.list_open():
        last_day, uses = f"{invitation.expires_at:%Y-%m-%d}", invitation.uses_left
        words = f"{invitation.id}\t{last_day}\t{uses}"
        voice.answer(words, number=invitation.id, until=last_day, uses_left=uses)


@users.command()
@click.argument("number")
def uninvite(number: str) -> None:
    """Take an invitation back."""
    _open().invitations.revoke(number)


@users.command()
@click.argument("name")
@spoken
def add(voice: Voice, name: str) -> None:
    """Make an account, and print the address where its owner chooses the password."""
    services = _open()
    nobody_knows = secrets.token_urlsafe(32)
    user = services.users.add(Application(name, nobody_knows, language=voice.language))
    _print_reset(voice, services, user.name)


@users.command()
@click.argument("name")
@spoken
def reset(voice: Voice, name: str) -> None:
    """Print an address where a user can choose a new password within an hour."""
    _print_reset(voice, _open(), name)


@users.command()
@click.argument("name")
def disable(name: str) -> None:
    """Shut a user out; nothing of theirs is erased."""
    services = _open()
    user = services.users.find_by_name(name)
    services.users.set_disabled(user.id, disabled=True)


@users.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let a user in again."""
    services = _open()
    user = services.users.find_by_name(name)
    services.users.set_disabled(user.id, disabled=False)


@users.command()
@click.argument("name")
@click.option("--revoke", is_flag=True)
def operator(name: str, *, revoke: bool) -> None:
    """Let a user see how the service stands, and decide on photos that are held."""
    services = _open()
    user = services.users.find_by_name(name)
    services.users.set_operator(user.id, operator=not revoke)


def _print_reset(voice: Voice, services: Services, name: str) -> None:
    user = services.users.find_by_name(name)
    secret = services.passwords.offer_reset(user)
    address = f"{services.rules.public_url}{RESET_PATH}{secret}"
    voice.answer(address, name=user.name, address=address)


def _open() -> Services:
    settings = read_settings()
    service = open_service(settings)
    require_migrated(service.database)
    return build_services(settings, service)
