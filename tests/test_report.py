"""Reading a report: what is taken, and what is refused in which words."""

# ruff: noqa: RUF001 - titles are written as their sellers write them

import gzip
import io
import zipfile

import pytest

from joint_account.reports import refusals
from joint_account.reports.recognition import recognise
from joint_account.sales import checking
from joint_account.sales.assembling import orders_of
from joint_account.sales.checking import check
from tests.report_files import COLUMNS, SAMPLES, a_row, write_report


async def checked(path, *, skip_bad=False):
    return await check(path, recognise(path), skip_bad=skip_bad, on_progress=lambda share: None)


async def orders_in(path):
    """Orders by id, each with its lines."""
    report = await checked(path)
    orders = [one for place in report.blocks.places for one in orders_of(report.blocks.read(place), 1)]
    return {order[1]: (order, lines) for order, lines in orders}


async def the_bad_row(path):
    """The only bad row of a report, which is refused because of it."""
    with pytest.raises(refusals.BadRows) as refused:
        await checked(path)
    (row,) = refused.value.rows
    assert row.sentence in refused.value.sentence
    return row


@pytest.mark.parametrize(
    ("name", "order_id", "title"),
    [
        ("germany_cp1252.txt", "305-0100001-0000001", "Leselampe „Eule“ – grün, für Bücher (dimmbar)"),
        ("japan_cp932.txt", "249-0200002-0000001", "万年筆①～予定表（ソフト）"),
        ("north_america_utf8_bom.txt", "113-0300003-0000001", 'Iron pan 12" "Old Joe"'),
        ("europe_utf8.txt", "402-0400004-0000002", "Tasse à thé, bleue"),
    ],
)
async def test_a_title_reads_as_it_was_written_whatever_the_encoding(name, order_id, title):
    _, lines = (await orders_in(SAMPLES / name))[order_id]
    assert lines[0][5] == title


async def test_a_report_without_one_japanese_order_is_never_read_as_japanese(tmp_path):
    path = write_report(tmp_path / "report.txt", [a_row(product_name="ÄPFEL, SÜSS")], encoding="cp1252")
    ((_, lines),) = (await orders_in(path)).values()
    assert lines[0][5] == "ÄPFEL, SÜSS"


async def test_two_lines_that_are_equal_to_the_letter_both_count():
    order, lines = (await orders_in(SAMPLES / "germany_cp1252.txt"))["305-0100001-0000002"]
    assert order[11:13] == (9960, 4)
    assert [line[2] for line in lines] == [1, 2]
    assert lines[0][3:] == lines[1][3:]


async def test_a_pending_order_has_no_price_and_a_cancelled_line_no_quantity():
    japan = await orders_in(SAMPLES / "japan_cp932.txt")
    germany = await orders_in(SAMPLES / "germany_cp1252.txt")
    pending, (line,) = japan["249-0200002-0000003"]
    cancelled, (dropped,) = germany["305-0100001-0000003"]
    assert (line[7], line[8], line[9]) == (1, None, None)
    assert pending[8:] == (False, "Amazon", "JPY", 0, 1, True)
    assert (dropped[6], dropped[7], dropped[9]) == (True, 0, None)
    assert cancelled[8:] == (True, "Amazon", "EUR", 0, 0, False)


async def test_other_channels_are_kept_by_their_name_without_a_store():
    orders = await orders_in(SAMPLES / "north_america_utf8_bom.txt")
    assert orders["S01-0300003-0000004"][0][2:4] == ("Non-Amazon US", None)
    assert orders["S01-0300003-0000005"][0][2:4] == ("SI CA Prod Marketplace", None)
    assert orders["113-0300003-0000002"][0][2:4] == ("Amazon.com", "US")


async def test_a_discount_is_positive_and_a_canadian_alias_is_canadian_dollars():
    germany = await orders_in(SAMPLES / "germany_cp1252.txt")
    america = await orders_in(SAMPLES / "north_america_utf8_bom.txt")
    assert germany["305-0100001-0000004"][1][0][12] == 348
    assert america["701-0300003-0000003"][0][10] == "CAD"


async def test_nothing_of_a_buyer_is_read(tmp_path):
    path = write_report(
        tmp_path / "report.txt",
        [a_row(**{"buyer_name": "Xaver Geheim", "ship_city": "Xaver"})],
        (*COLUMNS, "buyer-name", "ship-city"),
    )
    assert "Xaver" not in str(await orders_in(path))


async def test_the_order_of_an_orders_lines_does_not_matter(tmp_path):
    rows = [a_row(sku="B"), a_row(sku="A", item_price=""), a_row(sku="A"), a_row(sku="A", item_status="Cancelled")]
    one = await orders_in(write_report(tmp_path / "one.txt", rows))
    other = await orders_in(write_report(tmp_path / "other.txt", reversed(rows)))
    assert one == other


def workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
    return file.getvalue()


def packed_text() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("report.txt", "amazon-order-id")
    return file.getvalue()


HEADER = "\t".join(COLUMNS)
ROW = "\t".join(a_row()[name] for name in COLUMNS)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", refusals.EmptyFile),
        (b"\xef\xbb\xbf \r\n\r\n", refusals.EmptyFile),
        (HEADER.encode(), refusals.NoOrders),
        (f"{HEADER}\r\n\r\n".encode(), refusals.NoOrders),
        (workbook(), refusals.WorkbookFile),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, refusals.WorkbookFile),
        (packed_text(), refusals.PackedFile),
        (gzip.compress(HEADER.encode()), refusals.PackedFile),
        (f"{HEADER}\n{ROW}\n".encode("utf-16"), refusals.Utf16File),
        (f"{HEADER}\n{ROW}\n".encode("utf-16-le"), refusals.Utf16File),
        (f"{HEADER}\n{ROW}\n".replace("\t", ";").encode(), refusals.NotTabs),
        (f"{HEADER}\n{ROW}\n".replace("\t", ",").encode(), refusals.NotTabs),
        (f"{HEADER}\n".replace("\t", '","').encode(), refusals.NotTabs),
        ("\t".join(f'"{name}"' for name in COLUMNS).encode(), refusals.QuotedCells),
        (f"{HEADER}\r{ROW}\r".encode(), refusals.OldMacLines),
        (b"order-id\torder-item-id\tpurchase-date\tbuyer-email\r\n1\t2\t3\t4\r\n", refusals.OrderReport),
        (b"purchase-date\torder-id\tsku\tcurrency\titem-price\r\n1\t2\t3\t4\t5\r\n", refusals.OrderReport),
        (b"settlement-id\tsettlement-start-date\ttotal-amount\r\n1\t2\t3\r\n", refusals.MissingColumns),
        (b"order-id\tcurrency\tsettlement-id\tsku\r\n1\t2\t3\t4\r\n", refusals.MissingColumns),
        (b"Date range exceeded. Report can be requested only upto 30 days", refusals.RangeExceeded),
        (b"<!DOCTYPE html><title>Sign in</title>", refusals.WebPage),
        (b'{"errors": [{"code": "Unauthorized"}]}', refusals.WebPage),
        (b"\x89PNG\r\n\x1a\n" + b"\1" * 100, refusals.UnknownFile),
        (b"item-name\tlisting-id\r\nMug\t1\r\n", refusals.UnknownFile),
        (b"item-name\tseller-sku\r\nMug\tMUG-1\r\n", refusals.MissingColumns),
        (b"seller-sku\tfulfillment-channel-sku\r\nMUG-1\tX1\r\n", refusals.OtherStockReport),
        ('Erläuterung\n"Datum/Uhrzeit","Abrechnungsnummer"\n'.encode(), refusals.TransactionsReport),
        (f"{HEADER}\r\n".encode() + b"x" * (5 << 20), refusals.EndlessLine),
    ],
)
async def test_what_is_no_report_is_told_what_it_is(tmp_path, content, refusal):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(refusals.ReportRefused) as refused:
        await checked(path, skip_bad=True)
    assert type(refused.value) is refusal
    assert refused.value.sentence == str(refused.value)


async def test_a_missing_column_is_named(tmp_path):
    path = write_report(tmp_path / "report.txt", [a_row()], [name for name in COLUMNS if name not in ("sku", "currency")])
    with pytest.raises(refusals.MissingColumns, match="no column sku, currency"):
        await checked(path)


async def test_columns_may_be_missing_that_an_order_can_do_without(tmp_path):
    columns = [name for name in COLUMNS if name not in ("last-updated-date", "product-name", "asin", "item-status")]
    ((order, lines),) = (await orders_in(write_report(tmp_path / "report.txt", [a_row()], columns))).values()
    assert order[4] == order[6]
    assert lines[0][4:6] == ("", "")


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ("amazon-order-id", ""),
        ("amazon-order-id", "303 1"),
        ("order-status", " "),
        ("sku", ""),
        ("sku", "M\0G"),
        ("product-name", "x" * 1_001),
        ("purchase-date", ""),
        ("purchase-date", "2026-05-04"),
        ("purchase-date", "2026-05-04T10:00:00"),
        ("purchase-date", "2026-02-30T10:00:00+00:00"),
        ("purchase-date", "0001-01-01T00:00:00+00:00"),
        ("last-updated-date", "yesterday"),
        ("sales-channel", ""),
        ("sales-channel", "Amazon.xx"),
        ("quantity", ""),
        ("quantity", "-1"),
        ("quantity", "1.5"),
        ("quantity", "100001"),
        ("quantity", "٣"),
        ("currency", "EURO"),
        ("currency", ""),
        ("item-price", "free"),
        ("item-price", "-12.50"),
        ("item-price", "12.505"),
        ("item-price", "1,234.50"),
        ("item-price", "1e3"),
        ("item-price", "9" * 20),
        ("item-price", "NaN"),
    ],
)
async def test_a_bad_cell_is_named_with_its_line_and_what_stood_there(tmp_path, column, found):
    bad = a_row(**{column: found})
    row = await the_bad_row(write_report(tmp_path / "report.txt", [a_row(), bad, a_row()]))
    told = "item-price" if (column, found) == ("currency", "") else column
    assert (row.line, row.column, row.found) == (3, told, bad[told])
    assert row.expected
    assert not row.by_spreadsheet


