"""Style sheets, modules, fonts and pictures of the pages, and what makes them installable."""

from importlib.resources.abc import Traversable
from mimetypes import guess_type

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from trombine.errors import NotFound
from trombine.web.pages.rendering import STATIC, asset, digest_of, render, written_ns
from trombine.web.services import services_of

ROUTER = APIRouter(include_in_schema=False)
FOR_A_YEAR = "public, max-age=31536000, immutable"
UNTIL_CHANGED = "no-cache"


@ROUTER.get("/static/{folder}/{name}")
def read_static(request: Request, folder: str, name: str) -> Response:
    """Return a file of the pages: kept for a year at an address that changes with its content.

    Modules import each other by plain names, which a browser asks for again with every page.
    """
    path = STATIC / folder / name
    if "/" in name or folder.startswith(".") or name.startswith(".") or not path.is_file():
        raise NotFound("path_unknown")
    media_type = "font/woff2" if name.endswith(".woff2") else guess_type(name)[0]
    digest = digest_of(f"{folder}/{name}")
    for_good = folder == "fonts" or request.url.query == digest
    return _answer(request, path, media_type, version=digest, for_good=for_good)


@ROUTER.get("/static/examples/choices/{name}")
def read_choice(request: Request, name: str) -> Response:
    """Return the example picture of a pack, a garment or the like."""
    return read_static(request, "examples/choices", name)


@ROUTER.get("/examples/{slug}")
def read_example(request: Request, slug: str) -> Response:
    """Return the example picture of a style that the host has had drawn, labelled as it is."""
    services = services_of(request)
    path = services.examples / f"{slug}.jpg"
    if slug not in services.cards or not path.is_file():
        raise NotFound("path_unknown")
    version = written_ns(path)
    for_good = request.url.query == version
    return _answer(request, path, "image/jpeg", version=version, for_good=for_good)


def _answer(
    request: Request,
    path: Traversable,
    media_type: str | None,
    *,
    version: str,
    for_good: bool,
) -> Response:
    headers = {"Cache-Control": FOR_A_YEAR if for_good else UNTIL_CHANGED, "ETag": f'"{version}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(path.read_bytes(), media_type=media_type, headers=headers)


@ROUTER.get("/manifest.webmanifest")
def read_manifest() -> JSONResponse:
    """Return what a phone needs to put the service on its first screen."""
    icons = [
        {"src": asset(f"img/icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}
        for side in (192, 512)
    ]
    manifest = {
        "name": "Trombine",
        "short_name": "Trombine",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#faf7f1",
        "theme_color": "#faf7f1",
        "icons": [*icons, {**icons[1], "purpose": "maskable"}],
    }
    return JSONResponse(manifest, media_type="application/manifest+json")


@ROUTER.get("/service-worker.js")
def read_service_worker() -> Response:
    """Return the module that answers while there is no connection; served from the root."""
    return Response(
        (STATIC / "js" / "service-worker.js").read_bytes(), media_type="text/javascript"
    )


@ROUTER.get("/offline")
def show_offline(request: Request) -> Response:
    """Return the page that is shown without a connection."""
    return render(request, "offline.html")
