"""The way to a provider and back: to log in, to link an identity, to prove once more who one is; and unlinking."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from joint_account.database import id_in
from joint_account.identity import linking, oidc, trips
from joint_account.identity.addresses import clean_email
from joint_account.identity.errors import AddressTaken, BadForm, IdentityError, ProofNeeded
from joint_account.identity.http import (
    answer,
    done,
    form_of,
    home_of,
    needs_log_in,
    own_path,
    see_other,
    to_log_in,
    to_prove,
)
from joint_account.identity.leading_on import leads_to
from joint_account.identity.models import Person
from joint_account.identity.oidc import Purpose
from joint_account.identity.provider_arrival import ARRIVED, PAGE, arrive, let_in_through, refusal
from joint_account.identity.provider_errors import AnotherTrip
from joint_account.identity.providers import provider_with
from joint_account.identity.sessions import acting, session_now
from joint_account.provider_settings import Provider
from joint_account.tries import TooManyTries, Try, asker, take


async def start(request: Request) -> Response:
    """POST /auth/{provider}: to the provider, to log in.

    With `link`, its identity becomes a way into the account of whoever is logged in; with `prove`, they prove who they are.
    """
    provider, form = _provider(request), await form_of(request)
    purpose = next((one for one in (Purpose.LINK, Purpose.PROVE) if one in form), Purpose.ENTER)
    person = None if purpose == Purpose.ENTER else acting.get()
    if person is None and purpose != Purpose.ENTER:
        return to_log_in(request)
    trip = oidc.new_trip(
        provider,
        own_path(form.get("next"), ""),
        purpose=purpose,
        person_id=person.id if person else None,
        stays="stays" in form,
    )
    try:
        await take(Try.PROVIDER_ADDRESS, asker())
        if person and purpose == Purpose.LINK:
            linking.require_may_link(person, session_now(), provider.label)
        address = await oidc.begin(provider, trip)
    except (IdentityError, TooManyTries) as refused:
        return refusal(refused, trip)
    return trips.carry(leads_to(provider.label, address), trip)


async def come_back(request: Request) -> Response:
    """GET /auth/{provider}/callback: the provider sent the browser back."""
    provider, said, trip = _provider(request), request.query_params, None
    try:
        if len(said.multi_items()) != len(said):
            raise AnotherTrip(provider.label, "a parameter said twice")
        trip = await trips.trip_back(provider, request.headers.get("cookie", ""), said)
        response = await arrive(request, trip, await oidc.finish(provider, trip, said))
    except IdentityError as refused:
        response = refusal(refused, trip)
    return trips.drop(response, trips.TRIP_COOKIE)


async def register(request: Request) -> Response:
    """POST /auth/register: somebody new has said what the provider did not."""
    form, arrival = await form_of(request), trips.arrival_in(request.headers.get("cookie", ""))
    if arrival is None:
        return see_other(ARRIVED)
    try:
        person = await linking.join_through(arrival.proved, form.get("name", ""), form.get("country", ""))
    except BadForm as refused:
        return answer(ARRIVED, "arrival", refused.fields, form)
    except AddressTaken:
        return see_other(ARRIVED)
    except IdentityError as refused:
        return answer(ARRIVED, "arrival", {"": refused.sentence}, form)
    response = await let_in_through(request, person, arrival.next or "/membership", arrival.proved.label, stays=arrival.stays)
    return trips.drop(response, trips.ARRIVAL_COOKIE)


async def link(request: Request) -> Response:
    """POST /auth/link: the account's own log-in came first, and the person agrees."""
    arrival, person = trips.arrival_in(request.headers.get("cookie", "")), acting.get()
    if arrival is None or person is None or person.email != clean_email(arrival.proved.email):
        return see_other(ARRIVED)
    try:
        await linking.link(person, session_now(), arrival.proved)
    except ProofNeeded:
        return see_other(to_prove(ARRIVED))
    except IdentityError as refused:
        return answer(ARRIVED, "arrival", {"": refused.sentence})
    return trips.drop(see_other(arrival.next or home_of(person)), trips.ARRIVAL_COOKIE)


@needs_log_in
async def unlink(request: Request, person: Person) -> Response:
    """POST /security/unlink: the identity opens nothing any more."""
    form = await form_of(request)
    try:
        await linking.unlink(person, session_now(), id_in(form.get("identity", "")))
    except ProofNeeded:
        return see_other(to_prove(PAGE))
    except IdentityError as refused:
        return answer(PAGE, "provider", {"": refused.sentence})
    return done(f"{PAGE}?done=unlinked")


def _provider(request: Request) -> Provider:
    found = provider_with(request.path_params["provider"])
    if found is None:
        raise HTTPException(404)
    return found


ROUTES = [
    Route("/auth/register", register, methods=["POST"]),
    Route("/auth/link", link, methods=["POST"]),
    Route("/security/unlink", unlink, methods=["POST"]),
    Route("/auth/{provider}", start, methods=["POST"]),
    Route("/auth/{provider}/callback", come_back, methods=["GET"]),
]
