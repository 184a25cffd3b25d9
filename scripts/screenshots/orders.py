"""One person on their own computer: the whole flow, and every way an order can stand or end."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import acts
import sqlalchemy as sa
from photos import GOOD, alter, make_poor_photos, save_again

from studio import ENTRY, SITE, Studio
from trombine.database.engine import open_database
from trombine.database.tables import orders
from trombine.imaging.codec import decode_photo, encode
from trombine.provenance.label import OWN_COMPUTER

CONSENT = {"photos_are_mine": True, "adult": True, "face_analysis": True}
CAPTURED = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
GONE = {"photos_erased_at": datetime(2026, 1, 5, 8, 30, tzinfo=UTC)}
STANDS: dict[str, dict[str, object]] = {
    "waiting-queued": {"state": "queued"},
    "waiting-admitting": {"state": "running", "stage": "admitting"},
    "waiting-planning": {"state": "running", "stage": "planning"},
    "waiting-held": {"state": "held", "reason": "nudity_possible"},
    "ended-refused": {
        "state": "refused",
        "reason": "too_few_photos",
        "reason_details": {"accepted": 1, "minimum": 3},
        **GONE,
    },
    "ended-failed": {
        "state": "failed",
        "reason": "likeness_unreached",
        "reason_details": {"made": 12, "count": 30},
        **GONE,
    },
    "ended-cancelled": {"state": "cancelled", **GONE},
    "ended-frozen": {"state": "frozen", "reason": "order_frozen"},
    "error-500": {"state": "no state at all"},
}


def change(folder: Path, order: str, **columns: object) -> None:
    """Make an order stand as it hardly ever does."""
    database = open_database(f"sqlite:///{folder}/trombine.sqlite3")
    with database.begin() as connection:
        this = orders.c.id == order.rpartition("/")[2]
        connection.execute(sa.update(orders).where(this).values(**columns))
    database.dispose()


def begin(studio: Studio) -> str:
    """Begin an order; return its path."""
    asked = {"styles": list(acts.STYLES), "consent": CONSENT}
    answer = studio.page.request.post(f"{SITE}/v1/orders", data=asked)
    return f"/orders/{answer.json()['id']}"


def drop(studio: Studio, order: str) -> None:
    """Destroy an order."""
    studio.page.request.delete(f"{SITE}/v1{order}")


def take_before(studio: Studio, folder: Path) -> str:
    """Take the pages from the welcome to the last verdict; return the order's path."""
    page = studio.page
    studio.take("welcome", "/", known=False)
    page.goto(f"{SITE}/enter?secret={ENTRY}")
    studio.take("profile-new", "/")
    for name in ("create", "privacy", "guidelines", "verify", "offline"):
        studio.take(name, f"/{name}")
    studio.take("error-404", "/nothing-here")
    studio.take("create-no-scripts", "/create", scripts=False)
    studio.take("create-without-consent", "/create", acts.choose_without_consent)
    order = begin(studio)
    studio.take("photos-uploading", order, acts.upload_forever)
    drop(studio, order)
    order = begin(studio)
    studio.take("photos-connection-lost", order, acts.lose_connection)
    drop(studio, order)
    page.goto(f"{SITE}/create")
    order = acts.agree_and_send(page, [*GOOD[:2], *make_poor_photos(folder)])
    studio.take("photos-verdicts", order)
    studio.take("photos-verdicts-no-scripts", order, scripts=False)
    drop(studio, order)
    page.goto(f"{SITE}/create")
    order = acts.agree_and_send(page, GOOD[:2])
    studio.take("photos-too-few", order)
    drop(studio, order)
    page.goto(f"{SITE}/create")
    order = acts.agree_and_send(page, GOOD)
    studio.take("photos-enough", order)
    return order


