"""Looks, before the product starts, whether what its settings name is there: a sentence instead of a traceback, or silence."""

import asyncio
import errno
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

from redis import asyncio as redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from joint_account.database.engine import engine
from joint_account.settings import WrongSetting, settings

_SECONDS = 5
_PORT_PROBLEMS = {errno.EADDRINUSE, errno.EACCES}


async def look_for_the_database() -> None:
    """Raises WrongSetting when DATABASE_URL leads to no database that lets us in."""
    try:
        if engine().dialect.name == "sqlite":
            await asyncio.to_thread(_open_file, engine().url.database or "")
        else:
            async with engine().connect():
                pass
    except (OSError, ValueError, sqlite3.Error, SQLAlchemyError) as problem:
        raise WrongSetting(f"DATABASE_URL: the database cannot be opened: {_reason(problem)}.") from None


def _open_file(name: str) -> None:
    # Not by our driver: its thread outlives a refusal, and says so with a traceback when it finds the event loop closed.
    Path(name).open("ab").close()
    with closing(sqlite3.connect(name)) as connection:
        connection.execute("PRAGMA schema_version")


async def look_for_redis() -> None:
    """Raises WrongSetting when REDIS_URL is given and nothing answers there: the server would wait for it in silence."""
    if not settings().redis_url:
        return
    try:
        async with redis.from_url(settings().redis_url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS) as client:
            await client.execute_command("PING")
    except (OSError, ValueError, RedisError) as problem:
        raise WrongSetting(f"REDIS_URL: Redis does not answer: {_reason(problem)}.") from None


def look_for_the_address() -> str:
    """The IP address that HOST is; raises WrongSetting when it is not this machine's, or PORT is taken.

    The server itself would share a port with whoever has it: each would get some of the requests.
    """
    host, port = settings().host, settings().port
    try:
        # localhost is 127.0.0.1 here, as in PUBLIC_URL's other names.
        found = sorted(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), key=lambda one: one[0] != socket.AF_INET)
        family, kind, _, _, address = found[0]
        with socket.socket(family, kind) as probe:
            # A port that was closed a moment ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise WrongSetting(f"HOST: nobody knows the address {host!r}.") from None
    except OSError as problem:
        name = "PORT" if problem.errno in _PORT_PROBLEMS else "HOST"
        raise WrongSetting(f"{name}: cannot listen on {host}, port {port}: {_reason(problem)}.") from None
    return str(address[0])


def _reason(problem: Exception) -> str:
    """The first line of what went wrong, as the system or the database says it. Of a URL it says nothing: it has a password."""
    if isinstance(problem, ValueError):
        return "its address cannot be read"
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror
    return str(getattr(problem, "orig", None) or problem).partition("\n")[0].rstrip(".")
