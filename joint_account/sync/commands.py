"""What the command line does with the sync."""

import sys

from joint_account.settings import settings
from joint_account.stores.amazon.refusals import NotConfigured
from joint_account.sync.loop import keep_synced


async def sync() -> int:
    """Keeps connected stores in sync until it is stopped; the exit status is 1 without Amazon's settings."""
    if not settings().connects_amazon:
        print(NotConfigured.sentence, file=sys.stderr)  # noqa: T201
        return 1
    await keep_synced()
    return 0
