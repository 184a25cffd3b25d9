"""What the pages weigh and how fast they show, in a real Chromium on this machine.

Writes benchmarks/results/pages.json. The service runs as anybody's does: `trombine serve`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PHOTOS = sorted((ROOT / "src/trombine/samples/set").glob("*.jpg"))
PORT, ENTRY = 8461, "for-the-benchmark"
SITE = f"http://127.0.0.1:{PORT}"
LOOKS = 5
FIRSTS = 4
STEPS = ("taken_in", "begun", "photos_judged_and_planned", "first_drawn", "shown")
SHOWN = """() => {
    const image = document.querySelector('.developing a img');
    return image && image.complete && image.naturalWidth > 0;
}"""
WATCH = """
    window.shifts = 0;
    window.largest = 0;
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) if (!one.hadRecentInput) shifts += one.value;
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) largest = one.startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
"""


def weigh_first_page(page: Page) -> dict[str, int]:
    """Return the bytes on the wire of the welcome, pictures aside, by kind."""
    kinds: dict[str, int] = {}
    seen = []
    page.on("requestfinished", lambda asked: seen.append(asked))  # noqa: PLW0108  (Playwright marks it)
    page.goto(SITE)
    page.wait_for_load_state("networkidle")
    for asked in seen:
        if asked.resource_type != "image":
            sizes = asked.sizes()
            size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
            kinds[asked.resource_type] = kinds.get(asked.resource_type, 0) + size
    return kinds


def begin_order(page: Page) -> None:
    """Go from the photos to the styles, and choose three."""
    page.goto(f"{SITE}/create")
    page.check('[name="photos_are_mine"]')
    page.check('[name="face_analysis"]')
    page.set_input_files("#files", [str(photo) for photo in PHOTOS])
    last = f"#photo-list > li:nth-child({len(PHOTOS)}) .verdict--good"
    page.wait_for_selector(last, timeout=120_000)
    page.click(".dock a.button")
    for style in ("painted", "comic", "watercolor"):
        page.check(f"#style-{style}")


def time_first_portrait(page: Page) -> dict[str, float]:
    """Tap Create, and return the seconds until a portrait is on the screen, and what they went to.

    The steps are those the order's events tell of; the last one is from the portrait's being ready
    to its being seen: the event, the part of the page, and the picture itself.
    """
    tapped = time.time()
    page.click("#create")
    page.wait_for_function(SHOWN, timeout=120_000)
    seen = time.time()
    page.wait_for_selector(".developing, .gallery")
    events = page.request.get(f"{SITE}/v1{page.url.removeprefix(SITE)}/events?after=0").json()
    moments = {}
    for event in events["items"]:
        content = event["content"]
        name = content.get("stage") or content.get("state") or event["kind"]
        moments.setdefault(name, datetime.fromisoformat(event["at"]).timestamp())
    ends = [*(moments[name] for name in ("queued", "running", "drawing", "avatar")), seen]
    spans = zip(STEPS, [tapped, *ends], ends, strict=False)
    return {"all": seen - tapped} | {step: end - start for step, start, end in spans}


def make_order(context: BrowserContext) -> tuple[str, list[dict[str, float]]]:
    """Make thirty portraits; return the address of their gallery, and how soon the first came.

    Orders before the last are cancelled once their first portrait is seen.
    """
    page = context.new_page()
    page.goto(f"{SITE}/enter?secret={ENTRY}")
    firsts = []
    for left in reversed(range(FIRSTS)):
        begin_order(page)
        firsts.append(time_first_portrait(page))
        if left:
            address = page.url.removeprefix(SITE)
            page.close()
            page = context.new_page()
            page.request.post(f"{SITE}/v1{address}/cancel")
    page.wait_for_selector(".gallery", timeout=600_000)
    return page.url, firsts


def look_at(context: BrowserContext, address: str) -> tuple[float, float]:
    """Open and scroll a page with an empty cache; return its layout shift and LCP in seconds."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    for _ in range(20):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(50)
    shifts, largest_ms = page.evaluate("() => [shifts, largest]")
    page.close()
    return shifts, largest_ms / 1000


def main() -> None:
    """Serve, measure, write."""
    environment = {**os.environ, "TROMBINE_LOCAL_TOKEN": ENTRY}
    program = Path(sys.executable).with_name("trombine")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [program, "serve", "--data", folder, "--port", str(PORT)]
        serving = subprocess.Popen(command, env=environment)
        try:
            wait_until_ready()
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            context = browser.new_context(
                viewport={"width": 360, "height": 780}, service_workers="block"
            )
            weight = weigh_first_page(context.new_page())
            gallery, firsts = make_order(context)
            looks = [look_at(context, gallery) for _ in range(LOOKS)]
        finally:
            serving.terminate()
            serving.wait(30)
    results = {
        "first_page_without_pictures_bytes": sum(weight.values()),
        "by_kind_bytes": weight,
        "from_create_to_the_first_portrait_on_the_screen_s": {
            "orders": FIRSTS,
            "best": round(min(first["all"] for first in firsts), 2),
            "worst": round(max(first["all"] for first in firsts), 2),
            "steps_of_the_best": {
                name: round(seconds, 2)
                for name, seconds in min(firsts, key=lambda first: first["all"]).items()
                if name != "all"
            },
        },
        "gallery_of_30": {
            "looks": LOOKS,
            "cumulative_layout_shift_worst": round(max(shift for shift, _ in looks), 4),
            "largest_contentful_paint_s_best": round(min(paint for _, paint in looks), 3),
            "largest_contentful_paint_s_worst": round(max(paint for _, paint in looks), 3),
        },
    }
    words = json.dumps(results, indent=2)
    (ROOT / "benchmarks" / "results" / "pages.json").write_text(words + "\n", encoding="utf-8")
    print(words)


def wait_until_ready() -> None:
    """Wait until the service answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{SITE}/readyz", timeout=5).close()  # noqa: S310  (ours)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The service did not answer.")


if __name__ == "__main__":
    main()
