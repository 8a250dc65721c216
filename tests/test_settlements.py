"""Settlements: money to the last cent, in whatever way a region writes it, in whatever order files come."""

import asyncio
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from joint_account.database import dispose, unit_of_work
from joint_account.reports import refusals, unfit
from joint_account.reports.cells import BadCell
from joint_account.sales.importing import import_report
from joint_account.sales.net import net_of
from joint_account.sales.parts_of_money import Part, part_of
from joint_account.sales.settlement_cells import decimal_mark, moment, signed_amount
from joint_account.sales.verify import differences
from tests import stories
from tests.other_reports import FEB, a_head, a_line, settlement
from tests.report_files import a_row, write_report
from tests.snapshots import kept

TABLES = ("settlement", "settlement_line", "daily_settlement")


async def given_file(person, path, **more):
    return await import_report(person, path, path.name, **more)


async def settled(person=None):
    rows = await kept()
    here = person and person.joint_account_id
    return {name: [row[1:] for row in rows[name] if here in (None, row[0])] for name in TABLES}


async def the_net_of(person, day="2026-02-04"):
    at = date.fromisoformat(day)
    return {(one.store, one.currency): one for one in await net_of(person, at, at)}


EUROPE = ("01.02.2026 08:00:00 UTC", "15.02.2026 08:00:00 UTC")
EUROPEAN = [
    a_line(amount="1.033,60", posted_date="04.02.2026", posted_date_time="04.02.2026 23:30:00 UTC"),
    a_line("Tax", "6,38", posted_date="04.02.2026", posted_date_time="03.02.2026 23:30:00 UTC"),
    a_line("Commission", "-6,00", amount_type="ItemFees", posted_date="04.02.2026", posted_date_time=""),
    a_line(
        "Subscription Fee",
        "-39,00",
        transaction_type="other-transaction",
        amount_type="other-transaction",
        marketplace_name="",
        order_id="",
        sku="",
        posted_date="04.02.2026",
        posted_date_time="",
    ),
]


async def test_a_european_settlement_is_booked_by_day_store_and_kind(database, tmp_path):
    olga = await stories.an_organizer()
    path = settlement(tmp_path / "s.txt", a_head("994,98", span=EUROPE), EUROPEAN)
    result = await given_file(olga, path)
    assert (result.kind, result.rows, result.orders, result.stores) == ("settlement", 4, 1, ("DE",))
    fourth, fifth = await the_net_of(olga), await the_net_of(olga, "2026-02-05")
    assert fourth["DE", "EUR"].parts == {Part.TAX: 638, Part.FEES: -600}
    assert fourth["", "EUR"].parts == {Part.FEES: -3900}
    assert fifth["DE", "EUR"].parts == {Part.SALES: 103360}
    assert [one async for one in differences()] == []
    await dispose()


async def test_net_stands_beside_gross_and_only_where_settlements_cover_the_day(database, tmp_path):
    olga = await stories.an_organizer()
    ordered = a_row(
        purchase_date="2026-02-04T10:00:00+00:00", last_updated_date="2026-02-05T10:00:00+00:00", item_price="19.00"
    )
    await given_file(olga, write_report(tmp_path / "orders.txt", [ordered]))
    assert (await the_net_of(olga))["DE", "EUR"].net is None
    lines = [
        a_line(),
        a_line("Tax", "1.90"),
        a_line("Commission", "-1.50", amount_type="ItemFees"),
        a_line(amount="-4.00", transaction_type="Refund"),
        a_line("Principal", "-1.00", amount_type="Promotion"),
        a_line("Current Reserve Amount", "-2.00", transaction_type="other-transaction", amount_type="other-transaction"),
        a_line(posted_date_time="2026-02-15 10:00:00 UTC", amount="3.00"),
    ]
    await given_file(olga, settlement(tmp_path / "s.txt", a_head("6.40"), lines))
    fourth = (await the_net_of(olga))["DE", "EUR"]
    assert (fourth.ordered, fourth.settled, fourth.net) == (1900, True, 1000 - 150 - 400 - 100)
    assert (await the_net_of(olga, "2026-02-15"))["DE", "EUR"].net is None, "the day is settled by half"
    span = ("2026-02-15 08:00:00 UTC", "2026-03-01 08:00:00 UTC")
    await given_file(olga, settlement(tmp_path / "n.txt", a_head("1.00", span=span), [a_line(amount="1.00")], number="2"))
    assert (await the_net_of(olga, "2026-02-15"))["DE", "EUR"].net == 300
    await dispose()


