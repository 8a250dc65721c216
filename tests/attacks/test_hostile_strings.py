"""Every form, address and event there is, with hostile strings in every field: no error, and no header that they wrote."""

import re
from importlib import import_module
from urllib.parse import quote, urlencode, urlsplit

import httpx
import pytest

from joint_account.identity import passwords
from joint_account.identity.gate import declarations
from joint_account.shell.doors import Doors
from tests.attacks.asking import safe
from tests.attacks.conftest import HOST, PUBLIC_URL
from tests.attacks.handlers import OURS, short
from tests.attacks.routes import DOWNLOADS, GETS, NEED_LOG_IN, POSTS
from tests.hostile_strings import ALL, hostile_fields

DONE_WHATEVER_IS_TYPED = {"/logout", "/demo", "/demo/walkthrough", "/security/end-others", "/stores/import"}
"""Their forms have no field that is read; an import is a file."""
ASKED_FOR = (
    "q",
    "stores",
    "status",
    "period",
    "from",
    "to",
    "in",
    "before",
    "after",
    "person",
    "kind",
    "letter",
    "next",
    "done",
)
"""What pages read out of their address."""
ON_A_SOCKET = 60
"""Below the limit of events."""
_NO_CHARACTERS = re.compile("[\ud800-\udfff]")


def over_http(text, longest=3000):
    """The text as a browser sends it: half a character becomes a replacement."""
    return _NO_CHARACTERS.sub("\ufffd", text)[:longest]


def addresses():
    """Query strings with a hostile string for each name: each name has had all of them at the end."""
    for form in hostile_fields(ASKED_FOR, every=len(ASKED_FOR)):
        yield urlencode({name: over_http(text, 250) for name, text in form.items()})


@pytest.fixture
def product(attacked, monkeypatch):
    """The product's HTTP in this process, where an error is an error; passwords cost nothing, and tries do not count."""
    from joint_account.joint_account import app
    from joint_account.protected import is_protected

    async def never(*_):
        return False

    async def always(*_, **__):
        return True

    async def quick(_):
        return "$argon2id$none"

    monkeypatch.setattr(passwords, "matches", never)
    monkeypatch.setattr(passwords, "hash_password", quick)
    monkeypatch.setattr(import_module("joint_account.tries.counting"), "_hit", always)
    product, *others = app.api_transformer
    for other in others:
        product = other(product)
    product = Doors(product, is_protected)

    def client(role):
        headers = {"Host": HOST, "Origin": PUBLIC_URL, "Cookie": attacked.cookie(role)}
        return httpx.AsyncClient(transport=httpx.ASGITransport(product), base_url=PUBLIC_URL, headers=headers)

    return client


async def test_no_form_stumbles_over_what_is_typed_into_it(product):
    for path, honest in POSTS.items():
        if path in DONE_WHATEVER_IS_TYPED:
            continue
        async with product("organizer" if path in NEED_LOG_IN else "") as client:
            for form in hostile_fields(honest or {"more": ""}):
                sent = {name: over_http(text) for name, text in form.items()}
                answer = await safe(await client.post(path.replace("{provider}", "acme"), data=sent))
                assert answer.status_code in {200, 303, 400, 403, 404, 413, 429}, (path, form)


async def test_no_address_stumbles_over_what_is_typed_into_it(product):
    async with product("organizer") as client:
        for route in sorted(GETS):
            for text in ALL:
                typed_in = quote(over_http(text.strip("./"), 300).replace("/", ""), safe="") or "x"
                path = re.sub(r"{.*?}", lambda _, typed_in=typed_in: typed_in, route)
                answer = await safe(await client.get(path))
                assert answer.status_code in {200, 303, 400, 404, 405}, (route, text)
                assert "evil" not in urlsplit(answer.headers.get("location", "")).path
        for route in sorted(DOWNLOADS | GETS):
            for query in addresses():
                answer = await safe(await client.get(f"{re.sub(r'{.*?}', 'x', route)}?{query}"))
                assert answer.status_code in {200, 303, 400, 403, 404}, (route, query)


async def test_no_event_stumbles_over_what_is_typed_into_it(attacked):
    events = []
    for name in sorted(declarations()):
        case = OURS[short(name)]
        good, place = case.payload(attacked), case.at(attacked).partition("?")[0]
        for query in addresses():
            events.append((name, {} if case.changes else good, f"{place}?{query}"))
        fields = {field: value for field, value in good.get("form", good).items() if isinstance(value, str)}
        for form in hostile_fields(fields) if fields else ():
            events.append((name, {"form": form} if "form" in good else form, place))
    for first in range(0, len(events), ON_A_SOCKET):
        async with attacked.wire("stranger") as wire:  # Whose invitations no other attack counts on.
            for event in events[first : first + ON_A_SOCKET]:
                await wire.call(*event)
            await wire.settled()
