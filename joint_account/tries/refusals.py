"""What was refused, in the log: one line a minute for each thing and each address, however often somebody tries."""

import logging
import time

from joint_account.tries.addresses import somebody_at

log = logging.getLogger(__name__)

BETWEEN = 60.0
"""Seconds."""
MOST = 10_000
"""Addresses and things remembered; whoever has more addresses than that gets more lines."""

_said: dict[tuple[str, str], float] = {}


def note_refused(what: str, address: str, who: object = "nobody") -> None:
    """Writes down that something was refused.

    Args:
        what: in the product's own words; nothing that somebody typed.
        address: where it came from.
        who: the id of the person who is logged in, if anybody is.
    """
    key, moment = (what, somebody_at(address)), time.monotonic()
    if moment - _said.get(key, -BETWEEN) < BETWEEN:
        return
    if len(_said) >= MOST:
        _said.clear()
    _said[key] = moment
    log.warning("refused: %s; by %s, from %s", what, who, address)
