"""A story with every secret in it; then the log, the build, other people's frames and the browser's storage are searched."""

import asyncio
import gzip
import json
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from playwright.sync_api import expect
from sqlalchemy.engine import make_url

from joint_account.shell.headers import CLIENT
from tests.attacks.wire import Wire
from tests.browser.conftest import DESK, a_chromium
from tests.browser.mail import Postman, link_in
from tests.browser.people import heading, post
from tests.conftest import on_server
from tests.serving import free_port, serving

KEY, OLD_KEY = "a secret key that stands in no log and in no page", "the key before that one and still good to open things"
CLIENT_SECRET = "what-the-provider-and-we-share"
CODE, STATE = "a-code-of-the-provider-for-nobody", "a-state-that-we-never-handed-out"
DATABASE_PASSWORD = "what-the-database-asks-for"
SMTP_PASSWORD = "what-the-mail-server-asks-for"
OURS = (KEY, OLD_KEY, SMTP_PASSWORD, CLIENT_SECRET)
PASSWORDS = {name: f"{name} has a long sentence of their own" for name in ("olga", "ana", "sven", "nobody", "new", "newest")}
WORDS = ("Olga Berger", "Ana Silva", "secret.example")


@dataclass
class Story:
    """What happened, and every secret that was used on the way."""

    folder: Path
    address: str
    secrets: set[str] = field(default_factory=lambda: {*OURS, CODE, STATE, *PASSWORDS.values()})
    frames: dict[str, str] = field(default_factory=dict)
    """What each person's websockets said."""
    stored: str = ""
    """What the browsers kept where scripts can read it."""

    def found_in(self, text):
        return [secret for secret in self.secrets if secret in text]


@contextmanager
def a_guarded_post_office():
    """A mail server that asks for the password."""

    def check(_server, _session, _envelope, _mechanism, given):
        right = isinstance(given, LoginPassword) and given.password.decode() == SMTP_PASSWORD
        return AuthResult(success=right, handled=False)

    postman = Postman()
    how = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    controller = Controller(postman, hostname="127.0.0.1", port=free_port(), **how)
    controller.start()
    try:
        yield postman, f"smtp://owner:{SMTP_PASSWORD}@127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    folder = tmp_path_factory.mktemp("story")
    away = {"id": "acme", "label": "Acme", "issuer": f"http://127.0.0.1:{free_port()}", "client_id": "us"}
    providers = json.dumps([away | {"client_secret": CLIENT_SECRET}])
    keys = {"SECRET_KEY": f"{KEY},{OLD_KEY}", "OIDC_PROVIDERS": providers}
    with a_guarded_post_office() as (postman, smtp_url), serving(folder, SMTP_URL=smtp_url, **keys) as address:
        told = Story(folder, address)
        with a_chromium() as browser:
            _tell(told, browser, postman)
        yield told


def _tell(told, browser, postman):
    """Sven looks on while Olga registers, mistypes, confirms and invites Ana, who registers and accepts; Olga logs out."""
    olga, ana, sven = (_page(told, browser, name) for name in ("olga", "ana", "sven"))
    _register(told, sven, "Sven Fremd", "sven")
    sven.goto("/membership/family")
    _register(told, olga, "Olga Berger", "olga")
    post(olga.context, "/login", email="olga@secret.example", password=PASSWORDS["nobody"])
    olga.goto("/login")
    olga.goto(_link(told, postman, "olga", "Confirm"))
    olga.goto("/membership/family")
    olga.get_by_role("button", name="Add Members", exact=True).click()
    dialog = olga.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Ana Silva")
    dialog.get_by_label("Email", exact=True).fill("ana@secret.example")
    dialog.get_by_label("Country or region", exact=True).select_option("ES")
    dialog.get_by_label("I understand").first.check()
    dialog.get_by_role("button", name="Send invitation", exact=True).click()
    ana.goto(_link(told, postman, "ana", "invite"))
    expect(heading(ana, "Register to accept")).to_be_visible()
    post(ana.context, "/invitation/register", name="Ana Silva", password=PASSWORDS["ana"], country="ES")
    post(ana.context, "/invitation/accept", understood="yes")
    for page in (ana, olga):
        page.goto("/membership/family")
        expect(page.get_by_text("2 of 25", exact=False).first).to_be_visible()
    for page in (ana, olga, sven):
        _look_into(told, page)
    post(olga.context, "/logout", next="/")
    _change_ways_in(told, ana, postman)