REFUSED = [
    (a_head("11.00"), [a_line()], unfit.DoesNotAddUp, "add up to 10.00 EUR, but its first line says 11.00 EUR"),
    (a_head("10.00"), [a_line(amount="ten")], refusals.BadRows, "line 3, column amount: found “ten”"),
    (a_head("10.00"), [a_line(amount="")], refusals.BadRows, "line 3, column amount: found an empty cell"),
    (a_head("10.00"), [a_line(amount="10.005")], refusals.BadRows, "line 3, column amount: found “10.005”"),
    (a_head("1.00"), [a_line(amount="1,00")], refusals.BadRows, "line 3, column amount: found “1,00”"),
    (a_head("10.00"), [a_line(currency="USD")], refusals.BadRows, "line 3, column currency: found “USD”, expected EUR"),
    (a_head("10.00"), [a_line(settlement_id="7")], refusals.BadRows, "line 3, column settlement-id: found “7”"),
    (a_head("10.00"), [a_line(posted_date_time="02/04/2026")], refusals.BadRows, "line 3, column posted-date-time"),
    (a_head("10.00"), [a_line(posted_date_time="", posted_date="")], refusals.BadRows, "line 3, column posted-date"),
    (a_head("10.00"), [a_line(quantity_purchased="-1")], refusals.BadRows, "line 3, column quantity-purchased"),
    (a_head("", currency=""), [a_line()], refusals.BadRows, "line 2, column currency: found an empty cell"),
    (a_head("10.00", span=("soon", FEB[1])), [a_line()], refusals.BadRows, "line 2, column settlement-start-date"),
    (
        a_head("10.00"),
        [a_line(transaction_type="Bestellung", amount_type="Artikelpreis")],
        unfit.UnknownLanguage,
        "line 3, column transaction-type says “Bestellung”",
    ),
]


@pytest.mark.parametrize(("head", "lines", "error", "sentence"), REFUSED, ids=[one[3][:45] for one in REFUSED])
async def test_what_cannot_be_read_or_is_not_whole_is_refused_whole(sqlite_database, tmp_path, head, lines, error, sentence):
    olga = await stories.an_organizer()
    path = settlement(tmp_path / "s.txt", head, [*lines])
    with pytest.raises(error) as refused:
        await given_file(olga, path, skip_bad=True)
    assert sentence in refused.value.sentence
    assert await settled() == {name: [] for name in TABLES}
    await dispose()


async def test_a_word_that_is_new_among_known_ones_is_kept_as_other(database, tmp_path):
    olga = await stories.an_organizer()
    lines = [a_line(), a_line("Something new", "-1.00", transaction_type="Novelty", amount_type="Novelty")]
    await given_file(olga, settlement(tmp_path / "s.txt", a_head("9.00"), lines))
    assert (await the_net_of(olga))["DE", "EUR"].parts == {Part.SALES: 1000, Part.OTHER: -100}
    await dispose()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("Order", "ItemPrice", "Principal"), Part.SALES),
        (("Order", "ItemPrice", "ShippingTax"), Part.TAX),
        (("Order", "ItemPrice", "Shipping"), Part.SHIPPING),
        (("Order", "ItemFees", "Commission"), Part.FEES),
        (("Order", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal"), Part.TAX),
        (("Order", "Promotion", "Principal"), Part.PROMOTIONS),
        (("Refund", "ItemPrice", "Principal"), Part.REFUNDS),
        (("Refund", "ItemPrice", "Tax"), Part.TAX),
        (("Refund", "ItemFees", "RefundCommission"), Part.FEES),
        (("Refund", "Promotion", "Shipping"), Part.REFUNDS),
        (("ServiceFee", "Cost of Advertising", "TransactionTotalAmount"), Part.ADVERTISING),
        (("other-transaction", "other-transaction", "Subscription Fee"), Part.FEES),
        (("other-transaction", "other-transaction", "Storage Fee"), Part.FEES),
        (("other-transaction", "FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE"), Part.REIMBURSEMENTS),
        (("other-transaction", "other-transaction", "Previous Reserve Amount Balance"), Part.TRANSFERS),
        (("Transfer", "Transfer", "anything"), Part.TRANSFERS),
        (("other-transaction", "other-transaction", "Something new"), Part.OTHER),
    ],
)
def test_each_amount_has_its_part(words, part):
    assert part_of(*words) is part
    assert part_of(*(word.upper() for word in words)) is part


@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=1), st.sampled_from(".,"), st.booleans(), st.sampled_from(["EUR", "USD"])
)
def test_amounts_read_back_to_the_last_cent(amounts, mark, grouped, currency):
    other = "," if mark == "." else "."

    def write(cents):
        text = f"{Decimal(cents) / 100:{',' if grouped else ''}.2f}"
        return text.translate(str.maketrans({".": mark, ",": other}))

    texts = [write(one) for one in amounts]
    found = decimal_mark(texts, currency)
    assert found == mark
    assert [signed_amount(text, currency, found) for text in texts] == amounts


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1), st.sampled_from(["{}", "{:,}", "{}.0"]))
def test_yen_read_back_whole(amounts, pattern):
    texts = [pattern.format(one) for one in amounts]
    assert [signed_amount(text, "JPY", decimal_mark(texts, "JPY")) for text in texts] == amounts


@pytest.mark.parametrize("text", ["1,234", "1,23,456.00", "1e3", "--1", "٣", "1.2.3", " ", "NaN", "1" * 20, "####"])
def test_what_could_be_read_in_two_ways_is_not_read(text):
    with pytest.raises(BadCell):
        signed_amount(text, "EUR", decimal_mark([text], "EUR"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-04 10:00:00 UTC",
        "04.02.2026 10:00:00 UTC",
        "2026/02/04 19:00:00 JST",
        "2026-02-04T10:00:00Z",
        "2026-02-04T11:00:00+01:00",
        "2026-02-04 02:00:00 PST",
        "2026-02-04 10:00",
    ],
)
def test_a_moment_is_read_as_its_region_writes_it(text):
    assert moment(text).isoformat() == "2026-02-04T10:00:00+00:00"


