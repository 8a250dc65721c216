"""Between the password and the code: the browser carries who is half-way in, sealed, for five minutes."""

import json
import secrets
from dataclasses import asdict, dataclass

from starlette.responses import Response

from joint_account.database import reading
from joint_account.identity import second_factor
from joint_account.identity.cookies import forget, keep, kept_in
from joint_account.identity.entering import enter
from joint_account.identity.http import see_other
from joint_account.identity.models import Person
from joint_account.identity.second_factor_errors import HalfWayOver
from joint_account.identity.sessions import hashed
from joint_account.identity.spent import spend
from joint_account.sealing import Unsealable, seal, unseal

COOKIE = "half-way"
PAGE = "/login/code"
LASTS = 300
"""Seconds from the password to the code."""
TRIES = 5


@dataclass(frozen=True)
class HalfWay:
    """A log-in that lacks its code."""

    id: str
    person_id: int
    known: str
    """Stands for the password as it was: when it changes, whoever knew the older one is not half-way in any more."""
    how: str
    """The person proved who they are, in words."""
    next: str
    """Where they were going: one of our own paths."""
    stays: bool
    """Whether they asked to stay signed in."""


def ask_for_code(person: Person, how: str, next_: str, *, stays: bool) -> Response:
    """To the page that asks for the code, for somebody who has given a password or came from a provider."""
    half_way = HalfWay(secrets.token_urlsafe(32), person.id, _known(person), how, next_, stays)
    sealed = seal("half-way", json.dumps(asdict(half_way)).encode()).decode()
    return keep(see_other(PAGE), COOKIE, sealed, lasts=LASTS)


def half_way_in(cookie_header: str) -> HalfWay | None:
    """The log-in that lacks its code in this browser; None: there is none, or it took too long."""
    try:
        told = json.loads(unseal("half-way", kept_in(cookie_header, COOKIE), oldest=LASTS))
    except (Unsealable, ValueError):
        return None
    return HalfWay(**told)


def drop(response: Response) -> Response:
    """The browser carries it no longer."""
    return forget(response, COOKIE)


async def finish(half_way: HalfWay, code: str, *, device: str) -> str:
    """Begins the session of somebody who has entered a code, too; returns the cookie's value.

    Raises:
        WrongCode: nothing has begun, and there are tries left.
        TooManyTries: too many codes of the person's were wrong lately.
        HalfWayOver: it was used already, too many codes were wrong, or the password changed.
    """
    # Counted here and not in the cookie, which a browser can send again as it was before.
    if not await _has_a_try(half_way):
        raise HalfWayOver
    async with reading() as session:
        person = await session.get(Person, half_way.person_id)
    if person is None or _known(person) != half_way.known:
        raise HalfWayOver
    await second_factor.check(person, code)
    if not await spend(half_way.id, lasts=LASTS):
        raise HalfWayOver
    return await enter(person, how=f"{half_way.how} and a code", device=device, stays=half_way.stays, strong=True)


async def _has_a_try(half_way: HalfWay) -> bool:
    for number in range(TRIES):
        if await spend(f"{half_way.id} {number}", lasts=LASTS):
            return True
    return False


def _known(person: Person) -> str:
    return hashed(person.password_hash)
