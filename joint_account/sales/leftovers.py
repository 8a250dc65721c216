"""Deletes report files that nobody needs any more: orders hold buyers' towns and postal codes, which no table of ours does.

Amazon's Data Protection Policy (2.1, retention) lets personal data of orders stay for 30 days after delivery at most.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path

from joint_account import settings as product
from joint_account.database import now
from joint_account.sales.folder_files import older_than, put_away_long_ago

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 3600
LONGEST_IMPORT = timedelta(days=1)
"""An uploaded file that is older was left behind by a process that was killed."""


async def keep_tidy() -> None:
    """Deletes once an hour, for as long as the app runs."""
    while True:
        try:
            await asyncio.to_thread(tidy, now())
        except OSError as error:
            log.warning("files that are no longer needed could not be deleted (%s); trying again", error.strerror)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def tidy(at: datetime) -> int:
    """Deletes what is due; returns how many files.

    Args:
        at: now.
    """
    uploads, watched = product.VAR / "uploads", product.settings().reports_folder
    due = older_than(uploads, at - LONGEST_IMPORT) if uploads.is_dir() else []
    if watched and Path(watched).is_dir():
        due += put_away_long_ago(Path(watched), at)
    for path in due:
        # Another process may have been faster.
        path.unlink(missing_ok=True)
    return len(due)
