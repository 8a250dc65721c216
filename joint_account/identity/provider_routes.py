"""The way to a provider and back, and what a newcomer says or agrees to afterwards."""

import html
import logging
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from joint_account.identity import linking, oidc, trips
from joint_account.identity.addresses import clean_email, clean_name, is_country
from joint_account.identity.errors import AddressTaken, BadForm, IdentityError
from joint_account.identity.http import answer, device_in, form_of, home_of, logged_in_response, own_path, see_other, to_log_in
from joint_account.identity.models import Person
from joint_account.identity.oidc import Proved
from joint_account.identity.provider_errors import AnotherTrip, NoAddress, ProviderError
from joint_account.identity.providers import provider_with
from joint_account.identity.sessions import acting, cookie_name, end_session, start_session
from joint_account.provider_settings import Provider

log = logging.getLogger(__name__)

ARRIVED = "/continue"
"""The page for whoever came back and has something left to say."""


async def start(request: Request) -> Response:
    """POST /auth/{provider}: to the provider. With `link`, its identity becomes a way into the account that is logged in."""
    provider, form = _provider(request), await form_of(request)
    person = acting.get() if "link" in form else None
    if "link" in form and person is None:
        return to_log_in(request)
    trip = oidc.new_trip(provider, own_path(form.get("next"), ""), person.id if person else None)
    try:
        address = await oidc.begin(provider, trip)
    except ProviderError as refused:
        return _refused(refused, trip.next)
    return trips.carry(_leads_to(provider, address), trip)


async def come_back(request: Request) -> Response:
    """GET /auth/{provider}/callback: the provider sent the browser back."""
    provider, said = _provider(request), request.query_params
    next_ = ""
    try:
        if len(said.multi_items()) != len(said):
            raise AnotherTrip(provider.label, "a parameter said twice")
        trip = await trips.trip_back(provider, request.headers.get("cookie", ""), said)
        next_ = trip.next
        proved = await oidc.finish(provider, trip, said)
        response = await _arrive(request, trip, proved)
    except ProviderError as refused:
        response = _refused(refused, next_)
    return trips.drop(response, trips.trip_cookie())


async def register(request: Request) -> Response:
    """POST /auth/register: somebody new has said what the provider did not."""
    form, arrival = await form_of(request), trips.arrival_in(request.headers.get("cookie", ""))
    if arrival is None:
        return see_other(ARRIVED)
    proved, next_ = arrival
    try:
        person = await linking.join_through(proved, form.get("name", ""), form.get("country", ""))
    except BadForm as refused:
        return answer(ARRIVED, "arrival", refused.fields, form)
    except AddressTaken:
        return see_other(ARRIVED)
    except IdentityError as refused:
        return answer(ARRIVED, "arrival", {"": refused.sentence}, form)
    return trips.drop(await _let_in(request, person, next_ or "/membership"), trips.arrival_cookie())


async def link(request: Request) -> Response:
    """POST /auth/link: the account's own log-in came first, and the person agrees."""
    arrival, person = trips.arrival_in(request.headers.get("cookie", "")), acting.get()
    if arrival is None or person is None:
        return see_other(ARRIVED)
    proved, next_ = arrival
    if person.email != clean_email(proved.email):
        return see_other(ARRIVED)
    try:
        await linking.link(person, proved)
    except IdentityError as refused:
        return answer(ARRIVED, "arrival", {"": refused.sentence})
    return trips.drop(see_other(next_ or home_of(person)), trips.arrival_cookie())


async def _arrive(request: Request, trip: oidc.Trip, proved: Proved) -> Response:
    """What the identity opens: the account that wanted it, its own, a new one, or the page that asks for what is missing."""
    if trip.person_id is not None:
        person = acting.get()
        if person is None or person.id != trip.person_id:
            raise AnotherTrip(proved.label, "another person")
        await linking.link(person, proved)
        return see_other(trip.next or home_of(person))
    if person := await linking.person_of(proved):
        return await _let_in(request, person, trip.next or home_of(person))
    if clean_email(proved.email) is None:
        raise NoAddress(proved.label)
    if clean_name(proved.name) and is_country(proved.country) and await linking.owner_of_address(proved) is None:
        person = await linking.join_through(proved, proved.name, proved.country)
        return await _let_in(request, person, trip.next or "/membership")
    return trips.carry_arrival(see_other(ARRIVED), proved, trip.next)


async def _let_in(request: Request, person: Person, path: str) -> Response:
    if old := request.cookies.get(cookie_name()):
        await end_session(old)
    return logged_in_response(path, await start_session(person, device=device_in(request)))


def _provider(request: Request) -> Provider:
    found = provider_with(request.path_params["provider"])
    if found is None:
        raise HTTPException(404)
    return found


def _refused(refused: ProviderError, next_: str) -> Response:
    log.warning("sign-in through a provider: %s, %s", type(refused).__name__, refused.reason)
    page = f"/login?{urlencode({'next': next_})}" if next_ else "/login"
    return answer(page, "provider", {"": refused.sentence})


def _leads_to(provider: Provider, address: str) -> Response:
    """A page that leads on by itself. Not a redirect: our policy lets no form of ours end at another site."""
    target, label = html.escape(address), html.escape(provider.label)
    page = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>To {label}</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="0;url={target}">
<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/look.css"></head>
<body><main class="page narrow"><h1>To {label}</h1>
<p><a class="link" href="{target}">Continue to {label}</a></p></main></body></html>"""
    return HTMLResponse(page, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


ROUTES = [
    Route("/auth/register", register, methods=["POST"]),
    Route("/auth/link", link, methods=["POST"]),
    Route("/auth/{provider}", start, methods=["POST"]),
    Route("/auth/{provider}/callback", come_back, methods=["GET"]),
]
