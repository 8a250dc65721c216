"""Whichever way an order comes, and in which order: what stands in the end is its last version."""

import asyncio
import itertools
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from joint_account.database import dispose, lock_joint_account, unit_of_work
from joint_account.reports.recognition import recognise
from joint_account.sales.checking import check
from joint_account.sales.taking import store_report
from joint_account.sales.verify import differences
from joint_account.stores.amazon.order_results import order_page
from joint_account.sync.fresh import _lines_in, store_lines
from tests.amazon import documents
from tests.amazon.clock import START
from tests.amazon.expected import rows_of, stored
from tests.amazon.filing import Report
from tests.amazon.shapes import instant, order_json
from tests.amazon.world import World
from tests.stories import an_organizer

SELLER, DAY = "A1NORTHAMERICA", timedelta(days=1)
SINCE = START - 3 * DAY
WORLD = World(per_day=12)
# Rare, and it must be among them: an order of which a part was cancelled.
WORLD.add(next(one for one in World(seed=2, per_day=400).bought(SELLER, SINCE, START) if one.first_item_gone))
MOMENTS = [START + hours * timedelta(hours=1) for hours in (0, 1, 7, 30, 90, 400)]
_numbers = itertools.count()


def page(at):
    """The orders as the Orders API says them at an instant."""
    orders = [order_json(one.seen(at), {"PROCEEDS", "FULFILLMENT"}) for one in WORLD.bought(SELLER, SINCE, at)]
    return order_page({"orders": orders, "lastUpdatedBefore": instant(at)})


def report(at, folder):
    """The same as a report."""
    asked = Report("1", SELLER, documents.BY_ORDER_DATE, [], SINCE, SINCE + 20 * DAY, at)
    content, _ = documents.document(WORLD, asked, at)
    path = folder / f"report-{next(_numbers)}.txt"
    path.write_bytes(content)
    return path


async def _bring(joint_account_id, kind, at, folder):
    if kind == "report":
        path = report(at, folder)
        checked = await check(path, recognise(path), skip_bad=True, on_progress=lambda share: None)
        await store_report(joint_account_id, checked, lambda share: None)
        return
    orders = page(at).orders
    chosen = orders if kind == "all" else orders[::2] if kind == "some" else orders[1::2]
    async with unit_of_work() as work:
        await lock_joint_account(work, joint_account_id)
        await store_lines(work, joint_account_id, _lines_in([*chosen, *chosen[:3]]))


def test_any_order_of_pages_reports_and_repeats_ends_in_the_last_versions(database, tmp_path):
    runner = asyncio.Runner()
    steps = st.lists(st.tuples(st.sampled_from(["report", "all", "some", "others"]), st.sampled_from(MOMENTS[:-1])), max_size=6)

    # Not shrunk: each try is a walk through a database.
    @settings(max_examples=15, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(steps, st.sampled_from([["report"], ["all"], ["some", "others"]]), st.randoms(use_true_random=False))
    def hold(before, last, chance):
        everything = before + [(kind, MOMENTS[-1]) for kind in last]
        chance.shuffle(everything)
        runner.run(_walk(everything))

    async def _walk(everything):
        olga = await an_organizer(f"olga{next(_numbers)}@example.com")
        for kind, at in everything:
            await _bring(olga.joint_account_id, kind, at, tmp_path)
        end = MOMENTS[-1]
        assert await stored(olga.joint_account_id) == {
            one.order_id: rows_of(one.seen(end)) for one in WORLD.bought(SELLER, SINCE, end)
        }
        assert [one async for one in differences()] == []

    with runner:
        hold()
        runner.run(dispose())


async def test_a_search_and_a_report_bring_the_same_rows(open_database, tmp_path):
    olga = await an_organizer()
    for at in MOMENTS:
        await _bring(olga.joint_account_id, "report", at, tmp_path)
        reported = await stored(olga.joint_account_id)
        async with unit_of_work() as work:
            await lock_joint_account(work, olga.joint_account_id)
            assert await store_lines(work, olga.joint_account_id, _lines_in(page(at).orders)) == 0
        assert await stored(olga.joint_account_id) == reported
