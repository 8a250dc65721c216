"""The forms of the stores page that connect and disconnect a mailbox."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from joint_account.database import id_in
from joint_account.identity.cookies import forget
from joint_account.identity.errors import ProofNeeded
from joint_account.identity.http import ANSWER_COOKIE, answer, form_of, needs_log_in, see_other, to_prove
from joint_account.identity.models import Person
from joint_account.identity.sessions import session_now
from joint_account.messages.connecting import connect_mailbox, disconnect_mailbox
from joint_account.messages.refusals import MessagesRefused
from joint_account.messages.wanted import wanted
from joint_account.registration.errors import RegistrationError
from joint_account.tries import TooManyTries, Try, take

PAGE = "/stores"
FORM = "mailbox"
"""What the page is told under when something was refused."""
FIELDS = (
    *("imap_host", "imap_port", "imap_user", "imap_password", "smtp_host", "smtp_port", "smtp_user", "smtp_password"),
    *("from_address", "security", "trusted_server"),
)
_REFUSED = (RegistrationError, MessagesRefused, TooManyTries)


@needs_log_in
async def connect(request: Request, person: Person) -> Response:
    """POST /stores/mailbox/connect: both servers are tried, and the mailbox is connected."""
    form = await form_of(request)
    stores = [one for one in (await request.form()).getlist("stores") if isinstance(one, str)]
    try:
        await take(Try.CONNECT, person.id)
        asked = wanted(stores=stores, **{name: form.get(name, "") for name in FIELDS})
        await connect_mailbox(person, session_now(), asked)
    except ProofNeeded:
        return see_other(to_prove(PAGE))
    except _REFUSED as refused:
        return answer(PAGE, FORM, {"": refused.sentence})
    return _done("mailbox-connected")


@needs_log_in
async def disconnect(request: Request, person: Person) -> Response:
    """POST /stores/mailbox/disconnect: the passwords are forgotten, the messages stay."""
    form = await form_of(request)
    try:
        await disconnect_mailbox(person, id_in(form.get("mailbox", "")))
    except _REFUSED as refused:
        return answer(PAGE, FORM, {"": refused.sentence})
    return _done("mailbox-disconnected")


def _done(what: str) -> Response:
    """Back to the page, which no longer shows what was wrong before."""
    return forget(see_other(f"{PAGE}?done={what}"), ANSWER_COOKIE)


ROUTES = [
    Route("/stores/mailbox/connect", connect, methods=["POST"]),
    Route("/stores/mailbox/disconnect", disconnect, methods=["POST"]),
]