@pytest.mark.parametrize("price", ["12.5", "12.500", "12", "0012.50", " 12.50 "])
async def test_a_price_may_be_written_with_more_or_fewer_zeros(tmp_path, price):
    ((order, _),) = (await orders_in(write_report(tmp_path / "r.txt", [a_row(item_price=price)]))).values()
    assert order[11] == (1200 if price == "12" else 1250)


async def test_yen_have_no_fraction_but_may_have_zeros(tmp_path):
    yen = a_row(sales_channel="Amazon.co.jp", currency="JPY", item_price="1980.00")
    ((order, _),) = (await orders_in(write_report(tmp_path / "good.txt", [yen]))).values()
    assert order[11] == 1980
    row = await the_bad_row(write_report(tmp_path / "bad.txt", [yen | {"item-price": "1980.5"}]))
    assert row.sentence == (
        "line 2, column item-price: found “1980.5”, expected an amount of 0 decimal places at most, such as 1980."
    )


async def test_a_row_with_other_cells_than_the_first_line_is_not_shifted(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(f"{HEADER}\n{ROW}\tmore\n{ROW}\n")
    row = await the_bad_row(path)
    assert (row.line, row.found, row.expected) == (2, "13 cells", "12 cells, as the first line has")


@pytest.mark.parametrize(
    ("column", "value"),
    [("sales-channel", "Amazon.fr"), ("purchase-date", "2026-05-04T10:00:01+00:00"), ("currency", "SEK")],
)
async def test_lines_of_one_order_that_disagree_are_bad_however_far_apart(tmp_path, monkeypatch, column, value):
    monkeypatch.setattr(checking, "CHUNK", 2)
    others = [a_row(amazon_order_id=f"303-0000002-{number:07}") for number in range(20)]
    path = write_report(tmp_path / "report.txt", [a_row(), *others, a_row(**{column: value})])
    row = await the_bad_row(path)
    assert (row.line, row.column) == (23, column)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("item-price", "12,50"),
        ("item-price", "1.234,56"),
        ("item-price", "#####"),
        ("purchase-date", "########"),
        ("purchase-date", "04.05.2026 10:00"),
        ("purchase-date", "5/4/2026 10:00"),
        ("purchase-date", "46146.4167"),
        ("quantity", "###"),
    ],
)
async def test_what_only_a_spreadsheet_writes_is_called_that(tmp_path, column, value):
    path = write_report(tmp_path / "report.txt", [a_row(), a_row(**{column: value})])
    with pytest.raises(refusals.ThroughSpreadsheet, match=f"A spreadsheet has changed this file: line 3, column {column}"):
        await checked(path)
    whole = write_report(tmp_path / "whole.txt", [a_row(**{column: value})] * 3)
    with pytest.raises(refusals.ThroughSpreadsheet):
        await checked(whole, skip_bad=True)


async def test_bad_rows_are_left_out_when_that_was_asked_for_and_few_are_listed(tmp_path):
    rows = [a_row(), *[a_row(amazon_order_id="303-0000002-0000002", item_price="free")] * 150]
    report = await checked(write_report(tmp_path / "report.txt", rows), skip_bad=True)
    assert (report.rows, report.bad_count, len(report.bad)) == (1, 150, 100)


async def test_an_order_with_a_bad_row_is_left_out_whole_and_each_of_its_rows_is_listed(tmp_path):
    other = a_row(amazon_order_id="303-0000002-0000002")
    spoilt = [a_row(), a_row(item_price="free"), a_row(sales_channel="Amazon.fr")]
    report = await checked(write_report(tmp_path / "report.txt", [spoilt[0], other, *spoilt[1:]]), skip_bad=True)
    assert (report.rows, report.bad_count) == (1, 3)
    assert [row.line for row in report.bad] == [2, 4, 5]
    assert [line[0] for line in report.blocks.read(report.blocks.places[0])] == ["303-0000002-0000002"]


async def test_a_file_of_bad_rows_alone_is_refused_even_then(tmp_path):
    with pytest.raises(refusals.BadRows):
        await checked(write_report(tmp_path / "report.txt", [a_row(item_price="free")]), skip_bad=True)
