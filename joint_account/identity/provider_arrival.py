"""Where somebody gets who came back from a provider: in, to their own page, or to the one that says what was wrong."""

import logging
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from joint_account.identity import linking, trips
from joint_account.identity.addresses import clean_email, clean_name, is_country
from joint_account.identity.entering import enter
from joint_account.identity.errors import IdentityError, ProofNeeded
from joint_account.identity.half_way import ask_for_code
from joint_account.identity.http import answer, device_in, done, home_of, logged_in_response, see_other, to_prove
from joint_account.identity.letting_in import let_in
from joint_account.identity.models import Person
from joint_account.identity.oidc import Proved, Purpose, Trip
from joint_account.identity.provider_errors import AnotherTrip, LinkedToNobody, NoAddress, ProviderError
from joint_account.identity.proving import renew_session
from joint_account.identity.second_factor_errors import CodeNeeded
from joint_account.identity.sessions import acting, session_now
from joint_account.tries import TooManyTries

log = logging.getLogger(__name__)

ARRIVED = "/continue"
"""The page for whoever came back and has something left to say."""

PAGE = "/security"
"""Where identities are linked and unlinked."""


async def arrive(request: Request, trip: Trip, proved: Proved) -> Response:
    """What the identity opens, for what the person went to the provider for.

    Raises:
        IdentityError: it opens nothing.
    """
    if trip.purpose == Purpose.ENTER:
        return await _enter(request, trip, proved)
    person = acting.get()
    if person is None or person.id != trip.person_id:
        raise AnotherTrip(proved.label, "another person")
    if trip.purpose == Purpose.PROVE:
        return await _prove(person, trip, proved)
    await linking.link(person, session_now(), proved)
    return done(f"{PAGE}?done=linked")


async def let_in_through(request: Request, person: Person, path: str, label: str, *, stays: bool) -> Response:
    """Logs the browser in as somebody for whom the provider of this label stands, and leads to one of our own paths."""
    try:
        token = await enter(person, how=label, device=device_in(request), stays=stays)
    except CodeNeeded:
        return ask_for_code(person, label, path, stays=stays)
    return await let_in(request, path, token, stays=stays)


def refusal(refused: IdentityError | TooManyTries, trip: Trip | None) -> Response:
    """To the page that says why a trip came to nothing; None: nobody knows what trip it was."""
    if isinstance(refused, ProofNeeded):
        return see_other(to_prove(PAGE))
    if isinstance(refused, ProviderError):
        log.warning("a trip to a provider came to nothing: %s, %s", type(refused).__name__, refused.reason)
    next_ = trip.next if trip else ""
    if trip and trip.purpose == Purpose.PROVE:
        page = to_prove(next_ or PAGE)
    elif acting.get():
        page = PAGE
    else:
        page = f"/login?{urlencode({'next': next_})}" if next_ else "/login"
    return answer(page, "provider", {"": refused.sentence})


async def _enter(request: Request, trip: Trip, proved: Proved) -> Response:
    """The account that the identity opens, a new one, or the page that asks for what is missing."""
    if person := await linking.person_of(proved):
        return await let_in_through(request, person, trip.next or home_of(person), proved.label, stays=trip.stays)
    if clean_email(proved.email) is None:
        raise NoAddress(proved.label)
    if clean_name(proved.name) and is_country(proved.country) and await linking.owner_of_address(proved) is None:
        person = await linking.join_through(proved, proved.name, proved.country)
        return await let_in_through(request, person, trip.next or "/membership", proved.label, stays=trip.stays)
    return trips.carry_arrival(see_other(ARRIVED), trips.Arrival(proved, trip.next, trip.stays))


async def _prove(person: Person, trip: Trip, proved: Proved) -> Response:
    owner = await linking.person_of(proved)
    if owner is None or owner.id != person.id:
        raise LinkedToNobody(proved.label)
    session = session_now()
    # A provider does not say whether a second factor was part of it.
    token = await renew_session(session, strong=False)
    return logged_in_response(trip.next or PAGE, token, stays=session.stays)
