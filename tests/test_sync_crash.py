"""The sync dies by SIGKILL at any moment, again and again: in the end every row is as in an undisturbed run."""

import asyncio
import os
import random
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from joint_account.sales.verify import differences
from joint_account.stores.amazon.connections import connections_of
from joint_account.stores.queries import stores_of
from tests.amazon.accounts import a_connection
from tests.amazon.expected import stored, wrong
from tests.amazon.limits import Limits
from tests.amazon.server import running
from tests.amazon.world import World
from tests.stories import an_organizer

ROOT = Path(__file__).resolve().parent.parent
DAY = timedelta(days=1)
KILLS = int(os.environ.get("KILLS", "8"))
"""The issue asks for 50: KILLS=50."""

# Real time, but Amazon is quick and generous; a claim of a process that died is over at once.
_PROCESS = """
import asyncio
from datetime import datetime, timedelta
from joint_account.database import now
from joint_account.stores.amazon import rates
from joint_account.stores.amazon.clock import Clock
from joint_account.sync import cursors, loop, report_files, windows
for operation in rates.RATES:
    rates.RATES[operation] = rates.Rate(1000, 100)
windows.LEASE = cursors.LEASE = timedelta(seconds=1)
windows.HISTORY = timedelta(days=365)
report_files.SECONDS_BETWEEN_POLLS = 0.02
asyncio.run(loop.keep_synced(Clock(now, lambda seconds: asyncio.sleep(min(seconds, 0.05)))))
"""


class Generous(Limits):
    """Never refuses, and says so."""

    def take(self, seller, operation):
        return True

    def header(self, operation):
        return "1000.0"


async def a_sync():
    return await asyncio.create_subprocess_exec(sys.executable, "-c", _PROCESS, cwd=ROOT, env=os.environ.copy())


async def test_killed_at_any_moment_it_ends_in_the_same_rows(open_database, use_settings):
    chance, began = random.Random(4), datetime.now(UTC)
    with running(world=World(per_day=20)) as amazon:
        use_settings(**amazon.settings)
        amazon.limits = Generous(amazon.clock, {})
        amazon.filing.queued, amazon.filing.worked = 0.05, 0.1
        olga = await an_organizer()
        await a_connection(amazon, olga, "A4JAPAN")
        for _ in range(KILLS):
            process, enough = await a_sync(), len(amazon.asked) + chance.randrange(1, 8)
            while len(amazon.asked) < enough:
                await asyncio.sleep(0.005)
            await asyncio.sleep(chance.random() * 0.2)
            process.send_signal(signal.SIGKILL)
            assert await process.wait() == -signal.SIGKILL
        process = await a_sync()
        while not all(one.history_done_at and one.fresh_at for one in await stores_of(olga)):
            assert process.returncode is None
            assert datetime.now(UTC) - began < timedelta(seconds=240)
            await asyncio.sleep(0.1)
        process.kill()
        await process.wait()
        fresh_at = min(one.fresh_at for one in await stores_of(olga))
        found = await stored(olga.joint_account_id)
        since = min(one.consented_at for one in await connections_of(olga)) - 365 * DAY
        assert wrong(amazon.world, "A4JAPAN", since, fresh_at, datetime.now(UTC), found) == []
        assert len(found) > 300
        assert [one async for one in differences()] == []
