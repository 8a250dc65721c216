"""What no page sends: every handler with every payload that might be taken for one."""

import json

from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from joint_account.identity.state import LoginState
from joint_account.registration.family_state import FamilyState
from tests.attacks.conftest import HOST, PUBLIC_URL
from tests.attacks.wire import HYDRATE, ROOT, name_of


def spoofed(there):
    """The organizer's cookie in every place that is not the connection's own header."""
    headers = {"cookie": there.cookie("organizer"), "host": HOST, "origin": PUBLIC_URL}
    place = {"pathname": "/membership/family", "asPath": "/membership/family", "query": {}, "sid": "x", "ip": "127.0.0.1"}
    return {"router_data": place | {"headers": headers, "token": "another"}, "token": "another", "headers": headers}


def hostile(there, good):
    """Payloads that no page sends."""
    junk = [
        None,
        True,
        7,
        -1.5,
        "text",
        [],
        {},
        ["a"],
        {"a": {"b": [{"c": None}]}},
        "x" * 30_000,
        "\0",
        "\ud800",
        "9" * 5000,
        "-1",
    ]
    pairs = ["junk", [["a"]], [["a", "b", "c"]], [1, 2], [[[], {}]], {"a": 1}, [["name", 7]], [["lines", "\ud800"]], None]
    for value in [*junk, *({FORM_DATA_ENTRIES_KEY: entries} for entries in pairs), {FORM_DATA_ENTRIES_KEY: [], "more": 1}]:
        yield value
        for name in good:
            yield good | {name: value}
    yield from ({}, good | {"evil": 1}, good | {"self": 1}, good | {"vars": {f"{ROOT}.is_hydrated": True}}, {"hashes": [1]})
    yield {"vars": {f"{name_of(FamilyState.load).rpartition('.')[0]}.may_invite": True}}
    yield {name: dict.fromkeys(map(str, range(5000)), "x") for name in good or ["form"]}
    yield {"form": {"lines": "Nadja <nadja@elsewhere.example>\n\ud800", "understood": "yes"}}
    yield {"invitation_id": str(there.invitation.id), "joint_account_id": str(there.victim_id)}


def hostile_places():
    return [
        "//evil",
        "/\\evil",
        "//[",
        "[",
        "http://[",
        "\0",
        "\ud800",
        7,
        None,
        [],
        {},
        {"a": {}},
        {"a": "b"},
        "/x?" + "&" * 9000,
    ]


def hostile_events(there):
    """Events that are none."""
    yield from (
        None,
        "text",
        7,
        [],
        {},
        [[]],
        {"name": None},
        {"name": {}},
        {"name": ["a"]},
        {"name": ""},
        {"name": "x" * 9999},
    )
    yield from ({"name": f"{ROOT}.{name}"} for name in ("__class__", "_read", "reset", "get_state", "setvar", "no.such"))
    yield from ({"name": HYDRATE, "payload": 7}, {"name": HYDRATE, "router_data": 7}, {"name": HYDRATE, "payload": "{}"})
    yield json.dumps({"name": HYDRATE, "payload": {}, **spoofed(there)})
    yield {"name": name_of(FamilyState.load), "payload": {}, "substate_name": "x", "lazy": True}


async def attack(there, role, handlers):
    """Everything once, as a page would, and then as no page would; each on a socket that stays below the limits.

    Returns every frame that came back.
    """
    told = []

    async def on_a_socket(*events):
        async with there.wire(role) as wire:
            for event in events:
                await wire.emit("event", event)
            await wire.settled()
            told.append(wire.taken())

    for name, case in handlers.items():
        good = case.payload(there)
        page = {"name": name_of(FamilyState.load), "payload": {}, "router_data": {"pathname": "/membership/family"}}
        honest = {
            "name": name,
            "payload": good,
            "router_data": {"pathname": case.at(there).partition("?")[0], "asPath": case.at(there)},
        }
        odd = ({"name": name, "payload": payload, "router_data": {}} for payload in hostile(there, good))
        await on_a_socket(page, honest, *odd, {"name": name, "payload": good, **spoofed(there)})
    places = ({"router_data": {key: path}} for path in hostile_places() for key in ("pathname", "asPath", "query"))
    await on_a_socket(*({"name": name_of(LoginState.load), "payload": {}, **place} for place in places))
    await on_a_socket(*hostile_events(there))
    return "\n".join(told)
