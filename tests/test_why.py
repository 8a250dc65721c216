"""What stands behind "Why do these numbers differ?", held to the orders themselves."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from joint_account.database import lock_joint_account, unit_of_work
from joint_account.sales import why_figures as why
from joint_account.sales.periods import Days
from joint_account.sales.settlement_models import DailySettlement
from joint_account.sales.view import View
from joint_account.sales.why_state import why_shown
from joint_account.stores.amazon.order_results import order_page
from joint_account.stores.marketplaces import marketplaces
from joint_account.sync.fresh import _lines_in, store_lines
from tests.amazon.clock import START
from tests.amazon.shapes import order_json
from tests.amazon.world import World
from tests.stories import a_person, an_organizer

pytestmark = pytest.mark.usefixtures("open_database")

DAY = timedelta(days=1)
LAST = START.date()
FIRST = LAST - 6 * DAY
STORES = ("DE", "FR", "UK")
PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.fixture
async def olgas():
    """With orders of six stores."""
    olga = await an_organizer()
    seen = [one.seen(START) for one in World(per_day=60).bought("A2EUROPE", START - 12 * DAY, START)]
    lines = _lines_in(order_page({"orders": [order_json(one, {"PROCEEDS", "FULFILLMENT"}) for one in seen]}).orders)
    async with unit_of_work() as work:
        await lock_joint_account(work, olga.joint_account_id)
        await store_lines(work, olga.joint_account_id, lines)
        for day, kind, amount in (
            (FIRST, "refunds", -700),
            (LAST, "refunds", -50),
            (LAST, "fees", -20),
            (FIRST - DAY, "refunds", -9),
        ):
            posted = {"currency": "EUR", "kind": kind, "amount": amount, "lines": 1}
            work.add(DailySettlement(joint_account_id=olga.joint_account_id, day=day, store="DE", **posted))
    return olga, seen


def in_days(seen, stores=STORES):
    mine = [one for one in seen if one.order.store in stores and not one.order.channel]
    return [one for one in mine if FIRST <= one.order.bought.astimezone(marketplaces()[one.order.store].zone).date() <= LAST]


async def test_each_figure_is_what_the_orders_say(olgas):
    olga, seen = olgas
    figures = await why.why_figures(olga, View(Days(FIRST, LAST), STORES), START)
    shown = in_days(seen)
    assert figures.pending == sum(one.status == "PENDING" for one in shown) > 0
    assert figures.cancelled == sum(one.status == "CANCELLED" for one in shown) > 0
    tax = {"EUR": 0, "GBP": 0}
    for one in shown:
        tax[marketplaces()[one.order.store].currency] += sum(item.tax for item in one.items if one.priced)
    assert figures.tax == tax
    assert figures.refunds == {"EUR": -750}
    begins, ends = (datetime.combine(day, time(), ZoneInfo("UTC")) for day in (FIRST, LAST + DAY))
    off = [one for one in seen if one.order.channel and begins <= one.order.bought < ends and one.status != "CANCELLED"]
    assert figures.off_store == len(off) > 0

    def moved(day):
        return sum(
            one.status != "CANCELLED"
            and one.order.store in STORES
            and not one.order.channel
            and datetime.combine(day, time(), marketplaces()[one.order.store].zone) <= one.order.bought
            and one.order.bought < datetime.combine(day, time(), PACIFIC)
            for one in seen
        )

    assert figures.leaving == moved(FIRST) > 0
    assert figures.joining == moved(LAST + DAY) == 0
    assert "€7.50" in why_shown(figures).refunds


async def test_whoever_has_no_store_is_told_nothing():
    assert await why.why_figures(await a_person("nora@example.com"), View(), START) is None
