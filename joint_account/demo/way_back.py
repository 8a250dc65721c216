"""The way back from the walk-through: the session that it took the place of, kept in a cookie of its own.

It makes nobody anybody whom this browser was not a moment ago: what is kept is that session itself, which goes on or has
ended like any other, and it opens only for somebody who is in the same demo.
"""

from starlette.requests import Request
from starlette.responses import Response

from joint_account.identity.cookies import forget, keep, kept_in
from joint_account.identity.http import home_of, needs_log_in, see_other
from joint_account.identity.letting_in import let_in
from joint_account.identity.models import Person
from joint_account.identity.sessions import acting, cookie_name, person_behind

COOKIE = "way_back"
_SECONDS = 86_400


async def keep_the_way(request: Request, response: Response) -> None:
    """Keeps the session that asks; a walk-through that is begun inside another one leads back to where the first began."""
    if await way_back(request) is None:
        token = request.cookies.get(cookie_name(), "")
        keep(response, COOKIE, token, lasts=_SECONDS)


async def way_back(request: Request) -> Person | None:
    """Whom this browser can be again: somebody else of the same demo, whose session has not ended."""
    person, kept = acting.get(), kept_in(request.headers.get("cookie", ""), COOKIE)
    if person is None or person.demo_id is None:
        return None
    before = await person_behind(kept)
    return before if before and before.demo_id == person.demo_id and before.id != person.id else None


@needs_log_in
async def back_to_the_demo(request: Request, _person: Person) -> Response:
    """POST /demo/back: the session before the walk-through goes on, and that of the walk-through ends."""
    before = await way_back(request)
    if before is None:
        return see_other("/")
    response = await let_in(request, home_of(before), kept_in(request.headers.get("cookie", ""), COOKIE), stays=True)
    return forget(response, COOKIE)
