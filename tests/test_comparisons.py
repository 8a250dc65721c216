"""What the overview compares, converts and explains: each figure against arithmetic of its own."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from joint_account.audit.models import AuditEntry
from joint_account.database import dispose, reading, unit_of_work
from joint_account.sales.comparison import Against, days_against
from joint_account.sales.models import DailySales
from joint_account.sales.note_models import Note
from joint_account.sales.notes import NoteRefused, add_note, remove_note
from joint_account.sales.overview import overview
from joint_account.sales.overview_shown import shown
from joint_account.sales.parts_of_money import Part
from joint_account.sales.periods import EARLIEST, Days, Named, days_of
from joint_account.sales.settlement_models import DailySettlement, Settlement
from joint_account.sales.tax import Tax
from joint_account.sales.view import View, parse_view
from joint_account.ui.numbers import MINUS
from tests.stories import an_organizer
from tests.test_overview import NOON, cents, ecb, euros, opened, sold, sold_product

__all__ = ["ecb", "euros"]
TODAY = NOON.date()


@pytest.fixture
async def olga(database):
    person = await an_organizer()
    yield person
    await dispose()


@given(st.dates(EARLIEST, date(2099, 1, 1)), st.sampled_from([Named.TODAY, Named.LAST_7, Named.LAST_30, Named.MONTH_TO_DATE]))
def test_the_same_weekdays_are_whole_weeks_back_and_last_year_has_the_same_dates(today, period):
    days = days_of(period, today)
    weeks, year = (days_against(one, period, today) for one in (Against.WEEKDAYS, Against.YEAR))
    assert weeks.last < days.first and (days.first - weeks.first).days - len(days) < 7
    assert [one.weekday() for one in weeks] == [one.weekday() for one in days]
    for then, there in ((year.first, days.first), (year.last, days.last)):
        assert (then.year, then.month) == (there.year - 1, there.month)
        assert then.day == there.day or (there.month, there.day, then.day) == (2, 29, 28)


async def test_each_comparison_has_the_orders_of_its_own_days_and_stores(olga):
    await opened(olga, ["DE", "US"])
    for days_ago, orders in ((0, 5), (1, 7), (7, 11), (365, 13)):
        await sold(olga, TODAY - timedelta(days=days_ago), "DE", "EUR", sales=100, orders=orders)
    await sold(olga, TODAY, "US", "USD", sales=100, orders=17)
    expected = {"": 7, "with=weekdays": 11, "with=year": 13, "with=stores": 17, "with=nothing": 0}
    for wish, before in expected.items():
        view, notes = parse_view(f"period=today&stores=DE&{wish}")
        seen = await overview(olga, view, NOON)
        assert (seen.now.orders, seen.before.orders, notes) == (5, before, []), wish
    assert {one.was for one in shown(seen, view, []).kpis} == {""}, "with nothing, nothing is compared"
    everywhere = await overview(olga, View(against=Against.STORES), NOON)
    assert "no other stores" in everywhere.scope.notes[0]


async def test_one_rate_for_every_day_is_the_rate_of_the_day_that_is_said(olga, euros):
    await opened(olga, ["US"])
    rows = [(TODAY - timedelta(days=ago), 123_45 + ago) for ago in range(30)]
    for day, sales in rows:
        await sold(olga, day, "US", "USD", sales=sales)
    view, _ = parse_view("rate=2026-01-04")  # A Sunday: the Friday before is used.
    seen = await overview(olga, view, NOON)
    assert seen.now.sales == cents(euros(sum(sales for _, sales in rows), "USD", date(2026, 1, 2)))
    assert "ECB rates of 2 January 2026 for every day" in shown(seen, view, []).about


async def test_each_store_in_its_own_currency_has_no_sum_and_one_currency_is_its_own(olga):
    await opened(olga, ["AE", "DE", "US"])
    for store, currency in (("AE", "AED"), ("DE", "EUR"), ("US", "USD")):
        await sold(olga, TODAY, store, currency, sales=1_000, orders=2)
    view, _ = parse_view("in=own&period=today")
    seen = shown(await overview(olga, view, NOON), view, [])
    assert (seen.kpis[0].value, seen.chart_title, seen.chart.bars[0].total) == ("3 currencies", "Orders by day", "6")
    assert seen.kpis[0].detail == "AED\N{NO-BREAK SPACE}10.00 + €10.00 + $10.00"
    alone, _ = parse_view("in=own&period=today&stores=AE")
    assert shown(await overview(olga, alone, NOON), alone, []).kpis[0].value == "AED\N{NO-BREAK SPACE}10.00"


async def test_tax_is_taken_out_where_prices_hold_it_and_added_where_they_do_not(olga):
    await opened(olga, ["CA", "DE"])
    async with unit_of_work() as work:
        for store, currency in (("CA", "EUR"), ("DE", "EUR")):
            figures = {"sales": 11_900, "orders": 1, "units": 1, "cancelled_orders": 0, "unpriced_orders": 0, "tax": 1_900}
            key = {"joint_account_id": olga.joint_account_id, "day": TODAY, "store": store, "currency": currency}
            work.add(DailySales(**key, **figures))
    for tax, expected in ((Tax.PRICED, (11_900, 11_900)), (Tax.OUT, (11_900, 10_000)), (Tax.IN, (13_800, 11_900))):
        seen = await overview(olga, View(tax=tax, period=Named.TODAY), NOON)
        sales = {one.store: one.now.sales for one in seen.stores}
        assert (sales["CA"], sales["DE"]) == expected


async def test_best_sellers_say_each_countrys_share_and_movers_forget_what_a_rate_did(olga, euros):
    await opened(olga, ["DE", "US"])
    before = TODAY - timedelta(days=30)
    for day, store, asin, sales in (
        (TODAY, "DE", "RISES", 3_000), (TODAY, "US", "RISES", 1_000), (before, "DE", "RISES", 500),
        (TODAY, "US", "STAYS", 100_000), (before, "US", "STAYS", 100_000),
        (before, "DE", "FALLS", 700), (TODAY, "DE", "FALLS", 100),
        (before, "DE", "CREEPS", 700), (TODAY, "DE", "CREEPS", 800),
    ):  # fmt: skip
        await sold_product(olga, asin, day, store, sales)
    seen = await overview(olga, View(), NOON)
    rises = next(one for one in seen.best if one.asin == "RISES")
    in_us, in_de = euros(1_000, "USD", TODAY), Fraction(30)
    assert abs(rises.shares["DE"] - Decimal(float(in_de / (in_de + in_us)))) < Decimal("1e-9")
    assert sum(rises.shares.values()) == pytest.approx(1)
    moved = seen.movers
    assert [(one.asin, one.before, one.now) for one in moved.up] == [
        ("RISES", 500, cents(in_de + in_us)),
        ("CREEPS", 700, 800),
    ]
    assert [(one.asin, one.before, one.now) for one in moved.down] == [("FALLS", 700, 100)]


async def test_the_pace_counts_the_days_left_as_the_same_weekdays_lately(olga):
    await opened(olga, ["DE"])
    by_weekday = [100, 200, 300, 400, 500, 600, 700]
    day = date(2026, 9, 1)
    while day <= TODAY:
        await sold(olga, day, "DE", "EUR", sales=by_weekday[day.weekday()])
        day += timedelta(days=1)
    october = [date(2026, 10, number) for number in range(1, 32)]
    pace = (await overview(olga, View(), NOON)).pace
    assert pace.expected == sum(by_weekday[day.weekday()] for day in october)
    assert pace.month_before == sum(by_weekday[date(2026, 9, number).weekday()] for number in range(1, 31))
    assert (pace.sold, pace.days_left) == (sum(by_weekday[day.weekday()] for day in october if day <= TODAY), 7)


async def test_gross_net_and_paid_out_are_told_apart(olga):
    await opened(olga, ["DE"])
    await sold(olga, TODAY, "DE", "EUR", sales=10_000)
    here = {"joint_account_id": olga.joint_account_id, "store": "DE", "currency": "EUR"}
    parts = {Part.SALES: 9_000, Part.REFUNDS: -1_000, Part.FEES: -1_500, Part.PROMOTIONS: -200, Part.TAX: 1_900}
    async with unit_of_work() as work:
        for part, amount in parts.items():
            work.add(DailySettlement(**here, day=TODAY, kind=part, amount=amount, lines=1))
        begins, ends = NOON - timedelta(days=10), NOON + timedelta(days=2)
        said = {"starts_at": begins, "ends_at": ends, "as_of": ends, "digest": "", "deposit_day": TODAY, "total": 8_200}
        work.add(Settlement(**here, settlement_id="1", **said))
    view = View(period=Named.TODAY)
    seen = await overview(olga, view, NOON)
    assert (seen.paid_out.net, seen.paid_out.paid, seen.paid_out.settled_days) == (6_300, 8_200, 1)
    lines = {one.name: one.amount for one in shown(seen, view, []).money.lines}
    assert lines["Gross: ordered on these days"] == "€100.00"
    assert (lines["Refunds"], lines["Amazon's fees"], lines["Net: posted on these days"]) == (
        f"{MINUS}€10.00",
        f"{MINUS}€15.00",
        "€63.00",
    )
    assert (lines["Promotions"], lines["Paid out on these days"]) == (f"{MINUS}€2.00", "€82.00")


async def test_notes_are_kept_with_who_wrote_and_who_removed_them(olga):
    await opened(olga, ["DE"])
    await sold(olga, TODAY, "DE", "EUR", sales=100)
    for day, text in (("2026-02-30", "x"), ("", "x"), ("2026-10-20", ""), ("2026-10-20", "x" * 121), ("1026-10-20", "x")):
        with pytest.raises(NoteRefused):
            await add_note(olga, day, text)
    await add_note(olga, "2026-10-20", " A fair\x00\n nearby ")
    (note,) = [one for one in (await overview(olga, View(), NOON)).annotations if one.note_id]
    assert (note.text, note.days) == ("A fair nearby", Days(date(2026, 10, 20), date(2026, 10, 20)))
    await remove_note(olga, note.note_id)
    await remove_note(olga, note.note_id)
    async with reading() as session:
        acts = [entry.act for entry in await session.exec(select(AuditEntry).order_by(AuditEntry.number))]
        assert (await session.exec(select(Note))).all() == []
    assert acts[-2:] == ["note.added", "note.removed"]
