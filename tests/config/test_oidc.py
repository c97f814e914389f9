from pathlib import Path

import pytest

from hepatica.config.oidc import SECRET, Oidc, read_oidc
from hepatica.config.site import Site, SiteError

GOOD = '[oidc]\nissuer = "https://login.hospital.example"\nclient_id = "trial"\nname = "Hospital sign-in"\n'
OUTSIDE = Site(name="A", hosts=("trial.example",))
KEY = {SECRET: "s" * 40}


def read(folder: Path, text: str, site: Site = OUTSIDE, environment: dict[str, str] = KEY) -> Oidc | None:
    (folder / "hepatica.toml").write_text('[site]\nname = "A"\n' + text, encoding="utf-8")
    return read_oidc(folder, site, environment)


def test_four_settings_and_a_secret_from_the_environment_make_a_provider(tmp_path: Path) -> None:
    assert read(tmp_path, "") is None
    found = read(tmp_path, GOOD)
    assert found is not None
    assert (found.account, found.secret) == ("email", "s" * 40)
    assert "s" * 40 not in repr(found)
    (app,) = found.providers["openid_connect"]["APPS"]
    assert (app["client_id"], app["settings"]["server_url"]) == ("trial", "https://login.hospital.example")


@pytest.mark.parametrize(
    ("issuer", "said"),
    [
        ("http://login.hospital.example", "an https address"),
        ("https://user@login.hospital.example", "an https address"),
        ("ftp://x", "an https address"),
        ("https://localhost", "no public address"),
        ("https://127.0.0.1", "no public address"),
        ("https://2130706433", "no public address"),
        ("https://10.0.0.8", "no public address"),
        ("https://169.254.169.254", "no public address"),
        ("https://[::1]", "no public address"),
        ("https://[fd00::1]", "no public address"),
        ("https://intranet", "no public address"),
    ],
)
def test_an_issuer_that_is_not_public_and_https_is_refused_when_the_file_is_read(
    tmp_path: Path, issuer: str, said: str
) -> None:
    with pytest.raises(SiteError, match=said):
        read(tmp_path, GOOD.replace("https://login.hospital.example", issuer))


def test_a_local_site_may_name_a_provider_on_its_own_machine(tmp_path: Path) -> None:
    assert read(
        tmp_path, GOOD.replace("https://login.hospital.example", "http://localhost:9000"), Site(name="A")
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("issuer", "isuer"), "has no key 'isuer'"),
        (GOOD.replace('"trial"', "7"), "needs client_id"),
        (GOOD + 'account = ""\n', "needs account"),
        ('oidc = "https://x"\n', "oidc is a table|has no key"),
    ],
)
def test_a_wrong_setting_is_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "hepatica.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SiteError, match=said):
        read_oidc(tmp_path, OUTSIDE, KEY)


def test_the_secret_is_in_no_file(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=SECRET):
        read(tmp_path, GOOD, environment={})
