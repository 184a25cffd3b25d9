"""Many people on a host's computer: accounts, the host's page, and phones let in."""

from datetime import UTC, datetime
from pathlib import Path

import acts
from photos import GOOD

from orders import begin, change
from studio import SITE, Studio, run

PASSWORD = "a few words at random"  # noqa: S105  (of nobody)
WRONG = {"#name": "camille", "#password": "not the words at all"}


def take_doors(studio: Studio) -> None:
    """Take what who is not signed in sees."""
    studio.take("welcome-host", "/", known=False)
    studio.take("sign-in", "/sign-in", known=False)
    studio.take("sign-in-wrong", "/sign-in", acts.submit(WRONG), known=False)
    studio.take("sign-up", "/sign-up", known=False)
    taken = {"#name": "camille", "#password": PASSWORD}
    studio.take("sign-up-taken", "/sign-up", acts.submit(taken), known=False)
    studio.take("forgotten", "/password/forgotten", known=False)
    known = acts.submit({"#name": "nobody-here"})
    studio.take("forgotten-sent", "/password/forgotten", known, known=False)
    reset = "/password/a-link-that-is-long-past"
    studio.take("reset", reset, known=False)
    studio.take("reset-past", reset, acts.submit({"#password": PASSWORD}), known=False)


def join(studio: Studio) -> None:
    """Make an account."""
    page = studio.page
    page.goto(f"{SITE}/sign-up")
    page.fill("#name", "camille")
    page.fill("#password", PASSWORD)
    page.click("main .button")
    page.wait_for_selector(".profile")


def take_account(studio: Studio) -> None:
    """Take the account, and what a token and a wrong password look like."""
    studio.take("account", "/account")
    token = acts.submit({"#label": "forge"}, '[action="/account/tokens"] button')
    studio.take("account-token", "/account", token)
    wrong = acts.submit({"#close_password": "not it"}, '[action="/account/close"] button')
    studio.take("account-close-wrong", "/account", wrong)


def take_turns(studio: Studio) -> str:
    """Take the profile before, while and after the day's turn is used; return the order's path."""
    page = studio.page
    studio.take("profile-turn-left", "/")
    page.goto(f"{SITE}/create")
    order = acts.agree_and_send(page, GOOD)
    page.goto(f"{SITE}{order}/styles")
    acts.order_styles(page)
    page.wait_for_selector(".developing")
    studio.take("profile-running", "/")
    later = begin(studio)
    page.goto(f"{SITE}{later}")
    acts.send(page, GOOD[:3])
    studio.take("styles-turn-used", f"{later}/styles", acts.order_styles)
    page.request.delete(f"{SITE}/v1{later}")
    return order


def take_operator(studio: Studio, folder: Path, order: str, settings: dict[str, str]) -> None:
    """Take the host's pages: nothing to do, an order that is held, one that is frozen."""
    run(folder, "users", "operator", "camille", **settings)
    studio.take("operator", "/operator")
    change(folder, order, state="held", reason="nudity_possible", held_at=datetime.now(UTC))
    studio.take("operator-held", "/operator")
    number = order.rpartition("/")[2]
    studio.take("operator-order", f"/operator/orders/{number}")
    studio.take("operator-photo", f"/operator/orders/{number}?photo=1")
    change(folder, order, state="frozen", reason="order_frozen")
    studio.take("operator-frozen", f"/operator/orders/{number}")


def take_phones(studio: Studio) -> None:
    """Take how a phone is let in, on the computer and on the phone."""
    studio.take("pair-none", "/pair")
    studio.take("pair-code", "/pair", acts.submit({}))
    studio.take("welcome-network", "/", known=False)
    studio.take("pair-enter", "/pair", known=False)
    studio.take("pair-enter-wrong", "/pair", acts.submit({"#code": "ABCD-EFGH"}), known=False)


def take_limits(studio: Studio) -> None:
    """Take the answer to who asks too often."""
    too_often = acts.check_file(GOOD[0], ".finding, .failure")
    studio.page.goto(f"{SITE}/verify")
    too_often(studio.page)
    studio.take("error-429", "/verify", too_often)