def _change_ways_in(told, ana, postman):
    """Ana goes to a provider that is away, resets her password, changes it and her address, imports and exports."""
    request = ana.context.request
    post(ana.context, "/auth/acme", next="/")
    request.get(f"/auth/acme/callback?code={CODE}&state={STATE}", max_redirects=0)
    post(ana.context, "/forgot", email="ana@secret.example")
    ana.goto(_link(told, postman, "ana", "password"))
    _remember(told, ana)
    post(ana.context, "/reset", password=PASSWORDS["new"])
    post(ana.context, "/login", email="ana@secret.example", password=PASSWORDS["new"])
    _remember(told, ana)
    post(ana.context, "/security/password", old=PASSWORDS["new"], new=PASSWORDS["newest"])
    post(ana.context, "/security/email", email="ana.new@secret.example")
    ana.goto(_link(told, postman, "ana.new", "address"))
    _remember(told, ana)
    request.post("/stores/import?name=orders.txt", data=b"no report", headers={"Origin": told.address})
    assert request.get("/activity/export.csv").ok
    ana.goto("/security")
    _look_into(told, ana)


def _remember(told, page):
    told.secrets |= {cookie["value"] for cookie in page.context.cookies()}


def _page(told, browser, name):
    told.frames[name] = ""
    page = browser.new_context(base_url=told.address, **DESK).new_page()

    def listen(socket):
        socket.on("framereceived", lambda frame: told.frames.update({name: told.frames[name] + str(frame) + "\n"}))

    page.on("websocket", listen)
    return page


def _register(told, page, name, who):
    form = {"name": name, "email": f"{who}@{'secret' if who != 'sven' else 'fremd'}.example", "country": "DE"}
    post(page.context, "/register", password=PASSWORDS[who], **form)


def _link(told, postman, who, about):
    link = link_in(postman.wait_for(f"{who}@secret.example", about))
    told.secrets.add(link.rpartition("/")[2])
    return link


def _look_into(told, page):
    _remember(told, page)
    told.stored += page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert set(kept) <= {"theme", "token", "react-router-scroll-positions"}


def test_the_story_used_what_is_searched_for(story):
    assert len(story.secrets) > 20
    assert all(frames for frames in story.frames.values())
    assert [word for word in WORDS if word in story.frames["olga"]] == list(WORDS)


def test_no_secret_is_in_the_log(story):
    log = (story.folder / "log").read_text()
    assert story.found_in(log) == []
    assert "Traceback" not in log
    assert not [word for word in WORDS if word in log]


def test_no_secret_is_in_anybodys_frames_and_nothing_of_others(story):
    assert story.found_in("".join(story.frames.values())) == []
    assert not [word for word in WORDS if word in story.frames["sven"]]


def test_no_secret_is_where_a_script_could_read_it(story):
    assert story.found_in(story.stored) == []
    assert not [word for word in WORDS if word in story.stored]


def test_no_secret_is_in_the_build(story):
    files = [path for path in CLIENT.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = content.decode(errors="replace")
        assert story.found_in(text) == [], path
        assert not [word for word in (*WORDS, str(story.folder), "sqlite:", "postgresql:", "__open_to__") if word in text], path


def test_no_secret_is_kept_readable_in_the_database(story):
    """Sessions and links by their hash alone, letters and passwords sealed: a stolen copy opens nothing."""
    copy = b"".join(path.read_bytes() for path in story.folder.glob("data.sqlite*"))
    assert not [secret for secret in story.secrets if secret.encode() in copy]


def test_a_database_that_goes_away_takes_no_password_into_the_log(tmp_path, postgresql_database):
    url = make_url(postgresql_database).set(username="postgres", password=DATABASE_PASSWORD)
    with serving(tmp_path, DATABASE_URL=url.render_as_string(hide_password=False)) as address:
        on_server(f"DROP DATABASE {url.database} WITH (FORCE)")
        for path in ("/login", "/membership"):
            with suppress(urllib.error.HTTPError):
                asked = urllib.request.Request(f"{address}{path}", headers={"Cookie": f"session={PASSWORDS['nobody']}"})
                urllib.request.urlopen(asked, timeout=20).read()
        deadline = time.monotonic() + 20
        while "Error" not in (log := (tmp_path / "log").read_text()) and time.monotonic() < deadline:
            time.sleep(0.1)
        on_server(f"CREATE DATABASE {url.database}")
    assert "Error" in log, "nothing in the log says that the database is away"
    assert DATABASE_PASSWORD not in log and PASSWORDS["nobody"] not in log


def test_a_page_says_nothing_of_its_own_cookie(story):
    """The framework sends a socket's headers back to its page, where any script could read them."""

    async def told():
        async with Wire(story.address, cookie="session=a-cookie-of-my-own; other=too-of-mine") as wire:
            return wire.taken()

    frames = asyncio.run(told())
    assert "a-cookie-of-my-own" not in frames and "too-of-mine" not in frames
