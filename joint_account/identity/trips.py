"""What a browser carries on its way through a provider: sealed, bound to it, and gone after ten minutes."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from starlette.responses import Response

from joint_account.identity.cookies import forget, keep, kept_in
from joint_account.identity.oidc import Proved, Trip
from joint_account.identity.provider_errors import AnotherTrip
from joint_account.identity.spent import spend
from joint_account.provider_settings import Provider
from joint_account.sealing import Unsealable, seal, unseal

LASTS = 600
"""Seconds from the button to the last page."""


@dataclass(frozen=True)
class Arrival:
    """Somebody who came back from a provider, and has something left to say."""

    proved: Proved
    next: str
    """Where they were going: one of our own paths, or empty."""
    stays: bool
    """Whether they asked to stay signed in."""


TRIP_COOKIE = "trip"
"""Holds the trip."""

ARRIVAL_COOKIE = "arrival"
"""Holds who came back, until they have said what is missing."""


def carry(response: Response, trip: Trip) -> Response:
    """The browser carries the trip."""
    return _set(response, TRIP_COOKIE, "trip", asdict(trip))


def carry_arrival(response: Response, arrival: Arrival) -> Response:
    """The browser carries who came back."""
    return _set(response, ARRIVAL_COOKIE, "arrival", asdict(arrival))


def drop(response: Response, cookie: str) -> Response:
    """The browser carries it no longer."""
    return forget(response, cookie)


def arrival_in(cookie_header: str) -> Arrival | None:
    """Who came back from a provider in this browser; None: nobody, or too long ago."""
    told = _told(cookie_header, ARRIVAL_COOKIE, "arrival")
    return Arrival(Proved(**told["proved"]), told["next"], told["stays"]) if told else None


async def trip_back(provider: Provider, cookie_header: str, answer: Mapping[str, str]) -> Trip:
    """The trip that this answer ends. Its state is good once, whatever the answer says.

    Raises:
        AnotherTrip: this browser began no such trip, or it is over.
    """
    told = _told(cookie_header, TRIP_COOKIE, "trip")
    if told is None or told["provider"] != provider.id:
        raise AnotherTrip(provider.label, "no trip")
    trip = Trip(**told)
    if not hmac.compare_digest(trip.state.encode(), answer.get("state", "").encode()):
        raise AnotherTrip(provider.label, "another state")
    if not await spend(trip.state, lasts=LASTS):
        raise AnotherTrip(provider.label, "a state that is spent")
    return trip


def _set(response: Response, cookie: str, purpose: str, told: dict[str, object]) -> Response:
    sealed = seal(purpose, json.dumps(told).encode()).decode()
    return keep(response, cookie, sealed, lasts=LASTS)


def _told(cookie_header: str, cookie: str, purpose: str) -> dict | None:
    try:
        return json.loads(unseal(purpose, kept_in(cookie_header, cookie), oldest=LASTS))
    except (Unsealable, ValueError):
        return None
