"""Every setting has a default that works; a wrong value stops the start with one sentence that names it."""

import json
import socket
import stat
import subprocess
import sys

import pytest
from serving import ROOT, free_port

from joint_account import settings as module
from joint_account.printed_settings import printable
from joint_account.reachable import look_for_the_address
from joint_account.settings import WrongSetting, settings
from joint_account.signing_key import signing_keys


def a_provider(**changed):
    """A value of OIDC_PROVIDERS with one entry."""
    entry = {"id": "acme", "label": "Acme", "issuer": "https://acme.example", "client_id": "me", "client_secret": "hunter2"}
    return json.dumps([entry | changed])


WRONG = [
    ("PORT", "abc", "a whole number from 1 to 65535, found 'abc'"),
    ("PORT", "0", "a whole number from 1 to 65535"),
    ("PORT", "70000", "a whole number from 1 to 65535"),
    ("HOST", "not a host", "an address or a host name"),
    ("PUBLIC_URL", "account.example.com", "an address such as https://account.example.com"),
    ("PUBLIC_URL", "https://account.example.com/path", "without a path"),
    ("PUBLIC_URL", "http://account.example.com:port", "an address such as"),
    ("PUBLIC_URL", "http://two words", "an address such as"),
    ("DATABASE_URL", "mysql://localhost/x", "sqlite:///FILE or postgresql://"),
    ("REDIS_URL", "localhost:6379", "redis://HOST:PORT/NUMBER"),
    ("SMTP_URL", "mail.example.com:25", "smtp://HOST:PORT"),
    ("MAIL_FROM", "nobody", "an address such as"),
    ("MAIL_FROM", "A <a@example.com>\nBcc: everybody@example.com", "an address such as"),
    ("MAIL_FROM", "A <a@example.com>, B <b@example.com>", "an address such as"),
    ("SECRET_KEY", "short", "at least 32 characters"),
    ("SECRET_KEY", " " * 40, "at least 32 characters"),
    ("SECRET_KEY", f"{'k' * 40},{' ' * 40}", "at least 32 characters"),
    ("OIDC_PROVIDERS", "{", "a JSON list of providers"),
    ("OIDC_PROVIDERS", "{}", "a JSON list of providers"),
    ("OIDC_PROVIDERS", "[1]", "entry 1: expected {"),
    ("OIDC_PROVIDERS", '[{"id": "acme"}]', "entry 1: expected a text as client_id"),
    ("OIDC_PROVIDERS", a_provider(id="Acme Inc"), "entry 1: expected an id of letters a to z, digits and hyphens"),
    ("OIDC_PROVIDERS", a_provider(id="register"), "other than register and link"),
    ("OIDC_PROVIDERS", a_provider(id=["x"]), "entry 1: expected a text as id"),
    ("OIDC_PROVIDERS", a_provider(label="x" * 41), "entry 1: expected a label of at most 40 characters"),
    ("OIDC_PROVIDERS", a_provider(issuer="http://acme.example"), "entry 1: expected an https address as issuer"),
    ("OIDC_PROVIDERS", a_provider(issuer="https://me@acme.example"), "entry 1: expected an https address as issuer"),
    ("OIDC_PROVIDERS", a_provider(token_endpoint="https://acme.example"), "entry 1: expected no 'token_endpoint'"),
    ("OIDC_PROVIDERS", f"[{a_provider()[1:-1]}, {a_provider()[1:-1]}]", "expected each id once"),
    ("TRUSTED_PROXIES", "the proxy", "addresses or networks such as 127.0.0.1, 10.0.0.0/8"),
    ("TRUSTED_PROXIES", "10.0.0.1/8", "addresses or networks such as 127.0.0.1, 10.0.0.0/8"),
    ("AMAZON_LOGIN_URL", "http://amazon.example/token", "an https address; http only on this machine"),
    ("AMAZON_API_URL_EU", "sellingpartnerapi-eu.amazon.com", "an https address"),
    ("AMAZON_CONSENT_URL", "https://me:hunter@amazon.example", "an https address"),
    ("REPORTS_FOLDER", "reports", "the full path of a folder such as /srv/reports, found 'reports'"),
    ("DEMO", "perhaps", "on or off, found 'perhaps'"),
    ("INVITATION_DAYS", "0", "a whole number from 1 to 30"),
    ("MAX_MEMBERS", "1", "a whole number from 2 to 500"),
]


@pytest.mark.parametrize(("name", "value", "expected"), WRONG, ids=[f"{name}={value[:20]}" for name, value, _ in WRONG])
def test_a_wrong_value_is_one_sentence_that_names_the_variable(name, value, expected, use_settings):
    use_settings(**{name: value})
    with pytest.raises(WrongSetting) as wrong:
        settings()
    assert str(wrong.value).startswith(f"{name}: ")
    assert expected in str(wrong.value)
    assert "hunter2" not in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize("name", ["SMTP_URL", "SECRET_KEY", "OIDC_PROVIDERS"])
def test_the_sentence_never_holds_a_secret(name, use_settings):
    use_settings(**{name: "hunter2:wrong"})
    with pytest.raises(WrongSetting) as wrong:
        settings()
    assert "hunter2" not in str(wrong.value)


def test_a_wrong_value_stops_the_start(tmp_path):
    done = _start(tmp_path, PORT="abc")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "PORT: expected a whole number from 1 to 65535, found 'abc'.\n"