@pytest.mark.parametrize(
    "text", ["", "04/02/2026", "2026-02-30 10:00:00 UTC", "2026-02-04 10:00:00 XYZ", "0001-01-01", "4.2.26"]
)
def test_another_moment_is_not_guessed(text):
    with pytest.raises(BadCell):
        moment(text)


LINES = st.lists(
    st.tuples(
        st.sampled_from(["Principal", "Tax", "Shipping", "Something"]),
        st.integers(-5_000, 5_000),
        st.sampled_from(["Amazon.de", "amazon.fr", "", "SI UK Prod Marketplace"]),
        st.integers(2, 14),
        st.integers(0, 23),
    ),
    min_size=1,
    max_size=6,
)
FILES = st.lists(st.tuples(st.sampled_from(["1", "2"]), st.integers(1, 3), LINES), min_size=1, max_size=4)
ZONES = {"Amazon.de": ("DE", "Europe/Berlin"), "amazon.fr": ("FR", "Europe/Paris")}


def expected_of(files):
    """What the newest version of each settlement adds up to, by store and currency, by code of its own."""
    newest = {}
    for number, version, lines in files:
        if version >= newest.get(number, (0, None))[0]:
            newest[number] = version, lines
    sums = {}
    for _, lines in newest.values():
        for _, cents, market, _, _ in lines:
            store = ZONES.get(market, ("", ""))[0]
            sums[store] = sums.get(store, 0) + cents
    return sums


def test_any_order_of_overlapping_files_ends_in_the_same_money(sqlite_database, tmp_path):
    """Each number and version is one file; whichever comes last, the newest version of each settlement stands."""
    counter = iter(range(10**9))

    async def run(files, order):
        unique = list({(number, version): (number, version, lines) for number, version, lines in files}.values())
        olga, otto = [await stories.an_organizer(f"o{next(counter)}@example.com") for _ in range(2)]
        paths = {}
        for number, version, lines in unique:
            total = f"{Decimal(sum(line[1] for line in lines)) / 100:.2f}"
            rows = [
                a_line(what, f"{Decimal(cents) / 100:.2f}", marketplace_name=market)
                | {"posted-date-time": f"2026-02-{day:02} {hour:02}:30:00 UTC"}
                for what, cents, market, day, hour in lines
            ]
            path = tmp_path / f"{next(counter)}.txt"
            paths[number, version] = settlement(
                path, a_head(total), rows, number=number, made=f"2026-02-2{version}T00:00:00+00:00"
            )
        for person, keys in ((olga, list(paths)), (otto, [list(paths)[place % len(paths)] for place in order] + list(paths))):
            for key in keys:
                await given_file(person, paths[key])
        assert await settled(olga) == await settled(otto)
        found = {}
        for one in await net_of(olga, date(2026, 2, 1), date(2026, 2, 28)):
            found[one.store] = found.get(one.store, 0) + sum(one.parts.values())
        assert {key: value for key, value in found.items() if value} == {
            key: value for key, value in expected_of(unique).items() if value
        }
        assert [one async for one in differences()] == []
        await dispose()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
    @given(FILES, st.lists(st.integers(0, 9), max_size=6))
    def same_in_any_order(files, order):
        asyncio.run(run(files, order))

    same_in_any_order()


def test_a_day_is_the_stores_own():
    assert moment("2026-02-04 23:30:00 UTC").astimezone(ZoneInfo("Europe/Berlin")).date() == date(2026, 2, 5)


async def test_the_same_settlement_twice_changes_nothing_and_an_older_file_of_it_neither(database, tmp_path):
    olga = await stories.an_organizer()
    newer = settlement(tmp_path / "n.txt", a_head("10.00"), [a_line()])
    older = settlement(tmp_path / "o.txt", a_head("5.00"), [a_line(amount="5.00")], made="2026-02-19T00:00:00+00:00")
    assert (await given_file(olga, newer)).orders == 1
    before = await settled()
    assert (await given_file(olga, newer)).orders == 0
    assert (await given_file(olga, older)).orders == 0
    assert await settled() == before
    await dispose()


async def test_verify_tells_a_settlement_and_a_day_that_do_not_add_up(database, tmp_path):
    olga = await stories.an_organizer()
    await given_file(olga, settlement(tmp_path / "s.txt", a_head("10.00"), [a_line()]))
    async with unit_of_work() as work:
        connection = await work.connection()
        await connection.execute(text("UPDATE settlement SET total = 7"))
        await connection.execute(text("UPDATE daily_settlement SET amount = 8"))
    assert [one.partition(", ")[2] for one in [one async for one in differences()]] == [
        "settlement 99900000001: its total is not what its lines add up to",
        "daily settlement, 2026-02-04 DE EUR sales: amount is 8, but the lines give 1000",
    ]
    await dispose()
