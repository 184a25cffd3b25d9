"""The service as it is started tells a browser by itself, over https, and no log says where."""

import pytest
from tests.push_stand_in import Browser, read_claim, run_push_service
from tests.servers import free_port
from tests.web_parts import LOCAL_TOKEN, open_web, served

from trombine.settings import read_settings
from trombine.web.app import create_app
from trombine.web.start import build_services


def test_a_subscribed_browser_can_read_that_its_portraits_are_ready(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with run_push_service() as service:
        monkeypatch.setenv("SSL_CERT_FILE", str(service.certificate))
        web = open_web(tmp_path_factory.mktemp("push"))
        settings = read_settings(
            {
                "TROMBINE_DATA": str(tmp_path_factory.mktemp("data")),
                "TROMBINE_DATABASE_URL": str(web.services.database.url),
                "TROMBINE_LOCAL_TOKEN": LOCAL_TOKEN,
                "TROMBINE_PORT": str(free_port()),
                "TROMBINE_CONTACT": "host@example.org",
                "TROMBINE_PUSH_KEY": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
                "TROMBINE_PUSH_SERVICES": service.name,
            }
        )
        web.services = build_services(settings, web.house.service)
        web.app = create_app(web.services)
        zoe, browser = web.services.users.ensure_local(), Browser(service.name)
        session = {"Cookie": f"trombine={web.services.sessions.open(zoe.id)}"}

        with served(web):
            answer = web.ask("PUT", "/v1/me/push", json=browser.subscription, headers=session)
            order = web.finished(zoe)
            assert service.asked.wait(20)
        web.services.database.dispose()

    assert answer.status_code == 204
    ((_, headers, body),) = service.requests
    assert browser.read(body) == {
        "title": "Your portraits are ready",
        "path": f"/orders/{order.id}",
    }
    assert read_claim(headers["authorization"])["aud"] == f"https://{service.name}"
    assert browser.path not in "".join(capfd.readouterr())
