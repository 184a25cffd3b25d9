from dataclasses import fields
from pathlib import Path

import pytest

from trombine.errors import InputRefused
from trombine.i18n import LANGUAGES, explain
from trombine.settings import SECRETS, Settings, read_settings

COMMUNITY = {"TROMBINE_MODE": "community", "TROMBINE_PUBLIC_URL": "https://avatars.example"}


def refusal(environment: dict[str, str]) -> InputRefused:
    with pytest.raises(InputRefused) as caught:
        read_settings(environment)
    return caught.value


def test_nothing_set_is_one_person_on_their_own_computer() -> None:
    settings = read_settings({})

    assert settings.is_local
    assert settings.host == "127.0.0.1"
    assert settings.public_url == "http://127.0.0.1:8765"
    assert settings.database_url == f"sqlite:///{settings.data}/trombine.sqlite3"


def test_everything_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = read_settings({"TROMBINE_DATA": str(tmp_path)})

    places = settings.database_url, settings.blobs, settings.keys
    assert all(str(tmp_path) in place for place in places)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert read_settings({"TROMBINE_PORT": ""}).port == Settings().port


def test_variables_of_others_are_left_alone() -> None:
    assert read_settings({"TROMBINES": "x", "PATH": "/bin"}) == read_settings({})


def test_a_misspelt_setting_is_named_with_the_nearest() -> None:
    fault = refusal({"TROMBINE_WORKER": "2"})

    assert fault.code == "setting_unknown"
    assert fault.details == {"name": "TROMBINE_WORKER", "nearest": "TROMBINE_WORKERS"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "Community"),
        ("PORT", "0"),
        ("PORT", "http"),
        ("DATABASE_URL", "mysql://host/database"),
        ("TIME_ZONE", "Europe/Pariss"),
        ("TIME_ZONE", "../etc/passwd"),
        ("PUSH_KEY", "A" * 43),  # zero
        ("PUSH_KEY", "_" * 42 + "8"),  # beyond the order of the curve
        ("PUSH_KEY", "s" * 42),
        ("PUSH_SERVICES", "https://push.example"),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("PUBLIC_URL", "https://avatars.example/path"),
        ("WEBHOOK_SECRET", "short"),
        ("MAIL_FROM", "nobody"),
        ("AVATARS_PER_ORDER", "101"),
    ],
)
def test_an_unreadable_value_is_refused_and_never_repeated(name: str, value: str) -> None:
    fault = refusal({f"TROMBINE_{name}": value})

    assert fault.code == "setting_invalid"
    assert fault.details["name"] == f"TROMBINE_{name}"
    assert all(value not in explain(fault, language) for language in LANGUAGES if len(value) > 4)


def test_values_are_read_as_what_they_are() -> None:
    settings = read_settings(
        {
            **COMMUNITY,
            "TROMBINE_TRUSTED_PROXIES": "10.0.0.0/8, 192.168.1.1",
            "TROMBINE_ALLOWED_HOSTS": "a.example,b.example",
            "TROMBINE_SESSION_DAYS": "7",
            "TROMBINE_TIME_ZONE": "Europe/Paris",
        }
    )

    assert settings.trusted_proxies == ("10.0.0.0/8", "192.168.1.1/32")
    assert settings.allowed_hosts == ("a.example", "b.example")
    assert (settings.session_days, settings.time_zone) == (7, "Europe/Paris")


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_secret_may_lie_in_a_file(name: str, tmp_path: Path) -> None:
    values = {"database_url": "sqlite:///a", "keys": "redis://b", "smtp_url": "smtp://c"}
    value = {**values, "push_key": "s" * 43}.get(name, "s" * 32)
    (tmp_path / "secret").write_text(f"{value}\n")
    variable = f"TROMBINE_{name.upper()}_FILE"

    settings = read_settings(
        {
            variable: str(tmp_path / "secret"),
            "TROMBINE_MAIL_FROM": "a@b",
            "TROMBINE_CONTACT": "a@b",
        }
    )

    assert getattr(settings, name) == value
    assert value not in repr(settings)


