"""The buttons of the demo, and the letters that Mailbox shows."""

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from joint_account.database import id_in
from joint_account.demo.mailbox_state import mailbox_scope, may_read
from joint_account.demo.visit import NoSuchDemo, open_demo, open_walkthrough, stock
from joint_account.demo.way_back import back_to_the_demo, keep_the_way, way_back
from joint_account.identity.cookies import keep
from joint_account.identity.entering import enter
from joint_account.identity.http import device_in, logged_in_response, needs_log_in, see_other
from joint_account.identity.letting_in import let_in
from joint_account.identity.models import Person
from joint_account.identity.relying_party import obstacle
from joint_account.identity.sessions import DEMO_COOKIE, acting, start_session
from joint_account.mail.queries import one_letter
from joint_account.registration.service import start_joint_account
from joint_account.settings import settings
from joint_account.tries import Try, asker, take

# A letter is somebody's text: no scripts, nothing loaded, in a frame of its own; its link opens the whole page.
_LETTER_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


async def try_the_demo(request: Request) -> Response:
    """POST /demo: a fresh joint account, and the visitor logged in as its organizer."""
    if not settings().demo:
        raise HTTPException(404)
    await take(Try.DEMO_ADDRESS, asker())
    visit = await open_demo()
    token = await enter(visit.organizer, how="Try the demo", device=device_in(request), stays=True)
    response = await let_in(request, "/overview", token)
    _remember(response, visit.demo_id)
    return response


@needs_log_in
async def walk_through(request: Request, person: Person) -> Response:
    """POST /demo/walkthrough: the real registration from its beginning, as a new seller of the same demo."""
    if person.demo_id is None:
        return see_other("/membership")
    try:
        seller = await open_walkthrough(person.demo_id)
    except NoSuchDemo:
        return see_other("/")
    account = await start_joint_account(seller)
    response = logged_in_response("/membership", await start_session(seller, device=device_in(request), stays=True))
    _remember(response, person.demo_id)
    await keep_the_way(request, response)
    response.background = BackgroundTask(stock, account.id)
    return response


async def letter(request: Request) -> Response:
    """GET /mailbox/letter/{id}: one letter as its recipient would see it, for a frame."""
    scope = mailbox_scope(acting.get(), request.headers.get("cookie", ""))
    found = await one_letter(scope, id_in(request.path_params["letter_id"])) if may_read(scope) else None
    if found is None:
        raise HTTPException(404)
    html = found.html.replace("<head>", '<head><base target="_top">', 1)
    return HTMLResponse(
        html,
        headers={"Content-Security-Policy": _LETTER_POLICY, "X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-store"},
    )


def _remember(response: Response, demo_id: str) -> None:
    """So that the demo's Mailbox opens between two log-ins, too."""
    keep(response, DEMO_COOKIE, demo_id, lasts=86400)


async def visitor_style(request: Request) -> Response:
    """GET /visitor.css: what pages that were built for everybody look like under these settings, to this person."""
    person = acting.get()
    shown = {
        ".offers-demo": settings().demo,
        ".offers-passkeys": not obstacle(),
        ".in-demo": person and person.demo_id,
        ".has-way-back": await way_back(request),
        ".for-strangers": person is None,
    }
    hidden = [part for part, wanted in shown.items() if not wanted]
    return Response(f"{', '.join(hidden)} {{ display: none; }}" if hidden else "", media_type="text/css")


ROUTES = [
    Route("/visitor.css", visitor_style, methods=["GET"]),
    Route("/demo", try_the_demo, methods=["POST"]),
    Route("/demo/walkthrough", walk_through, methods=["POST"]),
    Route("/demo/back", back_to_the_demo, methods=["POST"]),
    Route("/mailbox/letter/{letter_id}", letter, methods=["GET"]),
]
