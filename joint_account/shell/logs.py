"""The log: one line each, whatever somebody's text or another machine's answer in it holds."""

import logging
import time
from types import TracebackType

from joint_account.ui.visible import visible

_Error = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class OneLineEach(logging.Formatter):
    """Writes a record as one line; the lines of a traceback are marked, so that none can pass for a record."""

    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, with what is not printable made visible."""
        return visible(super().formatMessage(record))

    def formatException(self, ei: _Error) -> str:
        """The traceback, marked."""
        return "\n".join(f"  | {visible(line)}" for line in super().formatException(ei).split("\n"))

    def formatStack(self, stack_info: str) -> str:
        """A stack that was asked for, marked."""
        return "\n".join(f"  | {visible(line)}" for line in stack_info.split("\n"))


def write_one_line_each() -> None:
    """Sets up the log of this process: warnings and worse, to stderr; the server's own messages alike."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    for logger in (root, logging.getLogger("_granian")):
        for handler in logger.handlers:
            handler.setFormatter(OneLineEach())
