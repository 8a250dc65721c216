"""Report files that nobody needs any more go: orders hold buyers' towns and postal codes, which no table of ours does.

Amazon's Data Protection Policy (2.1, retention) lets personal data of orders stay for 30 days after delivery at most.
"""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from joint_account import settings as product
from joint_account.sales.folder_files import remove_put_away

STAYS = timedelta(days=1)
"""Longer than any import takes."""


async def clear_away(at: datetime) -> None:
    """Removes uploaded files that nobody has written to for a day before `at`, and what the watched folder put away."""
    await asyncio.to_thread(_remove_older_than, (at - STAYS).timestamp())
    if watched := product.settings().reports_folder:
        await asyncio.to_thread(remove_put_away, Path(watched), at)


def _remove_older_than(moment: float) -> None:
    for path in (product.VAR / "uploads").glob("*"):
        if path.is_file() and path.stat().st_mtime <= moment:
            path.unlink(missing_ok=True)
