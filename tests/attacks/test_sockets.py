"""Sockets that no page of ours opened: another's token, another's site, another's words."""

import asyncio
from contextlib import suppress

import aiohttp
import pytest
import socketio

from joint_account.identity.sessions import start_session
from joint_account.registration.family_state import FamilyState
from joint_account.registration.invitation_state import InvitationState
from tests.attacks.conftest import COOKIE, HOST, PUBLIC_URL
from tests.attacks.hostile import spoofed
from tests.attacks.wire import PATH, name_of
from tests.stories import an_invitation, end_session


async def test_an_open_page_is_told_nothing_new_after_its_session_ended(attacked):
    token = await start_session(attacked.people["organizer"])
    async with attacked.wire(cookie=f"{COOKIE}={token}") as left, attacked.wire("organizer") as stayed:
        for wire in (left, stayed):
            await wire.call(name_of(FamilyState.load), {}, "/membership/family")
            await wire.settled()
            wire.taken()
        await end_session(token)
        left.taken()  # What it was told before is no leak.
        await stayed.call(name_of(FamilyState.resend), {"invitation_id": str(attacked.invitation.id)})
        await left.heard("_redirect")  # Its page was asked to read itself anew, and refused.
        assert attacked.seen_in(left.taken()) == []


@pytest.mark.parametrize("heir", ["", "stranger", "ended", "viewer"])
async def test_the_token_of_a_page_that_was_left_opens_nothing_of_it(attacked, heir):
    async with attacked.wire("organizer") as wire:
        await wire.call(name_of(FamilyState.load), {}, "/membership/family")
        await wire.call(name_of(FamilyState.invite), {"form": {"email": "nearly@typed.example"}}, "/membership/family")
        await wire.settled()
        assert attacked.seen_in(wire.taken())
        token = wire.token
    taken_over = attacked.wire(heir, token=token)
    await taken_over.open()
    await taken_over.call(name_of(FamilyState.clear))
    await taken_over.settled()
    await taken_over.__aexit__()
    assert attacked.seen_in(taken_over.taken()) == []


async def test_the_token_of_an_invitation_page_opens_nothing_for_who_lacks_the_link(attacked):
    """Nobody is logged in on either side: only the link's cookie tells the two apart."""
    invited = await an_invitation(attacked.people["organizer"], "late@victim.example", "Ines Ortega")
    async with attacked.wire(cookie=f"__Host-invitation={invited.link}") as wire:
        await wire.call(name_of(InvitationState.load), {}, "/invitation")
        await wire.settled()
        assert "late@victim.example" in wire.taken()
        token = wire.token
    taken_over = attacked.wire(token=token)
    async with taken_over:
        pass
    assert attacked.seen_in(taken_over.taken()) == []


async def test_the_token_of_an_open_page_opens_another_one(attacked):
    async with attacked.wire("organizer") as wire:
        await wire.call(name_of(FamilyState.load), {}, "/membership/family")
        await wire.settled()
        async with attacked.wire("organizer", token=wire.token) as second, attacked.wire(token=wire.token) as third:
            wire.taken()
            assert attacked.seen_in(third.taken()) == []
            await second.call(name_of(FamilyState.load), {}, "/membership/family")
            await second.settled()
        assert attacked.seen_in(wire.taken()) == []


async def test_only_our_own_pages_may_open_a_socket(attacked):
    for origin in ("https://evil.example", "null", f"{PUBLIC_URL}.evil.example", f"http://{HOST}"):
        with pytest.raises(socketio.exceptions.ConnectionError):
            await attacked.wire("organizer", origin=origin).open()
    for how in ({"host": "evil.example"}, {"host": f"{HOST}:444"}):
        with pytest.raises(socketio.exceptions.ConnectionError):
            await attacked.wire("organizer", **how).open()
    async with attacked.wire("organizer", origin=PUBLIC_URL):
        pass


