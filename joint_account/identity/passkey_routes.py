"""What passkeys are asked, and the forms that bring what they answered: log in, prove, add; and rename, remove."""

import logging
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from joint_account.database import id_in
from joint_account.identity import ceremonies, passkey_questions, passkeys
from joint_account.identity.ceremonies import Ceremony, Purpose
from joint_account.identity.entering import enter
from joint_account.identity.errors import BadForm, IdentityError, ProofNeeded
from joint_account.identity.http import (
    answer,
    device_in,
    done,
    form_of,
    home_of,
    logged_in_response,
    needs_log_in,
    own_path,
    see_other,
    to_log_in,
    to_prove,
)
from joint_account.identity.letting_in import let_in
from joint_account.identity.models import Person
from joint_account.identity.passkey_errors import PasskeyError
from joint_account.identity.proving import renew_session, require_recent_proof
from joint_account.identity.relying_party import elsewhere
from joint_account.identity.sessions import acting, demo_in, session_now
from joint_account.tries import TooManyTries, Try, asker, counting, take

log = logging.getLogger(__name__)

PAGE = "/security"


async def question(request: Request) -> Response:
    """POST /passkey/question: what to ask the device for this purpose, as JSON; the browser carries the challenge.

    Under a host of ours that no passkey is bound to, where it works instead.
    """
    purpose, person = _purpose_in(await form_of(request)), acting.get()
    if there := elsewhere(request.headers.get("host", "")):
        return JSONResponse({"leads": there}, headers={"Cache-Control": "no-store"})
    await take(Try.QUESTION_ADDRESS, asker())
    if purpose is Purpose.LOG_IN:
        ceremony = ceremonies.begin()
        return _asks(purpose, ceremony, passkey_questions.to_use(ceremony))
    if person is None:
        return to_log_in(request)
    ceremony, has = ceremonies.begin(person.id), await passkeys.passkeys_of(person)
    if purpose is Purpose.PROVE:
        return _asks(purpose, ceremony, passkey_questions.to_use(ceremony, has))
    try:
        require_recent_proof(session_now())
    except ProofNeeded:
        return see_other(to_prove(PAGE))
    return _asks(purpose, ceremony, passkey_questions.to_make(ceremony, person, has))


async def log_in(request: Request) -> Response:
    """POST /passkey/log-in: nothing is typed; the passkey says whose it is."""
    form, cookies = await form_of(request), request.headers.get("cookie", "")
    try:
        async with counting(PasskeyError, (Try.PASSKEY_ADDRESS, asker())):
            ceremony = await ceremonies.ceremony_back(cookies, Purpose.LOG_IN)
            person = await passkeys.person_behind(ceremony, form.get("credential", ""), demo_in(cookies))
    except (PasskeyError, TooManyTries) as refused:
        wanted = own_path(form.get("next"), "")
        page = f"/login?{urlencode({'next': wanted})}" if wanted else "/login"
        return _over(answer(page, "login", {"": _told(refused)}, form), Purpose.LOG_IN)
    stays = "stays" in form
    token = await enter(person, how="a passkey", device=device_in(request), stays=stays, strong=True)
    return _over(await let_in(request, own_path(form.get("next"), home_of(person)), token, stays=stays), Purpose.LOG_IN)


@needs_log_in
async def prove(request: Request, person: Person) -> Response:
    """POST /passkey/prove: somebody who is logged in proves that it is still they."""
    form, session = await form_of(request), session_now()
    wanted = own_path(form.get("next"), PAGE)
    try:
        async with counting(PasskeyError, (Try.PASSKEY_ADDRESS, asker())):
            ceremony = await ceremonies.ceremony_back(request.headers.get("cookie", ""), Purpose.PROVE, person.id)
            await passkeys.prove(person, ceremony, form.get("credential", ""))
        token = await renew_session(session, strong=True)
    except (PasskeyError, TooManyTries) as refused:
        return _over(answer(to_prove(wanted), "prove", {"": _told(refused)}), Purpose.PROVE)
    except ProofNeeded:
        return to_log_in(request)
    return _over(logged_in_response(wanted, token, stays=session.stays), Purpose.PROVE)


@needs_log_in
async def add(request: Request, person: Person) -> Response:
    """POST /passkey/add: what the device made becomes a way in."""
    form = await form_of(request)
    try:
        ceremony = await ceremonies.ceremony_back(request.headers.get("cookie", ""), Purpose.ADD, person.id)
        await passkeys.add(person, session_now(), ceremony, form.get("credential", ""), form.get("name", ""))
    except IdentityError as refused:
        return _over(_refused(refused), Purpose.ADD)
    return _over(done(f"{PAGE}?done=passkey-added"), Purpose.ADD)


@needs_log_in
async def rename(request: Request, person: Person) -> Response:
    """POST /passkey/rename: as its person calls it from now on."""
    form = await form_of(request)
    try:
        await passkeys.rename(person, id_in(form.get("passkey", "")), form.get("name", ""))
    except BadForm as refused:
        return answer(PAGE, "passkey", {"": refused.sentence})
    return done(f"{PAGE}?done=passkey-renamed")


@needs_log_in
async def remove(request: Request, person: Person) -> Response:
    """POST /passkey/remove: it opens nothing any more."""
    form = await form_of(request)
    try:
        await passkeys.remove(person, session_now(), id_in(form.get("passkey", "")))
    except IdentityError as refused:
        return _refused(refused)
    return done(f"{PAGE}?done=passkey-removed")


def _purpose_in(form: dict[str, str]) -> Purpose:
    try:
        return Purpose(form.get("purpose", ""))
    except ValueError:
        raise HTTPException(404) from None


def _asks(purpose: Purpose, ceremony: Ceremony, options: dict[str, object]) -> Response:
    return ceremonies.carry(JSONResponse(options, headers={"Cache-Control": "no-store"}), purpose, ceremony)


def _over(response: Response, purpose: Purpose) -> Response:
    return ceremonies.drop(response, purpose)


def _refused(refused: IdentityError) -> Response:
    if isinstance(refused, ProofNeeded):
        return see_other(to_prove(PAGE))
    problems = refused.fields if isinstance(refused, BadForm) else {"": _told(refused)}
    return answer(PAGE, "passkey", problems)


def _told(refused: IdentityError | TooManyTries) -> str:
    if isinstance(refused, PasskeyError):
        log.warning("a passkey was refused: %s, %r", type(refused).__name__, refused.reason)
    return refused.sentence


ROUTES = [
    Route("/passkey/question", question, methods=["POST"]),
    Route("/passkey/log-in", log_in, methods=["POST"]),
    Route("/passkey/prove", prove, methods=["POST"]),
    Route("/passkey/add", add, methods=["POST"]),
    Route("/passkey/rename", rename, methods=["POST"]),
    Route("/passkey/remove", remove, methods=["POST"]),
]
