"""What the command line can do for demos."""

import time

from joint_account.database import now
from joint_account.demo.sweep import sweep
from joint_account.demo.template import prepare


async def prepare_demo() -> int:
    """Prepares today's template, sweeps demos that are over, and prints what was done. Returns the exit status."""
    started = time.perf_counter()
    await prepare()
    print(f"The demo of {now().date()} is ready ({time.perf_counter() - started:.1f} s).")  # noqa: T201
    swept = await sweep(now())
    print(f"Demos older than 24 hours removed: {swept}.")  # noqa: T201
    return 0
