"""The way to Amazon's consent page and back, and the forms of the stores page that connect and disconnect."""

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from joint_account.database import id_in
from joint_account.identity.errors import ProofNeeded
from joint_account.identity.http import answer, form_of, needs_log_in, see_other, to_prove
from joint_account.identity.leading_on import leads_to
from joint_account.identity.models import Person
from joint_account.identity.sessions import session_now
from joint_account.registration.errors import RegistrationError
from joint_account.stores.amazon import connecting
from joint_account.stores.amazon.errors import AmazonError
from joint_account.stores.amazon.refusals import ConnectionRefused
from joint_account.tries import TooManyTries, Try, take

log = logging.getLogger(__name__)

PAGE = "/stores"
FORM = "amazon"
"""What the page is told under when something was refused."""

Refused = RegistrationError | ConnectionRefused | AmazonError | TooManyTries
_REFUSED = (RegistrationError, ConnectionRefused, AmazonError, TooManyTries)


@needs_log_in
async def connect(request: Request, person: Person) -> Response:
    """POST /stores/amazon/connect: to the consent page of the Seller Central of `store`."""
    form = await form_of(request)
    try:
        await take(Try.CONNECT, person.id)
        return leads_to("Amazon", await connecting.begin_connection(person, session_now(), form.get("store", "")))
    except ProofNeeded:
        return see_other(to_prove(PAGE))
    except _REFUSED as refused:
        return _told(refused)


@needs_log_in
async def come_back(request: Request, person: Person) -> Response:
    """GET /stores/amazon/callback: Amazon sent the browser back. Its `state` is good once, and in this session alone."""
    said = request.query_params
    try:
        await connecting.finish_connection(
            person,
            session_now(),
            state=said.get("state", ""),
            code=said.get("spapi_oauth_code", ""),
            seller_id=said.get("selling_partner_id", ""),
        )
    except _REFUSED as refused:
        return _told(refused)
    return see_other(f"{PAGE}?done=connected")


@needs_log_in
async def paste(request: Request, person: Person) -> Response:
    """POST /stores/amazon/paste: the refresh token of a self-authorised application."""
    form = await form_of(request)
    try:
        await take(Try.CONNECT, person.id)
        await connecting.paste_refresh_token(
            person,
            session_now(),
            store_code=form.get("store", ""),
            seller_id=form.get("seller", ""),
            refresh_token=form.get("token", ""),
        )
    except ProofNeeded:
        return see_other(to_prove(PAGE))
    except _REFUSED as refused:
        return _told(refused)
    return see_other(f"{PAGE}?done=connected")


@needs_log_in
async def disconnect(request: Request, person: Person) -> Response:
    """POST /stores/amazon/disconnect: the key is forgotten, the data stays."""
    form = await form_of(request)
    try:
        await connecting.disconnect(person, id_in(form.get("connection", "")))
    except _REFUSED as refused:
        return _told(refused)
    return see_other(f"{PAGE}?done=disconnected")


def _told(refused: Refused) -> Response:
    if isinstance(refused, AmazonError):
        log.warning("connecting Amazon: %s, %s", type(refused).__name__, refused.reason)
    return answer(PAGE, FORM, {"": refused.sentence})


ROUTES = [
    Route("/stores/amazon/connect", connect, methods=["POST"]),
    Route("/stores/amazon/callback", come_back, methods=["GET"]),
    Route("/stores/amazon/paste", paste, methods=["POST"]),
    Route("/stores/amazon/disconnect", disconnect, methods=["POST"]),
]
