"""A process dies by SIGKILL with a letter on its way: the next one delivers it, and it counts once."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.mail_server import Hanging, Postbox, mail_server, smtp
from tests.mail_stories import only_letter

ROOT = Path(__file__).resolve().parent.parent

COMMIT_AND_DIE = """
await a_letter()
os.kill(os.getpid(), signal.SIGKILL)
"""
COMMIT_AND_DELIVER = """
await a_letter()
await deliver_due(now())
"""
START_ANEW = """
assert await deliver_due(now()) == {at_once}
assert await deliver_due(now() + LEASE) == 1 - {at_once}
await dispose()
"""
_PROCESS = """
import asyncio, os, signal
from joint_account.database import dispose, now
from joint_account.mail.delivery import LEASE, deliver_due
from tests.mail_stories import a_letter
async def main():
{body}
asyncio.run(main())
"""


async def a_process(body):
    indented = "".join(f"    {line}\n" for line in body.strip().splitlines())
    source = _PROCESS.format(body=indented)
    return await asyncio.create_subprocess_exec(sys.executable, "-c", source, cwd=ROOT, env=os.environ.copy())


async def test_killed_after_the_commit_the_next_start_delivers(database, use_settings):
    async with mail_server(postbox := Postbox()) as port:
        use_settings(SMTP_URL=smtp(port))
        assert await (await a_process(COMMIT_AND_DIE)).wait() == -signal.SIGKILL
        assert await (await a_process(START_ANEW.format(at_once=1))).wait() == 0
    letter = await only_letter()
    assert (letter.delivery, postbox.message_ids) == ("sent", [letter.message_id])


async def test_killed_while_the_server_has_it_the_repeat_is_recognised_and_counts_once(database, use_settings):
    async with mail_server(postbox := Hanging()) as port:
        use_settings(SMTP_URL=smtp(port))
        dying = await a_process(COMMIT_AND_DELIVER)
        await postbox.arrived.wait()
        dying.kill()
        assert await dying.wait() == -signal.SIGKILL
        postbox.released.set()
        assert await (await a_process(START_ANEW.format(at_once=0))).wait() == 0
    letter = await only_letter()
    assert (letter.delivery, postbox.message_ids) == ("sent", [letter.message_id] * 2)
