"""A real SMTP server on a free port, in the test's own event loop, that answers as it is told."""

import asyncio
import email
from contextlib import asynccontextmanager
from email.policy import SMTP as SMTP_POLICY

from aiosmtpd.smtp import SMTP


class Postbox:
    """Takes letters; `rcpt` and `data` are the replies to give first, in turn, before everything is taken."""

    def __init__(self, *, rcpt=(), data=()):
        self.replies = {"RCPT": list(rcpt), "DATA": list(data)}
        self.recipients = []
        self.received = []
        self.raw = []
        self.arrived = asyncio.Event()

    def next_reply(self, verb):
        return self.replies[verb].pop(0) if self.replies[verb] else ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = self.next_reply("RCPT")
        if not reply:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.recipients += envelope.rcpt_tos
        self.raw.append(envelope.original_content)
        self.received.append(email.message_from_bytes(envelope.original_content, policy=SMTP_POLICY))
        self.arrived.set()
        return self.next_reply("DATA") or "250 OK"

    @property
    def message_ids(self):
        return [message["Message-ID"] for message in self.received]


class Hanging(Postbox):
    """Has the whole letter, and never says so until `released`."""

    def __init__(self):
        super().__init__()
        self.released = asyncio.Event()

    async def handle_DATA(self, server, session, envelope):
        reply = await super().handle_DATA(server, session, envelope)
        await self.released.wait()
        return reply


def smtp(port):
    """SMTP_URL of a server here that speaks in the open."""
    return f"smtp://127.0.0.1:{port}"


@asynccontextmanager
async def mail_server(postbox, *, port=0, tls=None, **options):
    """Serves `postbox` while the block runs; yields the port."""
    loop = asyncio.get_running_loop()
    made = await loop.create_server(
        lambda: SMTP(postbox, loop=loop, hostname="mail.example.com", enable_SMTPUTF8=True, **options),
        "127.0.0.1",
        port,
        ssl=tls,
    )
    try:
        yield made.sockets[0].getsockname()[1]
    finally:
        made.close()


@asynccontextmanager
async def silent_server():
    """Takes connections and never says a word; yields the port."""
    made = await asyncio.start_server(lambda reader, writer: reader.read(), "127.0.0.1", 0)
    try:
        yield made.sockets[0].getsockname()[1]
    finally:
        made.close()
