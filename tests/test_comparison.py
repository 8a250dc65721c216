"""What a difference between Amazon's figures and ours is made of: each class by itself, and what holds whatever happened."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joint_account.reconciliation.comparison import Reason, compare
from joint_account.reconciliation.facts import AtAmazon, Facts, Here, Sold

BERLIN, PACIFIC = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Los_Angeles")
FIRST = date(2026, 10, 20)
DAYS = [FIRST + timedelta(days=number) for number in range(8)]  # one of them has 25 hours
SHOWN = DAYS[2:-2]
ASKED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Bought:
    """An order as everybody would agree on it, and what is known of it here."""

    at: datetime
    units: int = 1
    price: int = 1990
    state: str = "sent"  # or pending, unsent, cancelled, cut (a line of it is gone)

    def here(self):
        if self.state == "cancelled":
            return Facts(cancelled=1)
        sold = Sold(1, self.units, 0 if self.state == "pending" else self.price)
        facts = Facts(sold, tax=sold.sales // 6, cancelled_lines=int(self.state == "cut"))
        if self.state in {"pending", "unsent"}:
            facts = replace(facts, unsent=sold)
        return replace(facts, pending=Sold(1, self.units, self.price)) if self.state == "pending" else facts

    def amazon(self):
        return Sold() if self.state == "cancelled" else Sold(1, self.units, self.price)


def local(day, hour, minute=0, zone=BERLIN):
    return datetime.combine(day, time(hour, minute), zone)


def figures(orders, zone=BERLIN, kind=Bought.amazon):
    sums = defaultdict(Sold)
    for one in orders:
        sums[one.at.astimezone(zone).date()] += kind(one)
    return sums


def compared(orders, amazon, *, until=ASKED, history=True):
    """The days that are shown, by day. amazon: Amazon's figures by day."""
    quarters = defaultdict(Facts)
    for one in orders:
        minute = int(one.at.timestamp()) // 900 * 900
        quarters[datetime.fromtimestamp(minute, UTC)] += one.here()
    days = figures(orders, kind=lambda one: one.here().sold)
    here = Here(BERLIN, days, quarters, until, history)
    said = {day: AtAmazon(amazon.get(day, Sold()), ASKED) for day in SHOWN}
    return {one.day: one for one in compare(said, here)}


ORDERS = st.lists(
    st.builds(
        Bought,
        at=st.integers(0, 8 * 24 * 60 - 1).map(lambda minutes: datetime(2026, 10, 20, tzinfo=UTC) + timedelta(minutes=minutes)),
        units=st.integers(1, 4),
        price=st.integers(1, 90_000),
        state=st.sampled_from(["sent", "sent", "unsent", "pending", "cancelled", "cut"]),
    ),
    max_size=25,
)
FIGURES = st.builds(Sold, st.integers(0, 12), st.integers(0, 30), st.integers(0, 400_000))
DAY = DAYS[4]
NOON = local(DAY, 12)
QUIET = [Bought(local(day, 10)) for day in DAYS]


def test_a_pending_order_counts_at_amazon_with_the_price_that_it_will_have():
    orders = [*QUIET, Bought(NOON, 2, 4980, "pending")]
    one = compared(orders, figures(orders))[DAY]
    assert one.parts == {Reason.PENDING: Sold(0, 0, 4980)}


def test_what_is_dearer_than_pending_orders_can_be_is_not_explained():
    orders = [*QUIET, Bought(NOON, 2, 4980, "pending")]
    one = compared(orders, figures(orders) | {DAY: Sold(2, 3, 1990 + 4980 + 500)})[DAY]
    assert one.parts == {Reason.PENDING: Sold(0, 0, 4980), Reason.REST: Sold(0, 0, 500)}


def test_a_pending_order_that_amazon_leaves_out_is_one_too():
    orders = [*QUIET, Bought(NOON, 2, 4980, "pending")]
    assert compared(orders, figures(QUIET))[DAY].parts == {Reason.PENDING: Sold(-1, -2, 0)}


def test_amazons_days_may_begin_at_another_midnight():
    # Until nine in the morning it is the day before in California.
    orders = [*QUIET, *(Bought(local(day, 7), 2, 500) for day in DAYS[::2]), Bought(local(DAYS[3], 8), 1, 70)]
    days = compared(orders, figures(orders, PACIFIC))
    assert {reason for one in days.values() for reason in one.parts} == {Reason.BOUNDARY}
    assert days[DAYS[3]].parts == {Reason.BOUNDARY: Sold(0, 1, 430)}
    assert local(DAY, 12, zone=days[DAYS[3]].zone).utcoffset() == timedelta(hours=-7)


def test_an_order_that_is_lost_is_not_explained_by_an_early_one_of_the_next_day():
    # In London, where it is an hour earlier, these are still of the day before.
    early = [Bought(local(day + timedelta(days=1), 0, 10)) for day in (SHOWN[0], SHOWN[2], SHOWN[-1])]
    here = [*QUIET, *early]
    at_the_end = compared(here, figures([*here, Bought(local(SHOWN[-1], 12))]))
    assert at_the_end[SHOWN[-1]].parts == {Reason.REST: Sold(1, 1, 1990)}
    twice = compared(here, figures([*here, Bought(local(SHOWN[0], 12)), Bought(local(SHOWN[2], 12))]))
    assert twice[SHOWN[0]].parts == twice[SHOWN[2]].parts == {Reason.REST: Sold(1, 1, 1990)}