async def test_names_that_socket_io_itself_answers_to_are_no_way_in(attacked):
    """A client may name any event, `connect` too, and make up the connection that the server would describe."""
    headers = [[b"cookie".decode(), attacked.cookie("organizer")]]
    made_up = {"QUERY_STRING": "token=made-up", "asgi.scope": {"headers": headers, "client": ["127.0.0.1", 1]}}
    event = {"name": name_of(FamilyState.load), "payload": {}, **spoofed(attacked)}
    async with attacked.wire("stranger") as wire:
        for name in (
            "connect",
            "client_error",
            "event",
            "ping",
            "trigger_event",
            "__class__",
            "",
            "link_token_to_sid",
            "emit_update",
        ):
            for arguments in ((), (None,), (7, 7, 7), (made_up,), (made_up, {"event": event}), ({}, {}), ("x", None, [])):
                await wire.emit(name, *arguments)
        await wire.emit("client_error", {"error_type": "x", "message": f"to be read in the log: {attacked.link}\n2026 forged"})
        await wire.settled()
        assert attacked.seen_in(wire.taken()) == []
        await wire.emit("disconnect", 1, 2, 3)
        await wire.emit("connect", made_up, {"event": event})
        await wire.call(name_of(FamilyState.load))
        await wire.emit("ping")
        await wire.heard("pong")
        assert attacked.seen_in(wire.taken()) == []
    assert "made-up" not in attacked.log()
    assert "forged" not in attacked.log()


DEEP = '42/_event,["event",' + "[" * 20_000


RAW = [
    *("x", "", "7", "9", "b", "b!!!", "4", "4x", "49", "43", "45", "451-", "40", "41", "5", "1", "42" + "9" * 500),
    *("44/_event,{}", "46/_event,1[]", "40/_event,[", "40/nowhere,", '42["event",1]', DEEP, DEEP + "]" * 20_001),
    *(f"42/_event,{data}" for data in ("", "[", "{}", "[]", "[7]", "[null,1]", "[{}]", '[["event"]]')),
    *('451-/_event,["event",{"_placeholder":true,"num":0}]', b"\x00\x01", b""),
    *('42/_event,["event","' + "x" * 200_000 + '"]', "4" + "x" * 1_200_000),
]


async def test_what_is_no_packet_ends_the_socket_without_a_word_in_the_log(attacked):
    url = f"{attacked.address}{PATH}/?EIO=4&transport=websocket&token=raw"
    async with aiohttp.ClientSession(headers={"Host": HOST}) as session:
        for text in RAW:
            async with session.ws_connect(url, max_msg_size=0) as socket:
                await socket.receive()
                await socket.send_str("40/_event,")
                await socket.receive()
                await (socket.send_bytes(text) if isinstance(text, bytes) else socket.send_str(text))
                await socket.send_str('42/_event,["ping"]')
                await _pong(socket)
        for query in ("", "?EIO=4&transport=polling", "?EIO=3&transport=websocket", "?EIO=4&transport=websocket&sid=x"):
            async with session.get(f"{attacked.address}{PATH}/{query}") as answer:
                assert answer.status in {400, 404, 405}
    async with attacked.wire() as wire:
        assert wire.taken()


async def _pong(socket):
    """Waits for the answer, or for the end; what makes the server wait for more gets neither."""
    with suppress(TimeoutError):
        async with asyncio.timeout(0.3):
            async for frame in socket:
                if frame.type == aiohttp.WSMsgType.TEXT and "pong" in frame.data:
                    return


async def test_headers_that_are_no_text_are_no_way_in(attacked):
    for cookie in (
        "session=\xff\xfe",
        f"{COOKIE}=\xe9",
        f'{COOKIE}="\\377"',
        ";;;=;",
        f"{COOKIE}=" + "x" * 5000,
        "a=b; " * 500,
    ):
        async with attacked.wire(cookie=cookie) as wire:
            await wire.call(name_of(FamilyState.load), {}, "/membership/family")
            await wire.settled()
            assert attacked.seen_in(wire.taken()) == []
