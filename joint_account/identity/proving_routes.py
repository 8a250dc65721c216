"""The forms of the second factor at the door: the code after a password, and the proof that it is still the same person."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from joint_account.database import reading
from joint_account.identity import half_way, passwords, second_factor
from joint_account.identity.errors import IdentityError, ProofNeeded, WrongPassword
from joint_account.identity.http import (
    answer,
    device_in,
    form_of,
    logged_in_response,
    needs_log_in,
    own_path,
    to_log_in,
    to_prove,
)
from joint_account.identity.letting_in import let_in
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.proving import renew_session
from joint_account.identity.second_factor_errors import HalfWayOver
from joint_account.identity.sessions import session_now
from joint_account.identity.ways_in import ways_in
from joint_account.tries import TooManyTries, Try, counting

PAGE = "/security"


async def enter_code(request: Request) -> Response:
    """POST /login/code: the code of the app, or a recovery code."""
    form, begun = await form_of(request), half_way.half_way_in(request.headers.get("cookie", ""))
    if begun is None:
        return half_way.drop(answer("/login", "login", {"": HalfWayOver.sentence}))
    try:
        token = await half_way.finish(begun, form.get("code", ""), device=device_in(request))
    except HalfWayOver as refused:
        page = f"/login?{urlencode({'next': begun.next})}"
        return half_way.drop(answer(page, "login", {"": refused.sentence}))
    except (IdentityError, TooManyTries) as refused:
        return answer(half_way.PAGE, "code", {_field(form): refused.sentence})
    return half_way.drop(await let_in(request, begun.next, token, stays=begun.stays))


@needs_log_in
async def prove(request: Request, person: Person) -> Response:
    """POST /prove: the session goes on under another id, and may do what asks for a recent proof."""
    form, session = await form_of(request), session_now()
    wanted = own_path(form.get("next"), PAGE)
    try:
        token = await renew_session(session, strong=await _is_strong(form, person, session))
    except ProofNeeded:
        return to_log_in(request)
    except (IdentityError, TooManyTries) as refused:
        return answer(to_prove(wanted), "prove", {_field(form): refused.sentence})
    return logged_in_response(wanted, token, stays=session.stays)


async def _is_strong(form: dict[str, str], person: Person, session: LoginSession) -> bool:
    """Whether what proves it is a second factor.

    Raises:
        WrongCode, WrongPassword, TooManyTries: it proves nothing.
    """
    if "code" in form:
        await second_factor.check(person, form["code"])
        return True
    if await has_nothing_to_prove_by(person):
        return False
    async with counting(WrongPassword, (Try.PASSWORD, session.id)):
        if not await passwords.matches(form.get("password", ""), person.password_hash):
            raise WrongPassword
    return False


async def has_nothing_to_prove_by(person: Person) -> bool:
    """Whether the person was born in a demo, and nothing was set up since: the browser is all that anybody knows them by."""
    if person.demo_id is None:
        return False
    async with reading() as session:
        return not await ways_in(session, person) and not await second_factor.has_app(person)


def _field(form: dict[str, str]) -> str:
    """Where on the page the refusal stands."""
    return next((name for name in ("recovery", "code", "password") if name in form), "")


ROUTES = [
    Route("/login/code", enter_code, methods=["POST"]),
    Route("/prove", prove, methods=["POST"]),
]
