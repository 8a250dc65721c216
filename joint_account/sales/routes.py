"""Report files that come in through the Stores page: streamed to disk, then imported while the browser watches."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from joint_account import settings as product
from joint_account.identity.http import needs_log_in
from joint_account.identity.models import Person
from joint_account.registration.service import start_joint_account
from joint_account.reports.refusals import ImportRefused
from joint_account.sales.import_words import what_changed
from joint_account.sales.importing import ImportResult, import_report, where_allowed
from joint_account.tries import TooManyTries, Try, take
from joint_account.ui.numbers import plural

LARGEST_REPORT = 4 * 1024**3
"""Bytes; several years of a large seller's orders."""

_SENTENCES_SHOWN = 20
_running: set[asyncio.Task[None]] = set()
"""Imports go on when their browser leaves; somebody must hold them until they end."""


@needs_log_in
async def import_file(request: Request, person: Person) -> Response:
    """POST /stores/import?name=…: the body is the file. Answers with lines: the share that is done, then what came of it.

    Further parameters: `skip_bad`; `store`, the country code of the store that it is of; `modified`, when the file was
    written on the person's machine, in milliseconds since 1970.
    """
    if person.joint_account_id is None:
        person.joint_account_id = (await start_joint_account(person)).id
    try:
        await where_allowed(person)
    except ImportRefused as refused:
        # Before the file is taken: it may be gigabytes.
        return _refusal(refused.sentence, 403)
    try:
        await take(Try.IMPORT, person.id)
    except TooManyTries as refused:
        return _refusal(refused.sentence, 429, {"Retry-After": str(refused.seconds)})
    path = await _kept(request)
    told: asyncio.Queue[str] = asyncio.Queue()
    name = request.query_params.get("name") or "report.txt"
    task = asyncio.create_task(_import(person, path, name, request.query_params, told))
    _running.add(task)
    task.add_done_callback(_running.discard)
    return StreamingResponse(_lines(told), media_type="application/x-ndjson")


def _refusal(sentence: str, status: int, more: dict[str, str] | None = None) -> Response:
    return Response(json.dumps({"taken": False, "text": sentence}), status, more, media_type="application/json")


async def _kept(request: Request) -> Path:
    folder = product.VAR / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        try:
            async for chunk in request.stream():
                if file.tell() + len(chunk) > LARGEST_REPORT:
                    raise HTTPException(413)
                await asyncio.to_thread(file.write, chunk)
        except BaseException:
            await asyncio.to_thread(Path(file.name).unlink)
            raise
    return Path(file.name)


async def _import(person: Person, path: Path, name: str, asked: QueryParams, told: asyncio.Queue[str]) -> None:
    tell = partial(asyncio.get_running_loop().call_soon_threadsafe, told.put_nowait)
    try:
        result = await import_report(
            person,
            path,
            name,
            store=asked.get("store") or None,
            made_at=_modified(asked.get("modified", "")),
            skip_bad="skip_bad" in asked,
            on_progress=lambda share: tell(f"{share:.3f}"),
        )
        tell(json.dumps({"taken": True, "text": _text_of(result)}))
    except ImportRefused as refused:
        tell(json.dumps({"taken": False, "text": refused.sentence}))
    finally:
        await asyncio.to_thread(path.unlink)
        tell("")


def _modified(text: str) -> datetime | None:
    """What a browser says of a file's age; none where it says nothing, or nonsense."""
    known = text.isascii() and text.isdigit() and len(text) <= 14
    return datetime.fromtimestamp(int(text) / 1000, UTC) if known else None


async def _lines(told: asyncio.Queue[str]) -> AsyncIterator[str]:
    while line := await told.get():
        yield f"{line}\n"


def _text_of(result: ImportResult) -> str:
    stores = ", ".join(result.stores) or "no store"
    sentences = [
        f"{plural(result.rows, 'row')} read, {what_changed(result)} ({stores}).",
        *([f"{plural(result.skipped, 'row')} left out:"] if result.skipped else []),
        *result.sentences[:_SENTENCES_SHOWN],
    ]
    return "\n".join(sentences)


ROUTES = [Route("/stores/import", import_file, methods=["POST"])]
