"""What the command line does with the database, on its newest schema."""

import asyncio
from collections.abc import Awaitable, Callable

from joint_account.database import dispose
from joint_account.database.migrate import migrate
from joint_account.reachable import look_for_the_database
from joint_account.signing_key import signing_keys


def run(work: Callable[[], Awaitable[int]]) -> int:
    """Runs it, once the database answers and has the newest schema; the exit status is what it returns."""

    async def on_the_newest_schema() -> int:
        signing_keys()
        try:
            await look_for_the_database()
            await migrate()
            return await work()
        finally:
            await dispose()

    return asyncio.run(on_the_newest_schema())
