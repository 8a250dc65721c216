"""The watched folder as a file system has it: what may be taken, who holds it, and where it is put away.

Everything here waits for the disk: it runs in a thread. A file is held by a lock on itself (flock), which its process loses
when it ends, however it ends; so nothing has to be tidied up after a kill.
"""

import fcntl
import os
import signal
import stat
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from joint_account.stores.marketplaces import marketplaces

DONE, REFUSED = "done", "refused"
QUIET = 10.0
"""Seconds without a change after which a file counts as whole."""
KEPT = timedelta(days=7)
"""How long files lie where they were put away: orders hold buyers' towns and postal codes."""

_UNFINISHED = (".part", ".tmp", ".crdownload", ".download", ".filepart", "~")


class Look(NamedTuple):
    """A file as it was at one moment; another of these is another file."""

    inode: int
    size: int
    written_at: int
    """Nanoseconds since 1970."""


class Waiting(NamedTuple):
    """A file that may be taken."""

    path: Path
    owner: Path
    """The folder that is named after its person."""
    store: str | None
    """Country code, if it lies in a folder of that name."""


def waiting_in(folder: Path) -> list[Waiting]:
    """Every file that could be a report, oldest name first; links and what is still being downloaded are none."""
    found = []
    for owner in _folders(folder):
        places = [(owner, None), *((one, one.name) for one in _folders(owner) if one.name in marketplaces())]
        found += [Waiting(path, owner, store) for place, store in places for path in _files(place)]
    return found


def look_at(path: Path) -> Look | None:
    """The file as it is now; None when it is gone, or no plain file."""
    with suppress(FileNotFoundError):
        told = path.lstat()
        return _look(told) if stat.S_ISREG(told.st_mode) else None
    return None


def hold(path: Path) -> tuple[int, Look] | None:
    """Takes hold of a file, until its descriptor is closed.

    Returns:
        The descriptor, and the file as it is; None when somebody else has it, or writes to it, or it is gone.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    if _is_ours(file, path):
        return file, _look(os.fstat(file))
    os.close(file)
    return None


def put_away(waiting: Waiting, where: str, why: str, at: datetime) -> Path:
    """Moves a file that is held out of the way.

    Args:
        waiting: the file.
        where: DONE or REFUSED.
        why: what is written beside it.
        at: now.

    Returns:
        Where it is.
    """
    folder = waiting.owner / where
    folder.mkdir(mode=0o700, exist_ok=True)
    prefix = f"{at:%Y-%m-%d %H.%M.%S.%f}{f' {waiting.store}' if waiting.store else ''}"
    target = folder / f"{prefix} {waiting.path.name}"[: 255 - len(".why.txt")]
    target.with_name(f"{target.name}.why.txt").write_text(f"{why}\n", encoding="utf-8")
    waiting.path.rename(target)
    return target


def remove_put_away(folder: Path, at: datetime) -> None:
    """Deletes what was put away longer than KEPT before a moment."""
    if not folder.is_dir():
        return
    for place in (owner / where for owner in _folders(folder) for where in (DONE, REFUSED)):
        for path in _files(place, everything=True) if place.is_dir() else ():
            # Not the time of writing, which stays when a file is moved.
            if path.lstat().st_ctime < (at - KEPT).timestamp():
                # Another process may have been faster.
                path.unlink(missing_ok=True)


def _folders(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.is_dir() and not one.is_symlink())


def _files(folder: Path, *, everything: bool = False) -> list[Path]:
    plain = [one for one in folder.iterdir() if one.is_file() and not one.is_symlink()]
    return sorted(
        one for one in plain if everything or not (one.name.startswith(".") or one.name.lower().endswith(_UNFINISHED))
    )


def _look(told: os.stat_result) -> Look:
    return Look(told.st_ino, told.st_size, told.st_mtime_ns)


def _is_ours(file: int, path: Path) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        told = path.lstat()
    except OSError:
        return False
    # Whoever held it before may have put it away meanwhile.
    same = os.path.samestat(told, os.fstat(file)) and stat.S_ISREG(told.st_mode)
    return same and not _is_being_written(file)


def _is_being_written(file: int) -> bool:
    """Whether somebody on this machine has it open for writing, as far as the system tells (Linux, files of our own)."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    # Should somebody begin to write just now, we would be told by a signal that ends a process: this one does nothing.
    fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
