"""A page's websocket without the page: says anything to the server, and keeps every frame that comes back."""

import asyncio
import itertools
import json
import secrets
from typing import Any

import socketio
from reflex.state import State
from reflex_base.utils.format import format_event_handler

PATH = "/_event"
ROOT = State.get_full_name()
HYDRATE = f"{ROOT}.hydrate_and_load"
_numbers = itertools.count(1)


def an_address() -> str:
    """A network address that nobody else has; read where the server is told that 127.0.0.1 is its proxy."""
    return f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"


def name_of(handler: Any) -> str:
    """The full name that an event calls a handler by."""
    return format_event_handler(handler)


class Wire:
    """One socket. Use as a context: `async with Wire(address, cookie=…) as wire`."""

    def __init__(self, address: str, *, host: str = "", cookie: str = "", token: str = "", origin: str = "") -> None:
        self.address, self.token = address, token or secrets.token_hex(16)
        wanted = {"Host": host, "Cookie": cookie, "Origin": origin, "X-Forwarded-For": an_address()}
        self.headers = {name: value for name, value in wanted.items() if value}
        self.frames: list[str] = []
        self._client = socketio.AsyncClient(reconnection=False, json=json)
        self._client.on("*", self._keep, namespace=PATH)
        self._arrived = asyncio.Event()

    async def _keep(self, event: str, *data: Any) -> None:
        self.frames.append(json.dumps([event, *data]))
        self._arrived.set()

    async def open(self, auth: Any = None) -> None:
        """Connects; `auth` rides in the connect packet."""
        url = f"{self.address}?token={self.token}"
        await self._client.connect(
            url,
            headers=self.headers,
            auth=auth,
            transports=["websocket"],
            socketio_path=PATH,
            namespaces=[PATH],
            wait_timeout=5,
        )

    async def __aenter__(self) -> "Wire":
        await self.open()
        await self.settled()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._client.disconnect()

    async def emit(self, event: str, *data: Any) -> None:
        """Sends a Socket.IO event of any name."""
        await self._client.emit(event, tuple(data) if len(data) != 1 else data[0], namespace=PATH)

    async def call(self, name: Any, payload: Any = None, path: str = "/", **more: Any) -> None:
        """Calls an event handler as a page would."""
        router_data = {"pathname": path.partition("?")[0], "asPath": path, "query": {}}
        await self.emit(
            "event", {"name": name, "payload": {} if payload is None else payload, "router_data": router_data} | more
        )

    async def settled(self) -> None:
        """Returns when everything said before is answered: a token's events run one after the other."""
        for _ in range(2):  # What a page's load event sets going comes after it.
            mark = f"/?settled-{next(_numbers)}"  # The first page has no load of its own: nothing is told beside the mark.
            await self.call(HYDRATE, {}, mark)
            await self.heard(mark)

    async def heard(self, word: str) -> None:
        """Returns when a frame holds the word."""
        async with asyncio.timeout(20):
            while not any(word in frame for frame in self.frames):
                self._arrived.clear()
                await self._arrived.wait()

    def taken(self) -> str:
        """Every frame since the last look, as one text."""
        text, self.frames = "\n".join(self.frames), []
        return text
