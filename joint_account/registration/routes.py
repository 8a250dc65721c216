"""The links that invitations carry, and the forms that answer them."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from joint_account.identity import passwords
from joint_account.identity.cookies import forget, keep, kept_in
from joint_account.identity.errors import AddressTaken
from joint_account.identity.http import answer, device_in, form_of, see_other
from joint_account.identity.letting_in import let_in
from joint_account.identity.sessions import acting, start_session
from joint_account.registration import service
from joint_account.registration.errors import LinkUnknown, PermanenceNotUnderstood, RegistrationError, WrongFields
from joint_account.registration.invitation_state import LINK_COOKIE
from joint_account.registration.links import parse_link
from joint_account.tries import TooManyTries, Try, asker, counting, take

PAGE = "/invitation"


async def open_link(request: Request) -> Response:
    """GET and HEAD /invitation/{link}: remembers the link in the browser, and leads to the page; changes nothing."""
    link = request.path_params["link"]
    try:
        parse_link(link)
    except LinkUnknown:
        return _done(PAGE)
    response = see_other(PAGE)
    return keep(response, LINK_COOKIE, link, lasts=3600)


async def accept(request: Request) -> Response:
    """POST /invitation/accept."""
    form, person = await form_of(request), acting.get()
    if person is None:
        return see_other(f"/login?next={PAGE}")
    try:
        async with counting(LinkUnknown, (Try.LINK_ADDRESS, asker())):
            await service.accept(person, _link_of(request), understood="understood" in form)
    except PermanenceNotUnderstood as refused:
        return answer(PAGE, "invitation", {"understood": refused.sentence})
    except (RegistrationError, TooManyTries) as refused:
        return answer(PAGE, "invitation", {"": refused.sentence})
    return _done("/membership?welcome=yes")


async def decline(request: Request) -> Response:
    """POST /invitation/decline: whoever holds the link may, unless logged in as somebody else."""
    try:
        async with counting(LinkUnknown, (Try.LINK_ADDRESS, asker())):
            await service.decline(_link_of(request), acting.get())
    except (RegistrationError, TooManyTries) as refused:
        return answer(PAGE, "invitation", {"": refused.sentence})
    return see_other(f"{PAGE}?declined=yes")


async def register(request: Request) -> Response:
    """POST /invitation/register: makes an account with the invited address, which the link proves, and logs it in."""
    form = await form_of(request)
    name, password = form.get("name", ""), form.get("password", "")
    try:
        if problem := passwords.problem_with(password, name):
            raise WrongFields({"password": problem})
        await take(Try.REGISTER_ADDRESS, asker())
        password_hash = await passwords.hash_password(password)
        async with counting(LinkUnknown, (Try.LINK_ADDRESS, asker())):
            person = await service.register_invited(
                _link_of(request), name=name, password_hash=password_hash, country=form.get("country", "")
            )
    except WrongFields as refused:
        return answer(PAGE, "invitation", refused.fields, form)
    except (RegistrationError, AddressTaken, TooManyTries) as refused:
        return answer(PAGE, "invitation", {"": refused.sentence}, form)
    stays = "stays" in form
    return await let_in(request, PAGE, await start_session(person, device=device_in(request), stays=stays), stays=stays)


def _link_of(request: Request) -> str:
    return kept_in(request.headers.get("cookie", ""), LINK_COOKIE)


def _done(path: str) -> Response:
    return forget(see_other(path), LINK_COOKIE)


ROUTES = [
    Route("/invitation/accept", accept, methods=["POST"]),
    Route("/invitation/decline", decline, methods=["POST"]),
    Route("/invitation/register", register, methods=["POST"]),
    Route("/invitation/{link}", open_link, methods=["GET", "HEAD"]),
]