@pytest.mark.parametrize(
    ("url", "is_in_the_open"),
    [
        ("http://account.example", True),
        ("http://10.0.0.7:3000", True),
        ("http://localhost:80", False),
        ("https://a.example", False),
    ],
)
def test_what_travels_between_machines_unencrypted_is_known(url, is_in_the_open, use_settings):
    use_settings(PUBLIC_URL=url)
    assert settings().is_in_the_open == is_in_the_open


def test_https_needs_a_key_of_its_own(use_settings, monkeypatch):
    monkeypatch.delenv("SECRET_KEY")
    use_settings(PUBLIC_URL="https://account.example.com")
    with pytest.raises(WrongSetting, match="SECRET_KEY is required when PUBLIC_URL is https"):
        settings()


def test_the_key_is_made_once_and_nobody_else_reads_it(monkeypatch):
    monkeypatch.delenv("SECRET_KEY")
    module.settings.cache_clear()
    (key,) = signing_keys()
    assert len(key) >= 32
    assert signing_keys() == (key,)
    assert stat.S_IMODE((module.VAR / "secret_key").stat().st_mode) == 0o600


def test_printing_the_settings_masks_secrets(use_settings):
    use_settings(
        SMTP_URL="smtp://me:hunter2@mail.example.com:25",
        DATABASE_URL="postgresql://me:hunter3@db.example.com/x",
        REDIS_URL="redis://:hunter4@cache.example.com:6379/0",
        OIDC_PROVIDERS=a_provider(),
    )
    text = str(printable())
    assert "hunter" not in text
    assert "for tests only" not in text
    assert "db.example.com" in text


def test_presets_need_no_more_than_what_was_registered_there(use_settings):
    registered = {"client_id": "me", "client_secret": "hunter2"}
    use_settings(OIDC_PROVIDERS=json.dumps([{"id": id} | registered for id in ("google", "microsoft", "amazon")]))
    assert [one.label for one in settings().providers] == ["Google", "Microsoft", "Amazon"]
    assert all(one.issuer.startswith("https://") for one in settings().providers)
    use_settings(OIDC_PROVIDERS=a_provider(issuer="http://127.0.0.1:9400"))
    assert [one.id for one in settings().providers] == ["acme"], "plain http is good enough for this machine alone"


# 192.0.2.1 is for documentation (RFC 5737): no machine has it. Port 9 is discard's: nobody listens there.
AWAY = [
    ("HOST", {"HOST": "192.0.2.1"}),
    ("HOST", {"HOST": "no-such-host.invalid"}),
    ("DATABASE_URL", {"DATABASE_URL": "postgresql://somebody:hunter2@127.0.0.1:9/nothing"}),
    ("REDIS_URL", {"REDIS_URL": "redis://:hunter2@127.0.0.1:9/0"}),
]


@pytest.mark.parametrize(("name", "values"), AWAY, ids=[f"{name}={next(iter(values.values()))}" for name, values in AWAY])
def test_what_a_setting_names_and_is_not_there_stops_the_start_with_a_sentence(name, values, tmp_path):
    done = _start(tmp_path, **values)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{name}: ")
    assert done.stderr.count("\n") == 1
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize(("kind", "why"), [("folder", "Is a directory"), ("text", "file is not a database")])
def test_what_is_no_sqlite_database_stops_the_start_with_a_sentence(kind, why, tmp_path):
    there = tmp_path / "there"
    there.mkdir() if kind == "folder" else there.write_text("no database at all, and longer than the header of one. " * 9)
    done = _start(tmp_path, DATABASE_URL=f"sqlite:///{there}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"DATABASE_URL: the database cannot be opened: {why}.\n"


def test_a_port_that_is_taken_stops_the_start(tmp_path):
    with socket.socket() as other:
        # As the server itself would: it shares a port with whoever allows it.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = _start(tmp_path, PORT=str(other.getsockname()[1]))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("PORT: cannot listen on 127.0.0.1")


@pytest.mark.parametrize("missing", ["AMAZON_APPLICATION_ID", "AMAZON_CLIENT_ID", "AMAZON_CLIENT_SECRET"])
def test_an_application_at_amazon_has_all_its_parts_or_none(missing, use_settings):
    assert not settings().connects_amazon
    parts = {"AMAZON_APPLICATION_ID": "amzn1.sp.solution.x", "AMAZON_CLIENT_ID": "x", "AMAZON_CLIENT_SECRET": "hunter2"}
    use_settings(**parts)
    assert settings().connects_amazon
    assert "hunter2" not in str(printable())
    use_settings(**{missing: ""})
    with pytest.raises(WrongSetting, match=f"^{missing} is missing; the application's id, client id and client secret"):
        settings()


def test_a_host_may_be_a_name(use_settings):
    use_settings(HOST="localhost", PORT=str(free_port()))
    assert look_for_the_address() == "127.0.0.1"


def test_an_ipv6_host_makes_an_address_that_browsers_take(use_settings):
    use_settings(HOST="::1", PORT="3000")
    assert settings().public_url == "http://[::1]:3000"
    assert settings().is_on_this_machine


def _start(folder, **values):
    environment = {"PORT": str(free_port()), "DEMO": "off", "DATABASE_URL": f"sqlite:///{folder / 'data.sqlite'}"} | values
    return subprocess.run(
        [sys.executable, "-m", "joint_account", "serve"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
