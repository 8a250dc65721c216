"""What stands on the overview and the order page, as text."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joint_account.database import dispose
from joint_account.sales.models import Order, OrderLine
from joint_account.sales.order_shown import shown_order
from joint_account.sales.overview import overview
from joint_account.sales.overview_shown import shown, waiting
from joint_account.sales.view import View, parse_view
from joint_account.ui.chart import HEIGHT, paths, scale
from joint_account.ui.numbers import major, minor, money, percent, short_money
from tests.stories import an_organizer
from tests.test_overview import NOON, opened, sold

NBSP = "\N{NO-BREAK SPACE}"


async def shown_at(person, query):
    view, notes = parse_view(query)
    return shown(await overview(person, view, NOON), view, notes)


@pytest.fixture
async def olga(database):
    person = await an_organizer()
    yield person
    await dispose()


async def test_the_overview_says_its_figures_and_what_they_were_before(olga):
    await opened(olga, ["AE", "DE", "US"])
    today, before = NOON.date(), NOON.date() - timedelta(days=1)
    await sold(olga, today, "DE", "EUR", sales=110_000, orders=20, units=30, cancelled=1, unpriced=1)
    await sold(olga, before, "DE", "EUR", sales=100_000, orders=20, units=30, cancelled=5)
    await sold(olga, today, "AE", "AED", sales=5_000, orders=1, units=1)
    seen = await shown_at(olga, "period=today")
    kpis = {one.key: one for one in seen.kpis}
    assert (kpis["sales"].value, kpis["sales"].was, kpis["sales"].detail) == ("€1,100.00", "was €1,000.00", f"+ AED{NBSP}50.00")
    assert (kpis["sales"].change.arrow, kpis["sales"].change.text, kpis["sales"].change.mood) == ("▲", "10.0%", "up")
    assert (kpis["orders"].value, kpis["average"].value, kpis["units"].change.text) == ("21", "€55.00", "3.3%")
    # A share that fell is good news here: 1 of 22 orders instead of 5 of 25.
    assert (kpis["cancelled"].value, kpis["cancelled"].change.text, kpis["cancelled"].change.mood) == ("4.5%", "15.5", "up")
    assert "1 order is pending and has no price yet; it is counted as an order, not as sales." in seen.remarks
    stores = {row.code: row for row in seen.stores}
    assert (stores["AE"].base, stores["AE"].own, stores["AE"].share) == ("no reference rate", f"AED{NBSP}50.00", "")
    assert (stores["DE"].share, stores["DE"].change.text, stores["US"].own) == ("100%", "10.0%", "$0.00")
    assert "Each day is the store's own day" in seen.about


async def test_the_page_says_which_rates_it_used(olga):
    await opened(olga, ["US"])
    await sold(olga, date(2026, 11, 20), "US", "USD", sales=100_00)
    seen = await shown_at(olga, "from=2026-11-20&to=2026-11-20")
    assert "ECB rates of each day, the newest of 30 October 2026" in seen.about
    assert seen.rates == ["1 USD = 0.89509 EUR on 30 October 2026"]


async def test_every_choice_keeps_what_was_chosen_besides(olga):
    await opened(olga, ["DE", "JP", "US"])
    view = View(stores=("DE", "JP"), currency="JPY")
    filters = (await shown_at(olga, view.query)).filters
    assert {parse_view(one.href.partition("?")[2])[0].stores for one in filters.periods} == {("DE", "JP")}
    assert [one.label for one in filters.periods if one.current] == ["30 days"]
    assert {one.label: parse_view(one.href.partition("?")[2])[0].currency for one in filters.currencies}["USD"] == "USD"
    assert [(one.name, one.value) for one in filters.beside_days] == [("in", "JPY"), ("stores", "DE,JP")]


def test_a_page_that_waits_has_the_same_figures_in_the_same_places():
    assert [one.name for one in waiting().kpis] == ["Sales", "Orders", "Units", "Average order", "Cancelled"]


async def test_the_chart_has_a_bar_for_each_day_and_its_table_the_same_sums(olga):
    await opened(olga, ["DE", "US"])
    await sold(olga, NOON.date(), "DE", "EUR", sales=90_00)
    await sold(olga, NOON.date() - timedelta(days=2), "US", "USD", sales=10_00)
    chart = (await shown_at(olga, "period=7")).chart
    assert [bar.total for bar in chart.bars] == ["€0.00"] * 4 + [chart.bars[4].total, "€0.00", "€90.00"]
    assert [one.name for one in chart.series] == ["DE", "US"]
    yearly = (await shown_at(olga, "period=year")).chart
    assert len(yearly.bars) in (53, 54)


bars = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 10**9), min_size=width, max_size=width), min_size=1)
)


@given(bars)
def test_bars_never_leave_the_drawing_and_grow_with_their_value(values):
    highest = max(map(sum, values))
    top, lines = scale(highest)
    assert lines[0] == 0
    assert top >= highest
    assert len(lines) <= 5
    for path in paths(values, top):
        for piece in path.split("M")[1:]:
            upper = int(piece.split()[1].split("h")[0])
            tall = int(piece.split("v")[1].split("h")[0])
            assert 0 <= upper <= upper + tall <= HEIGHT


@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "AED"]))
def test_money_loses_nothing_on_its_way_to_text(amount, currency):
    assert minor(major(amount, currency), currency) == amount
    digits = "".join(one for one in money(amount, currency) if one.isdecimal())
    assert int(digits) == abs(amount)
    assert money(amount, currency).startswith("\N{MINUS SIGN}") is (amount < 0)


def test_numbers_read_as_people_write_them():
    assert [money(123_456, "EUR"), money(1980, "JPY"), money(5, "AED")] == ["€1,234.56", "¥1,980", f"AED{NBSP}0.05"]
    assert minor(Decimal("0.005"), "EUR") == 1
    assert (percent(Decimal("0.0944")), short_money(1_500_000_00, "EUR")) == ("9.4%", "€1.5M")


def test_an_order_shows_the_stores_clock_and_the_instant_for_the_viewers():
    order = Order(
        joint_account_id=1,
        order_id="111-1-1",
        channel="Amazon.com",
        store="US",
        purchased_at=datetime(2026, 11, 1, 8, 30, tzinfo=UTC),
        day=date(2026, 11, 1),
        updated_at=datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
        status="Shipped - Picked Up",
        cancelled=False,
        currency="USD",
        sales=2000,
        units=2,
    )
    line = OrderLine(
        joint_account_id=1,
        order_id="111-1-1",
        number=1,
        sku="S",
        cancelled=False,
        quantity=2,
        currency="USD",
        price=2000,
        discount=150,
    )
    seen = shown_order(order, [line])
    facts = {fact.name: fact for fact in seen.facts}
    # 08:30 UTC is in the hour after which the clocks go back: still daylight time, and the page says which.
    assert facts["Bought, by the store's clock"].text == "1 Nov 2026, 01:30"
    assert facts["Bought, by the store's clock"].more == "Pacific Daylight Time, UTC-07:00"
    assert facts["Bought, by your clock"].instant == "2026-11-01T08:30:00+00:00"
    assert (facts["Status"].text, facts["Status"].more) == ("Shipped", "Amazon says: Shipped - Picked Up")
    assert (seen.lines[0].price, seen.lines[0].discount, seen.amount) == ("$20.00", "\N{MINUS SIGN}$1.50", "$20.00")