def take_order(studio: Studio, order: str) -> None:
    """Take the styles, order, and take the waiting."""
    page = studio.page
    styles = f"{order}/styles"
    studio.take("styles-none", styles)
    studio.take("styles-chosen", styles, acts.choose)
    studio.take("styles-options", styles, acts.open_options)
    studio.take("styles-theme", styles, acts.choose_theme)
    studio.take("styles-looks", styles, acts.open_looks)
    studio.take("styles-no-scripts", styles, scripts=False)
    page.goto(f"{SITE}{styles}")
    acts.order_styles(page)
    page.wait_for_selector(".developing a", timeout=120_000)
    studio.take("waiting", order)
    page.wait_for_selector(".gallery", timeout=600_000)


def take_results(studio: Studio, order: str) -> None:
    """Take what there is once portraits are ready."""
    page = studio.page
    studio.take("gallery", order)
    studio.take("gallery-by-style", f"{order}?style=comic")
    studio.take("gallery-none-kept", f"{order}?style=kept")
    studio.take("gallery-ticked", order, acts.tick)
    studio.take("gallery-delete-all", order, acts.ask_to_delete_all)
    studio.take("gallery-no-scripts", order, scripts=False)
    places = page.locator(".gallery__item > a")
    first, second = (str(places.nth(place).get_attribute("href")) for place in (1, 3))
    studio.take("avatar", first)
    studio.take("avatar-downloads", first, acts.open_downloads)
    studio.take("avatar-more", first, acts.open_more)
    studio.take("avatar-shared", first, acts.share)
    studio.take("avatar-no-scripts", first, scripts=False)
    studio.take("wear", f"{first}/wear", acts.move_circle)
    studio.take("report", f"{first}/report")
    studio.take("reported", f"{first}/report", acts.report)
    pair = "&".join(f"avatar={one.rpartition('/')[2]}" for one in (first, second))
    studio.take("compare", f"{order}/compare?{pair}")
    page.goto(f"{SITE}{first}/wear")
    page.click(".dock button.button")
    page.wait_for_selector("img.profile__picture")
    studio.take("profile-worn", "/?worn=true")
    studio.take("profile-menu", "/", acts.open_menu)


def take_checks(studio: Studio, order: str, folder: Path) -> None:
    """Take what a check finds on pictures of ours, of others and of nobody."""
    listed = studio.page.request.get(f"{SITE}/v1{order}").json()["avatars"]
    ours = studio.page.request.get(f"{SITE}/v1/avatars/{listed[0]['id']}?download=true").body()
    action = {"action": "c2pa.created", "digitalSourceType": CAPTURED}
    manifest = {
        "claim_generator_info": [{"name": "Darkroom", "version": "3"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
    }
    plain = encode(decode_photo(GOOD[0].read_bytes()), "jpeg", xmp=b"")
    files = {
        "ours.webp": ours,
        "altered.webp": alter(ours),
        "saved-again.jpg": save_again(ours),
        "other-maker.jpg": OWN_COMPUTER.signer.sign(plain, "jpeg", manifest),
        "no-mark.jpg": GOOD[0].read_bytes(),
    }
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        studio.take(f"verify-{path.stem}", "/verify", acts.check_file(path))
    no_picture = folder / "no-picture.jpg"
    no_picture.write_bytes(b"no picture")
    studio.take("verify-no-picture", "/verify", acts.check_file(no_picture, ".notice--bad"))


def take_stands(studio: Studio, folder: Path) -> None:
    """Take every way an order can stand or end; no worker runs that would move it on."""
    now = datetime.now(UTC)
    ahead, order = begin(studio), begin(studio)
    since = now - timedelta(minutes=3)
    change(folder, ahead, state="queued", submitted_at=since)
    for name, columns in STANDS.items():
        change(folder, order, submitted_at=now, started_at=now, **columns)
        studio.take(name, order)
        if name.startswith("waiting-q"):
            studio.take(f"{name}-no-scripts", order, scripts=False)
        change(folder, order, stage=None, reason="", reason_details={}, photos_erased_at=None)
    for path in (ahead, order):
        change(folder, path, state="cancelled")
        drop(studio, path)
    studio.take("error-order-gone", order)


def take_end(studio: Studio, order: str) -> None:
    """Take what is left once everything was deleted."""
    drop(studio, order)
    studio.take("receipt", f"{order}/receipt")