def test_a_missing_file_of_a_secret_is_said() -> None:
    assert refusal({"TROMBINE_LOCAL_TOKEN_FILE": "/nowhere"}).code == "setting_file_unreadable"


def test_other_settings_take_no_file() -> None:
    assert refusal({"TROMBINE_PORT_FILE": "/nowhere"}).code == "setting_unknown"


@pytest.mark.parametrize("address", ["", "http://avatars.example"])
def test_a_community_needs_an_address_with_https(address: str) -> None:
    fault = refusal({"TROMBINE_MODE": "community", "TROMBINE_PUBLIC_URL": address})

    assert (fault.code, fault.details["name"]) == ("setting_needed", "TROMBINE_PUBLIC_URL")


def test_a_community_may_be_tried_on_this_computer_without_https() -> None:
    address = "http://localhost:8765"

    settings = read_settings({"TROMBINE_MODE": "community", "TROMBINE_PUBLIC_URL": address})

    assert settings.public_url == address


def test_local_mode_beyond_this_computer_needs_the_names_of_hosts() -> None:
    assert refusal({"TROMBINE_HOST": "0.0.0.0"}).code == "setting_beyond_loopback"  # noqa: S104
    named = {"TROMBINE_HOST": "0.0.0.0", "TROMBINE_ALLOWED_HOSTS": "desk.local"}  # noqa: S104
    assert read_settings(named).allowed_hosts == ("desk.local",)


@pytest.mark.parametrize(
    ("cause", "needed"),
    [
        ({"TROMBINE_WEBHOOK_URL": "https://forge.example/hook"}, "TROMBINE_WEBHOOK_SECRET"),
        ({"TROMBINE_SMTP_URL": "smtp://mail.example"}, "TROMBINE_MAIL_FROM"),
    ],
)
def test_what_a_setting_needs_is_asked_for(cause: dict[str, str], needed: str) -> None:
    fault = refusal(cause)

    assert (fault.code, fault.details["name"]) == ("setting_needed", needed)


def test_every_setting_says_what_it_means_and_takes() -> None:
    for entry in fields(Settings):
        assert entry.metadata["meaning"].endswith((".", "`.", ")."))
        assert entry.metadata["takes"]


def test_the_local_network_is_listened_to_beside_this_computer() -> None:
    settings = read_settings({"TROMBINE_LAN": "on", "TROMBINE_HOST": "192.168.1.10"})

    assert settings.hosts == ("192.168.1.10", "127.0.0.1")
    assert settings.public_url == "http://192.168.1.10:8765"


@pytest.mark.parametrize("host", ["0.0.0.0", "8.8.8.8", "2001:4860:4860::8888", "booth"])  # noqa: S104
def test_pairing_is_for_one_address_the_internet_does_not_reach(host: str) -> None:
    fault = refusal({"TROMBINE_LAN": "on", "TROMBINE_HOST": host})

    assert (fault.code, fault.details) == ("lan_host_unfit", {"address": host})


def test_pairing_is_for_local_mode() -> None:
    assert refusal({**COMMUNITY, "TROMBINE_LAN": "on"}).code == "lan_is_for_local_mode"


def test_with_a_certificate_the_address_is_https() -> None:
    tls = {"TROMBINE_TLS_CERTIFICATE": "/c.pem", "TROMBINE_TLS_KEY": "/k.pem"}
    settings = read_settings({**tls, "TROMBINE_LAN": "on", "TROMBINE_HOST": "192.168.1.10"})

    assert settings.public_url == "https://192.168.1.10:8765"
    assert settings.hosts == ("192.168.1.10",)


def test_a_certificate_needs_its_key_and_an_address_of_https() -> None:
    alone = {"TROMBINE_TLS_CERTIFICATE": "/c.pem"}
    plain = {**alone, "TROMBINE_TLS_KEY": "/k.pem", "TROMBINE_PUBLIC_URL": "http://booth.example"}

    assert refusal(alone).details["name"] == "TROMBINE_TLS_KEY"
    assert refusal(plain).details["name"] == "TROMBINE_PUBLIC_URL"
