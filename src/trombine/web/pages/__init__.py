"""Pages for people: every step works without JavaScript; modules only make it quicker."""

from fastapi import APIRouter

from trombine.web.pages import (
    accounts,
    avatars,
    files,
    home,
    operator,
    orders,
    pairing,
    photos,
    safety,
)
from trombine.web.pages.failures import show_problem

__all__ = ["FILES", "ROUTER", "show_problem"]

FILES = files.ROUTER
ROUTER = APIRouter(include_in_schema=False)
for part in (home, photos, orders, avatars, safety, accounts, pairing, operator):
    ROUTER.include_router(part.ROUTER)
