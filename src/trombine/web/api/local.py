"""Local mode's way in: the secret of the printed address becomes a session."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from trombine.errors import Conflict, SignInNeeded
from trombine.web.api.describing import problems
from trombine.web.callers import begin_session, is_local_secret
from trombine.web.services import services_of
from trombine.web.sign_in import limit_tries

ROUTER = APIRouter(tags=["local"])
ENTRY_PATH = "/enter"


@ROUTER.get(
    ENTRY_PATH,
    summary="Enter with the printed address",
    status_code=303,
    response_class=RedirectResponse,
    responses=problems(s401="local_secret_wrong", s409="community_mode_signs_in"),
)
def enter(request: Request, secret: Annotated[str, Query(max_length=200)]) -> RedirectResponse:
    """Begin the session of local mode, and leave the secret behind."""
    services = services_of(request)
    if not services.rules.is_local:
        raise Conflict("community_mode_signs_in")
    if not is_local_secret(services, secret):
        limit_tries(request, services)
        raise SignInNeeded("local_secret_wrong")
    answer = RedirectResponse("/", status_code=303)
    begin_session(answer, services, services.users.ensure_local())
    return answer
