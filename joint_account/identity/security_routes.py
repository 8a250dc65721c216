"""The forms of Login & security, and those of the links that are mailed for it."""

import asyncio
import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from joint_account.database import id_in
from joint_account.identity import changing, changing_email, ending, resetting
from joint_account.identity.cookies import keep, kept_in
from joint_account.identity.errors import BadForm, EmailLinkNotGood, ProofNeeded, ResetLinkNotGood
from joint_account.identity.http import answer, done, form_of, needs_log_in, see_other, to_prove
from joint_account.identity.known_browsers import remember
from joint_account.identity.models import Person
from joint_account.identity.sessions import demo_in, session_now
from joint_account.tries import TooManyTries, Try, asker, counting, take

PAGE = "/security"
RESET_COOKIE = "reset"
EMAIL_COOKIE = "email"
_TOKEN = re.compile(r"[\w-]{20,100}", re.ASCII)
_asked: set[asyncio.Task[None]] = set()


@needs_log_in
async def end(request: Request, person: Person) -> Response:
    """POST /security/end: one session."""
    form = await form_of(request)
    await ending.end_one(person, id_in(form.get("session", "")))
    return done(f"{PAGE}?done=ended")


@needs_log_in
async def end_others(_request: Request, person: Person) -> Response:
    """POST /security/end-others: all but the one that asks."""
    await ending.end_others(person, session_now().id)
    return done(f"{PAGE}?done=ended")


@needs_log_in
async def change_password(request: Request, person: Person) -> Response:
    """POST /security/password: changes it; sets the first one where there is none."""
    form, session = await form_of(request), session_now()
    try:
        if person.password_hash:
            await changing.change_password(person, session, form.get("old", ""), form.get("new", ""))
        else:
            await changing.set_first_password(person, session, form.get("new", ""))
    except ProofNeeded:
        return see_other(to_prove(PAGE))
    except BadForm as refused:
        return answer(PAGE, "change-password", refused.fields)
    except TooManyTries as refused:
        return answer(PAGE, "change-password", {"old": refused.sentence})
    return done(f"{PAGE}?done=password")


@needs_log_in
async def change_email(request: Request, person: Person) -> Response:
    """POST /security/email: mails a link to either address."""
    form = await form_of(request)
    try:
        await changing_email.ask_to_change_email(person, session_now(), form.get("email", ""))
    except ProofNeeded:
        return see_other(to_prove(PAGE))
    except BadForm as refused:
        return answer(PAGE, "change-email", refused.fields, form)
    except TooManyTries as refused:
        return answer(PAGE, "change-email", {"email": refused.sentence}, form)
    return done(f"{PAGE}?done=asked")


async def forgot(request: Request) -> Response:
    """POST /forgot: answers before it looks, so that neither the words nor the time tell who has an account."""
    form = await form_of(request)
    try:
        await take(Try.RESET_ADDRESS, asker())
    except TooManyTries as refused:
        return answer("/forgot", "forgot", {"": refused.sentence}, form)
    asked = asyncio.create_task(resetting.ask_for_reset(form.get("email", ""), demo_in(request.headers.get("cookie", ""))))
    _asked.add(asked)
    asked.add_done_callback(_asked.discard)
    return done("/forgot?sent=yes")


async def open_reset_link(request: Request) -> Response:
    """GET /reset/{token}: remembers the link in the browser, and leads to the page; changes nothing."""
    return _remembering(RESET_COOKIE, request.path_params["token"], "/reset", minutes=30)


async def open_email_link(request: Request) -> Response:
    """GET /email/{token}: as `open_reset_link`."""
    return _remembering(EMAIL_COOKIE, request.path_params["token"], "/email", minutes=10)


async def reset(request: Request) -> Response:
    """POST /reset: the new password, for the account that the link was mailed to.

    The browser is known to it from now on: whoever uses up the account's tries does not keep its owner from logging in.
    """
    form, link = await form_of(request), kept_in(request.headers.get("cookie", ""), RESET_COOKIE)
    try:
        async with counting(ResetLinkNotGood, (Try.LINK_ADDRESS, asker())):
            person = await resetting.reset_password(link, form.get("password", ""))
    except (ResetLinkNotGood, TooManyTries) as refused:
        return answer("/reset", "reset", {"": refused.sentence})
    except BadForm as refused:
        return answer("/reset", "reset", refused.fields)
    return remember(done("/login?reset=yes", RESET_COOKIE), request.headers.get("cookie", ""), person.id)


async def agree(request: Request) -> Response:
    """POST /email: the button on that page."""
    try:
        async with counting(EmailLinkNotGood, (Try.LINK_ADDRESS, asker())):
            changed = await changing_email.agree_to_email(kept_in(request.headers.get("cookie", ""), EMAIL_COOKIE))
    except (EmailLinkNotGood, TooManyTries) as refused:
        return answer("/email", "email", {"": refused.sentence})
    return done(f"/email?agreed={'both' if changed else 'one'}", EMAIL_COOKIE)


def _remembering(cookie: str, token: str, page: str, *, minutes: int) -> Response:
    response = see_other(page)
    return keep(response, cookie, token, lasts=minutes * 60) if _TOKEN.fullmatch(token) else response


ROUTES = [
    Route("/security/end", end, methods=["POST"]),
    Route("/security/end-others", end_others, methods=["POST"]),
    Route("/security/password", change_password, methods=["POST"]),
    Route("/security/email", change_email, methods=["POST"]),
    Route("/forgot", forgot, methods=["POST"]),
    Route("/reset", reset, methods=["POST"]),
    Route("/reset/{token}", open_reset_link, methods=["GET"]),
    Route("/email", agree, methods=["POST"]),
    Route("/email/{token}", open_email_link, methods=["GET"]),
]
