"""What went wrong, as a page that says what to do."""

from urllib.parse import quote

from fastapi import Request, Response

from trombine.web.pages.rendering import go, own_path, render
from trombine.web.problems import Problem
from trombine.web.services import services_of

SIGN_IN_CODE = "sign_in_needed"


def show_problem(request: Request, problem: Problem) -> Response:
    """Return the page of a problem; who only has to sign in is sent there."""
    if problem.code == SIGN_IN_CODE and request.method == "GET":
        if services_of(request).rules.is_local:
            return go("/")
        return go(f"/sign-in?back={quote(own_path(request.url.path), safe='')}")
    return render(
        request,
        "failure.html",
        status=problem.status,
        shown_status=problem.status,
        title=problem.title,
        detail=problem.detail,
        instance=problem.instance.removeprefix("urn:uuid:"),
    )
