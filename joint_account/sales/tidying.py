"""Report files that a kill left behind go: they may hold what is a buyer's."""

import asyncio
from datetime import datetime, timedelta

from joint_account import settings as product

STAYS = timedelta(days=1)
"""Longer than any import takes."""


async def clear_away(at: datetime) -> None:
    """Removes uploaded files that nobody has written to for a day before `at`."""
    await asyncio.to_thread(_remove_older_than, (at - STAYS).timestamp())


def _remove_older_than(moment: float) -> None:
    for path in (product.VAR / "uploads").glob("*"):
        if path.is_file() and path.stat().st_mtime <= moment:
            path.unlink(missing_ok=True)
