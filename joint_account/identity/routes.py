"""The forms that let people in: register, log in, log out, confirm an address."""

import re
from urllib.parse import urlencode

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from joint_account.identity import address_links, service
from joint_account.identity.cookies import forget, keep, kept_in
from joint_account.identity.entering import leave
from joint_account.identity.errors import AddressTaken, BadForm, LinkNotGood, WrongEmailOrPassword
from joint_account.identity.half_way import ask_for_code
from joint_account.identity.http import (
    answer,
    device_in,
    form_of,
    home_of,
    needs_log_in,
    own_path,
    see_other,
)
from joint_account.identity.known_browsers import known_in
from joint_account.identity.letting_in import let_in
from joint_account.identity.models import Person
from joint_account.identity.refused_log_ins import note_refused
from joint_account.identity.second_factor_errors import CodeNeeded
from joint_account.identity.sessions import SESSION_COOKIE, acting, cookie_name, demo_in
from joint_account.tries import TooManyTries, Try, asker, counting, give_back, take

CONFIRM_COOKIE = "confirm"
_TOKEN = re.compile(r"[\w-]{20,100}", re.ASCII)


async def register(request: Request) -> Response:
    """POST /register."""
    form = await form_of(request)
    try:
        _person, token = await service.register(
            form.get("name", ""),
            form.get("email", ""),
            form.get("password", ""),
            form.get("country", ""),
            device=device_in(request),
            stays="stays" in form,
        )
    except BadForm as refused:
        return answer(_back_to("/register", form), "register", refused.fields, form)
    except AddressTaken as refused:
        return answer(_back_to("/register", form), "register", {"email": refused.sentence}, form)
    except TooManyTries as refused:
        return answer(_back_to("/register", form), "register", {"": refused.sentence}, form)
    return await let_in(request, own_path(form.get("next"), "/membership"), token, stays="stays" in form)


async def log_in(request: Request) -> Response:
    """POST /login."""
    form = await form_of(request)
    try:
        person, token = await service.log_in(
            form.get("email", ""),
            form.get("password", ""),
            demo_in(request.headers.get("cookie", "")),
            device=device_in(request),
            stays="stays" in form,
            known=known_in(request.headers.get("cookie", "")),
        )
    except TooManyTries as refused:
        return answer(_back_to("/login", form), "login", {"": refused.sentence}, form)
    except WrongEmailOrPassword as refused:
        response = answer(_back_to("/login", form), "login", {"": refused.sentence}, form)
        # After the answer, whose time must not tell who has an account.
        demo_id = demo_in(request.headers.get("cookie", ""))
        response.background = BackgroundTask(note_refused, form.get("email", ""), demo_id, "a password")
        return response
    except CodeNeeded as needed:
        person = needed.person
        return ask_for_code(person, "a password", own_path(form.get("next"), home_of(person)), stays="stays" in form)
    return await let_in(request, own_path(form.get("next"), home_of(person)), token, stays="stays" in form)


async def log_out(request: Request) -> Response:
    """POST /logout: ends the session, here and in every open tab of this browser."""
    form = await form_of(request)
    if token := request.cookies.get(cookie_name()):
        await leave(token)
    response = see_other(own_path(form.get("next"), "/"))
    return forget(response, SESSION_COOKIE)


async def open_address_link(request: Request) -> Response:
    """GET /confirm/{token}: confirms at once for the person who is logged in; anybody else is asked on the page.

    A scanner that opens every link of a mailbox must not confirm what somebody else registered with its address.
    """
    token, person = request.path_params["token"], acting.get()
    try:
        await take(Try.LINK_ADDRESS, asker())
    except TooManyTries as refused:
        return answer("/confirm", "confirm", {"": refused.sentence})
    if owner := await address_links.person_behind_address_link(token):
        await give_back(Try.LINK_ADDRESS, asker())
    if owner is not None and person is not None and owner.id == person.id and request.method == "GET":
        await address_links.confirm_address(token)
        return see_other("/membership?confirmed=yes")
    if owner is None and person is not None and person.confirmed_at is not None:
        return see_other("/membership?confirmed=yes")
    response = see_other("/confirm")
    if not _TOKEN.fullmatch(token):
        return response
    return keep(response, CONFIRM_COOKIE, token, lasts=600)


async def confirm(request: Request) -> Response:
    """POST /confirm: the button on that page."""
    try:
        async with counting(LinkNotGood, (Try.LINK_ADDRESS, asker())):
            await address_links.confirm_address(kept_in(request.headers.get("cookie", ""), CONFIRM_COOKIE))
    except (LinkNotGood, TooManyTries) as refused:
        return answer("/confirm", "confirm", {"": refused.sentence})
    response = see_other("/membership?confirmed=yes" if acting.get() else "/login?confirmed=yes")
    return forget(response, CONFIRM_COOKIE)


@needs_log_in
async def send_address_link(_request: Request, person: Person) -> Response:
    """POST /confirm/send: mails a new link."""
    if person.confirmed_at is None:
        try:
            await take(Try.ADDRESS_LINK, person.id)
        except TooManyTries as refused:
            return answer("/membership", "address-link", {"": refused.sentence})
        await address_links.send_address_link(person)
    return see_other("/membership?sent=yes")


def _back_to(page: str, form: dict[str, str]) -> str:
    wanted = own_path(form.get("next"), "")
    return f"{page}?{urlencode({'next': wanted})}" if wanted else page


ROUTES = [
    Route("/register", register, methods=["POST"]),
    Route("/login", log_in, methods=["POST"]),
    Route("/logout", log_out, methods=["POST"]),
    Route("/confirm", confirm, methods=["POST"]),
    Route("/confirm/send", send_address_link, methods=["POST"]),
    Route("/confirm/{token}", open_address_link, methods=["GET"]),
]
