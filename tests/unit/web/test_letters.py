"""Who gave an address is mailed once when their order is ready or has failed."""

from dataclasses import dataclass, field, replace
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from tests.web_parts import Web

from trombine.accounts.mail import Mailer
from trombine.accounts.user import User
from trombine.database.tables import orders
from trombine.domain.placed_order import OrderState
from trombine.orders.states import enter_state
from trombine.web.letters import PATIENCE, Letters


@dataclass(frozen=True)
class Postbox(Mailer):
    """A mail server that keeps what it is given, and is away as often as told."""

    url: str = "smtp://mail.example"
    sender: str = "avatars@example.org"
    mails: list[tuple[str, str, str]] = field(default_factory=list)
    absences: list[int] = field(default_factory=list)

    def send(self, to: str, *, subject: str, words: str) -> None:
        if self.absences:
            self.absences.pop()
            raise ConnectionRefusedError
        self.mails.append((to, subject, words))


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def letters(web: Web, postbox: Postbox) -> Letters:
    found = replace(web.services, mailer=postbox).letters
    assert found is not None
    return found


@pytest.fixture
def zoe(web: Web) -> User:
    user, _ = web.add("zoe")
    return web.services.users.change(user.id, email="zoe@example.org", language="fr")


def fail(web: Web, user: User) -> None:
    order = web.house.draft(user.id)
    with web.services.database.begin() as connection:
        row = connection.execute(sa.select(orders).where(orders.c.id == order.id)).one()
        enter_state(connection, row, OrderState.FAILED, now=web.house.clock(), reason="took_long")


def test_a_ready_order_is_told_once_in_the_users_language(
    web: Web, zoe: User, letters: Letters, postbox: Postbox
) -> None:
    order = web.finished(zoe)

    letters.tell_due()
    web.house.clock.advance(minutes=30)
    letters.tell_due()

    ((to, subject, words),) = postbox.mails
    assert (to, subject) == ("zoe@example.org", "Vos portraits sont prêts")
    assert f"https://avatars.example/orders/{order.id}\n" in words


def test_an_order_that_failed_is_told(
    web: Web, zoe: User, letters: Letters, postbox: Postbox
) -> None:
    fail(web, zoe)

    letters.tell_due()

    assert [subject for _, subject, _ in postbox.mails] == ["Vos portraits n’ont pas pu être créés"]


def test_several_processes_send_one_mail(
    web: Web, zoe: User, letters: Letters, postbox: Postbox
) -> None:
    web.finished(zoe)
    together = Barrier(4)

    def process() -> None:
        together.wait()
        letters.tell_due()

    threads = [Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(postbox.mails) == 1


def test_a_mail_is_sent_later_when_the_server_was_away(
    web: Web, zoe: User, letters: Letters, postbox: Postbox
) -> None:
    web.finished(zoe)
    postbox.absences.append(1)

    letters.tell_due()
    letters.tell_due()
    assert postbox.mails == []
    web.house.clock.advance(minutes=5)
    letters.tell_due()

    assert len(postbox.mails) == 1


def test_after_some_tries_no_more_is_tried(
    web: Web, zoe: User, letters: Letters, postbox: Postbox
) -> None:
    web.finished(zoe)
    postbox.absences.extend(range(PATIENCE.tries))
    for _ in range(PATIENCE.tries + 1):
        letters.tell_due()
        web.house.clock.advance(hours=1)

    assert (postbox.mails, postbox.absences) == ([], [])


def test_who_gave_no_address_or_is_shut_out_is_sent_nothing(
    web: Web, zoe: User, letters: Letters, postbox: Postbox
) -> None:
    web.finished(web.add("max")[0])
    web.finished(zoe)
    web.services.users.set_disabled(zoe.id, disabled=True)

    letters.tell_due()

    assert postbox.mails == []


def test_an_address_given_afterwards_brings_no_old_news(
    web: Web, letters: Letters, postbox: Postbox
) -> None:
    user, _ = web.add("max")
    web.finished(user)
    letters.tell_due()

    web.services.users.change(user.id, email="max@example.org")
    web.house.clock.advance(minutes=30)
    letters.tell_due()

    assert postbox.mails == []


def test_without_a_mail_server_there_are_no_letters(web: Web) -> None:
    assert web.services.letters is None
