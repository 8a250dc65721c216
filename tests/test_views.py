"""A page of figures is its address: what the address means, and that nobody can break it."""

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from joint_account.sales.periods import EARLIEST, LATEST, LONGEST, USUAL, Days, Named, days_before, days_of
from joint_account.sales.view import View, parse_view
from joint_account.stores.marketplaces import marketplaces

TODAY = date(2026, 11, 24)


@st.composite
def some_days(draw):
    first = draw(st.dates(EARLIEST, LATEST - timedelta(days=LONGEST)))
    return Days(first, first + timedelta(days=draw(st.integers(0, LONGEST - 1))))


periods = st.sampled_from(Named) | some_days()
store_choices = st.sets(st.sampled_from(sorted(marketplaces()))).map(lambda codes: tuple(sorted(codes)))
views = st.builds(View, period=periods, stores=store_choices, currency=st.sampled_from(["", "EUR", "USD", "AED"]))


@given(views)
def test_a_view_survives_its_address(view):
    assert parse_view(view.query) == (view, [])


@given(st.text() | st.tuples(st.sampled_from(["period", "from", "to", "stores", "in"]), st.text()).map("=".join))
@example("from=2026-02-30&to=2026-03-01")
@example("from=0001-01-01&to=9999-12-31")
@example("from=2026-03-02&to=2026-03-01")
@example("from=2026-03-02")
@example("period=%FF&stores=%00,,DE&in=€€€")
@example("&".join("a=1" for _ in range(2_000)))
def test_any_address_means_something_that_can_be_written_again(query):
    view, _ = parse_view(query)
    assert parse_view(view.query) == (view, [])


def test_what_was_not_understood_is_said():
    view, notes = parse_view("period=decade&stores=DE,XX&in=money")
    assert view == View(stores=("DE",))
    assert [note.split(".")[0] for note in notes] == [
        "The address names a period that we do not know",
        "The address names a store that Amazon does not have",
        "The address names a currency that is none",
    ]


def test_what_is_usual_is_left_out_of_the_address():
    assert View().query == ""
    assert parse_view(f"period={USUAL}&stores=US&stores=DE&in=usd")[0].query == "in=USD&stores=DE,US"


def test_the_named_periods_are_these_days():
    expected = {
        Named.TODAY: ("11-24", "11-24", "11-23", "11-23"),
        Named.YESTERDAY: ("11-23", "11-23", "11-22", "11-22"),
        Named.LAST_7: ("11-18", "11-24", "11-11", "11-17"),
        Named.LAST_30: ("10-26", "11-24", "09-26", "10-25"),
        Named.MONTH_TO_DATE: ("11-01", "11-24", "10-01", "10-24"),
        Named.LAST_MONTH: ("10-01", "10-31", "09-01", "09-30"),
    }
    for period, days in expected.items():
        now, before = days_of(period, TODAY), days_before(period, TODAY)
        assert tuple(day.isoformat()[5:] for day in (now.first, now.last, before.first, before.last)) == days, period


def test_the_end_of_march_is_compared_with_the_whole_of_february():
    assert days_before(Named.MONTH_TO_DATE, date(2026, 3, 31)) == Days(date(2026, 2, 1), date(2026, 2, 28))


@given(periods, st.dates(date(2001, 1, 1), date(2090, 1, 1)))
def test_a_period_is_compared_with_days_directly_before_it(period, today):
    now, before = days_of(period, today), days_before(period, today)
    if period not in (Named.MONTH_TO_DATE, Named.LAST_MONTH):
        assert len(before) == len(now)
        assert before.last + timedelta(days=1) == now.first
    assert len(list(now)) == len(now)
    assert before.last < now.first