def test_an_order_that_was_cancelled_here_may_still_count_at_amazon():
    orders = [*QUIET, Bought(NOON, 2, 4980, "cancelled")]
    one = compared(orders, figures(QUIET) | {DAY: Sold(2, 3, 6970)})[DAY]
    assert one.parts == {Reason.CANCELLED: Sold(1, 2, 4980)}
    cut = [*QUIET, Bought(NOON, 1, 4980, "cut")]
    one = compared(cut, figures(cut) | {DAY: Sold(2, 3, 6970 + 800)})[DAY]
    assert one.parts == {Reason.CANCELLED: Sold(0, 1, 800)}


def test_an_order_that_is_not_sent_may_be_cancelled_at_amazon_by_now():
    orders = [*QUIET, Bought(NOON, 2, 4980, "unsent")]
    read_before = ASKED - timedelta(minutes=1)
    assert compared(orders, figures(QUIET), until=read_before)[DAY].parts == {Reason.CANCELLED: Sold(-1, -2, -4980)}
    assert compared(orders, figures(QUIET), until=ASKED)[DAY].parts == {Reason.REST: Sold(-1, -2, -4980)}


@pytest.mark.parametrize("how", [{"history": False}, {"until": local(DAY, 9)}, {"until": None}], ids=str)
def test_orders_that_are_not_here_are_not_imported_as_long_as_something_is_to_come(how):
    orders = [*QUIET, Bought(NOON, 2, 4980)]
    assert compared(QUIET, figures(orders), **how)[DAY].parts == {Reason.MISSING: Sold(1, 2, 4980)}


def test_prices_that_differ_alone_are_not_explained():
    one = compared(QUIET, figures(QUIET) | {DAY: Sold(1, 1, 1990 + 331)})[DAY]
    assert (one.parts, one.is_explained, one.facts.tax) == ({Reason.REST: Sold(0, 0, 331)}, False, 331)


def test_several_classes_of_one_day_each_take_what_is_theirs():
    orders = [*QUIET, Bought(NOON, 2, 4980, "pending"), Bought(NOON, 1, 700, "cancelled")]
    one = compared(orders, figures(orders) | {DAY: Sold(5, 9, 50_000)}, until=local(DAY, 9))[DAY]
    assert one.parts == {
        Reason.PENDING: Sold(0, 0, 4980),
        Reason.CANCELLED: Sold(1, 1, 0),
        Reason.MISSING: Sold(2, 5, 50_000 - 4980 - 1990),
    }


@settings(max_examples=50, deadline=None)
@given(ORDERS, st.fixed_dictionaries(dict.fromkeys(SHOWN, FIGURES)), st.booleans(), st.sampled_from([None, ASKED, NOON]))
def test_the_parts_add_up_and_none_is_without_something_here_to_make_it(orders, amazon, history, until):
    days = compared(orders, amazon, until=until, history=history)
    assert list(days) == sorted(SHOWN, reverse=True)
    for day, one in days.items():
        ours, facts, parts = figures(orders, kind=lambda it: it.here().sold)[day], one.facts, one.parts
        assert one.difference == amazon[day] - ours == sum(parts.values(), Sold())
        assert all(parts.values())
        older, complete = until is None or until < ASKED, history and until == ASKED
        if Reason.PENDING in parts:
            assert facts.pending.orders >= -parts[Reason.PENDING].orders
            assert 0 <= parts[Reason.PENDING].sales <= facts.pending.sales
        if Reason.CANCELLED in parts:
            gone = parts[Reason.CANCELLED]
            assert facts.cancelled or facts.cancelled_lines or (older and facts.unsent)
            assert -facts.unsent.orders <= gone.orders <= facts.cancelled
        assert not (complete and Reason.MISSING in parts)
        assert parts.get(Reason.MISSING, Sold()).orders >= 0
        assert (Reason.BOUNDARY in parts) == (one.zone is not None)


@settings(max_examples=50, deadline=None)
@given(ORDERS)
def test_figures_that_agree_have_no_parts(orders):
    agreed = figures(orders, kind=lambda one: one.here().sold)
    assert {tuple(one.parts) for one in compared(orders, agreed).values()} == {()}


@settings(max_examples=50, deadline=None)
@given(ORDERS)
def test_pending_orders_alone_never_leave_anything_unexplained(orders):
    days = compared(orders, figures(orders)).values()
    assert all(one.is_explained and one.parts.keys() <= {Reason.PENDING} for one in days)


@settings(max_examples=50, deadline=None)
@given(ORDERS, st.integers(0, 24), st.integers(1, 5))
def test_an_order_that_is_lost_is_never_explained_away(orders, which, units):
    orders = [replace(one, state="sent") for one in orders]
    lost = Bought(local(SHOWN[which % len(SHOWN)], which % 24), units)
    day = lost.at.date()
    days = compared(orders, figures([*orders, lost]))
    assert days.pop(day).parts == {Reason.REST: Sold(1, units, lost.price)}
    assert not any(one.parts for one in days.values())


@settings(max_examples=50, deadline=None)
@given(ORDERS, st.sampled_from(["UTC", "America/Los_Angeles", "Asia/Tokyo", "Asia/Kolkata"]))
def test_another_midnight_explains_as_many_days_as_it_moves_orders_between(orders, name):
    orders = [replace(one, state="sent") for one in orders]
    days = compared(orders, figures(orders, ZoneInfo(name))).values()
    differ = [one for one in days if one.difference.orders or one.difference.units]
    rest = sum((one.parts.get(Reason.REST, Sold()) for one in days), Sold())
    assert len(differ) < 2 or (rest.orders, rest.units) == (0, 0)
