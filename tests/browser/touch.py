"""What fingers do on a screen."""

from playwright.sync_api import Locator, Page

STEPS = 5


def drag_finger(page: Page, over: Locator, *, right: float, down: float = 0) -> None:
    """Lay a finger on the middle of something, draw it along, and lift it."""
    x, y = middle_of(over)
    move_fingers(page, [(x, y)], [(x + right, y + down)])


def pinch(page: Page, over: Locator, *, from_px: float, to_px: float) -> None:
    """Lay two fingers on something and draw them apart, or together."""
    x, y = middle_of(over)
    start, end = ([(x - span / 2, y), (x + span / 2, y)] for span in (from_px, to_px))
    move_fingers(page, start, end)


def middle_of(one: Locator) -> tuple[float, float]:
    box = one.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def move_fingers(
    page: Page, start: list[tuple[float, float]], end: list[tuple[float, float]]
) -> None:
    devtools = page.context.new_cdp_session(page)

    def touch(kind: str, share: float | None = None) -> None:
        places = [] if share is None else zip(start, end, strict=True)
        told = [
            {"x": x + (to_x - x) * (share or 0), "y": y + (to_y - y) * (share or 0), "id": finger}
            for finger, ((x, y), (to_x, to_y)) in enumerate(places)
        ]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    touch("touchStart", 0)
    for step in range(1, STEPS + 1):
        touch("touchMove", step / STEPS)
    touch("touchEnd")
