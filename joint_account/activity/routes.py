"""GET /activity/export.csv: what the Activity page's filters leave, all of it, streamed."""

import csv
import io
import re
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from joint_account.activity.queries import Done, NoActivityYet, all_activity, where_allowed
from joint_account.activity.sentences import doer, sentence
from joint_account.activity.view import parse_activity_view
from joint_account.identity.http import needs_log_in
from joint_account.identity.models import Person
from joint_account.registration.errors import NotYourRole

_HEAD = ("Number", "When (UTC)", "Who", "What", "From", "Act", "SHA-256")
# Blanks and what nobody sees may stand before a formula, which in Japan's spreadsheets begins with a wide form, too.
_BLANKS, _SIGNS = r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*", r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
_BEGINS_A_FORMULA = re.compile(rf"{_BLANKS}{_SIGNS}|[\t\r\n\x00]")
# Where cells are apart by something else than a comma, as in most of Europe, a text with one in it becomes two.
_BEGINS_ANOTHER = re.compile(rf"([;,|\t\r\n\"]{_BLANKS})(?={_SIGNS})")
# Spreadsheets take a file without it for something else than UTF-8.
_BYTE_ORDER_MARK = "\ufeff"


@needs_log_in
async def export(request: Request, person: Person) -> Response:
    """The entries as CSV, newest first; a sentence for somebody who may not see them."""
    try:
        # Before the first byte: what is streamed cannot be refused any more.
        await where_allowed(person)
    except (NoActivityYet, NotYourRole) as refused:
        return PlainTextResponse(refused.sentence, 403)
    entries = all_activity(person, parse_activity_view(request.url.query)[0])
    headers = {"Content-Disposition": 'attachment; filename="activity.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(_lines(entries), media_type="text/csv; charset=utf-8", headers=headers)


def defused(cell: str) -> str:
    """The cell, so that no spreadsheet runs it: OWASP, "CSV Injection"."""
    apart = _BEGINS_ANOTHER.sub(r"\1'", cell)
    return f"'{apart}" if _BEGINS_A_FORMULA.match(cell) else apart


async def _lines(entries: AsyncIterator[Done]) -> AsyncIterator[str]:
    yield _BYTE_ORDER_MARK + _line(_HEAD)
    async for done in entries:
        when = done.at.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00")
        yield _line((str(done.number), when, doer(done), sentence(done), done.origin, done.act, done.hash))


def _line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(map(defused, cells))
    return written.getvalue()


ROUTES = [Route("/activity/export.csv", export, methods=["GET"])]
