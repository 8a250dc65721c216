"""No report leaves a buyer in the database: what a file says of one stays in the file, and the file does not stay."""

import asyncio

import pytest

from joint_account import settings as product
from joint_account.database import dispose
from joint_account.reports.kinds import COLUMNS, IN_JAPANESE
from joint_account.sales.importing import import_report
from joint_account.tables import METADATA
from tests import stories
from tests.other_reports import LISTING_ROW, SETTLEMENT_COLUMNS, a_head, a_line, health, listing_row, stock_row, table
from tests.report_files import COLUMNS as ORDER_COLUMNS
from tests.report_files import a_row
from tests.snapshots import snapshot

PERSONAL = (
    *("buyer-name", "buyer-email", "buyer-phone-number", "recipient-name", "ship-address-1", "ship-city", "ship-state"),
    *("ship-postal-code", "ship-country", "cpf", "buyer-tax-registration-id", "buyer-vat-number", "buyer-company-name"),
    *("buyer-citizen-id", "buyer-identification-number", "buyer-cst-number", "purchase-order-number", "customized-url"),
    *("license-state", "default-ship-from-address-1", "actual-ship-from-city", "gift-message-text", "promotion-ids"),
)
"""Columns of Amazon's files that say who bought, or where they live."""
MARK = "Erika Mustermann, Musterstadt"
SAID_OF_A_PERSON = ("buyer", "recipient", "ship_", "address", "city", "postal", "phone", "email", "cpf", "vat", "citizen")
ROOMS = ("joint_account.sales", "joint_account.stores")


def test_no_such_column_is_read():
    read = {name for one in COLUMNS.values() for name in one.read} | set(IN_JAPANESE.values())
    assert not read & set(PERSONAL)
    # An order's country is its store's; of where it goes to, nothing is read at all.
    assert not [name for name in read if name.startswith(("ship-", "buyer-", "recipient-", "gift-"))]


def test_no_column_of_stores_and_sales_could_hold_a_buyer():
    """Should one come, it is sealed for its joint account (sealing.seal_for), and deleted 30 days after delivery."""
    tables = {mapper.local_table for mapper in _mappers() if mapper.class_.__module__.startswith(ROOMS)}
    assert {"customer_order", "order_line", "stock", "listing", "settlement_line"} <= {table.name for table in tables}
    assert tables <= set(METADATA.tables.values())
    for one in tables:
        for column in one.columns:
            assert not [word for word in SAID_OF_A_PERSON if word in column.name], f"{one.name}.{column.name}"


def _mappers():
    from sqlmodel import SQLModel

    return SQLModel._sa_registry.mappers


async def test_what_files_say_of_buyers_is_nowhere_in_the_database(database, tmp_path):
    olga = await stories.an_organizer()
    marks = dict.fromkeys(PERSONAL, MARK)
    files = [
        (table(tmp_path / "orders.txt", [a_row() | marks], (*ORDER_COLUMNS, *PERSONAL)), None),
        (table(tmp_path / "stock.txt", [stock_row() | marks]), "DE"),
        (table(tmp_path / "listings.txt", [listing_row() | marks], (*LISTING_ROW, *PERSONAL)), "DE"),
        (
            table(
                tmp_path / "settlement.txt",
                [{"settlement-id": "1"} | row | marks for row in (a_head("10.00"), a_line())],
                (*SETTLEMENT_COLUMNS[:-1], *PERSONAL),
            ),
            None,
        ),
        (health(tmp_path / "health.json", ("A1PA6795UKMFR9", "NORMAL"), note=MARK, contact={"name": MARK}), None),
    ]
    for path, store in files:
        await import_report(olga, path, path.name, store=store)
    rows = await snapshot()
    assert all(rows[name] for name in ("customer_order", "stock", "listing", "settlement_line", "health_metric"))
    assert MARK not in repr(rows)
    await dispose()


@pytest.mark.parametrize("cell", ["quantity", "item-price"])
async def test_a_refusal_names_only_cells_that_are_read(sqlite_database, tmp_path, cell):
    olga = await stories.an_organizer()
    rows = [a_row() | dict.fromkeys(PERSONAL, MARK) | {cell: "?"}]
    path = table(tmp_path / "orders.txt", rows, (*ORDER_COLUMNS, *PERSONAL))
    with pytest.raises(Exception, match=f"column {cell}"):
        await import_report(olga, path, path.name)
    assert MARK not in repr(await snapshot())
    assert not await asyncio.to_thread(lambda: product.VAR.exists() and any(product.VAR.rglob("*.txt")))
    await dispose()
