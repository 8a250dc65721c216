"""GET /orders/export.csv and /orders/export.xlsx: every order that the page's address means, newest first."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import IO

import xlsxwriter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from xlsxwriter.worksheet import Worksheet

from joint_account import settings as product
from joint_account.activity.routes import defused
from joint_account.identity.http import needs_log_in
from joint_account.identity.models import Person
from joint_account.sales.order_columns import COLUMNS, Titled, cells_of
from joint_account.sales.orders import all_orders, note_export
from joint_account.sales.orders_view import OrdersView, parse_orders_view
from joint_account.tries import Try, take
from joint_account.ui.numbers import count

LARGEST_SHEET = 1_048_575
"""Rows below the heading of an Excel sheet."""
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOBODY = "You are in no joint account, so there are no orders to export."
# Spreadsheets take a file without it for something else than UTF-8.
_BYTE_ORDER_MARK = "\ufeff"
_TOO_MANY = f"An Excel sheet ends after {count(LARGEST_SHEET)} orders. Choose fewer days or stores, or take the CSV file."


@needs_log_in
async def export_csv(request: Request, person: Person) -> Response:
    """Streamed as it is read; a sentence for somebody who has no orders to see."""
    view = await _allowed(request, person)
    if view is None:
        return PlainTextResponse(_NOBODY, 403)
    lines = _lines(all_orders(person, view))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=_headers("orders.csv"))


@needs_log_in
async def export_xlsx(request: Request, person: Person) -> Response:
    """Written to a file first, row by row, because a workbook is packed at its end."""
    view = await _allowed(request, person)
    if view is None:
        return PlainTextResponse(_NOBODY, 403)
    path = await asyncio.to_thread(_new_file)
    try:
        complete = await _write(path, all_orders(person, view))
        file: IO[bytes] = await asyncio.to_thread(lambda: path.open("rb"))
    finally:
        # What is open can be read to its end without a name, and leaves nothing behind however that ends.
        await asyncio.to_thread(path.unlink)
    if not complete:
        await asyncio.to_thread(file.close)
        return PlainTextResponse(_TOO_MANY, 413)
    return StreamingResponse(_pieces(file), media_type=_WORKBOOK, headers=_headers("orders.xlsx"))


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, 1 << 16):
            yield piece


async def _allowed(request: Request, person: Person) -> OrdersView | None:
    """What is asked for; None when nobody lets them. Before the first byte: what is streamed cannot be refused any more."""
    await take(Try.EXPORT, person.id)
    view = parse_orders_view(request.url.query)[0].at(None)
    return None if await note_export(person, view.query) is None else view


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


async def _lines(batches: AsyncIterator[list[Titled]]) -> AsyncIterator[str]:
    yield _BYTE_ORDER_MARK + _text([list(COLUMNS)])
    async for batch in batches:
        yield await asyncio.to_thread(_batch_text, batch)


def _batch_text(batch: list[Titled]) -> str:
    return _text([[_safe(cell) for cell in cells_of(one)] for one in batch])


def _safe(cell: object) -> object:
    """Amounts and counts as they are: a minus sign before a figure is no formula."""
    return defused(cell) if isinstance(cell, str) else cell


def _text(rows: list[list[object]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _new_file() -> Path:
    folder = product.VAR / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".xlsx", delete=False) as file:
        return Path(file.name)


async def _write(path: Path, batches: AsyncIterator[list[Titled]]) -> bool:
    """Whether all of them fit in a sheet."""
    # Constant memory: a row goes to disk when the next one begins. Text is text, whatever it begins with.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": str(path.parent)}
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("Orders")
    sheet.write_row(0, 0, list(COLUMNS), book.add_format({"bold": True}))
    row, fits = 1, True
    try:
        async for batch in batches:
            fits = row + len(batch) <= LARGEST_SHEET + 1
            if not fits:
                break
            await asyncio.to_thread(_put, sheet, row, batch)
            row += len(batch)
    finally:
        await asyncio.to_thread(book.close)
    return fits


def _put(sheet: Worksheet, row: int, batch: list[Titled]) -> None:
    for at, one in enumerate(batch, row):
        for column, cell in enumerate(cells_of(one)):
            if isinstance(cell, str):
                sheet.write_string(at, column, cell)
            elif isinstance(cell, int | Decimal):
                sheet.write_number(at, column, cell)


ROUTES = [
    Route("/orders/export.csv", export_csv, methods=["GET"]),
    Route("/orders/export.xlsx", export_xlsx, methods=["GET"]),
]
