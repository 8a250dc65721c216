"""Never more calls than Amazon's buckets allow, whoever calls; and no pause that is longer than it must be."""

import asyncio
import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from joint_account.database import dispose
from joint_account.stores.amazon import api, buckets
from joint_account.stores.amazon.accounts import Region, SellerAccount
from joint_account.stores.amazon.errors import AmazonDown, Throttled
from joint_account.stores.amazon.patience import LONGEST, next_try, patiently
from joint_account.stores.amazon.rates import RATES, Operation
from tests.amazon.accounts import an_account, clock_of
from tests.amazon.clock import START
from tests.amazon.published import OPERATIONS
from tests.stories import an_organizer

_numbers = itertools.count()
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.floats(0, 2)),
        st.tuples(st.just("take until refused"), st.just(0)),
        st.tuples(st.just("pause"), st.floats(0, 4000)),
        st.tuples(st.just("learn"), st.sampled_from([0.0056, 0.02, 0.5, 2.0])),
        st.tuples(st.just("empty"), st.just(0)),
    ),
    min_size=1,
    max_size=25,
)


def a_seller(joint_account_id):
    return SellerAccount(joint_account_id, Region.EUROPE, f"A{next(_numbers)}", "Atzr|")


def test_our_rates_are_those_that_the_stand_in_keeps():
    assert {one.name: (one.rate, one.burst) for one in OPERATIONS} == {
        str(operation): (rate.per_second, rate.burst) for operation, rate in RATES.items()
    }


def test_no_interleaving_calls_more_often_than_the_bucket_allows(database):
    operation = Operation.SEARCH_ORDERS
    burst = RATES[operation].burst
    runner = asyncio.Runner()
    joint_account_id = runner.run(_an_account_id(keep=True))

    # Not shrunk: each try is a walk through a database.
    @settings(max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def hold(steps):
        runner.run(_walk(steps))

    async def _walk(steps):
        seller, at, rate = a_seller(joint_account_id), START, RATES[operation].per_second
        rates, taken = [(at, rate)], []
        for kind, value in steps:
            if kind == "take":
                at += timedelta(seconds=value)
                if await buckets.take(seller, operation, at) is None:
                    taken.append(at)
            elif kind == "take until refused":
                while (until := await buckets.take(seller, operation, at)) is None:
                    taken.append(at)
                    assert taken[-burst - 1 :].count(at) <= burst
                # At the instant that it names there is one, and not a moment before.
                assert until > at
                assert await buckets.take(seller, operation, until - timedelta(microseconds=1)) is not None
                assert await buckets.take(seller, operation, until) is None
                at = until
                taken.append(at)
            elif kind == "pause":
                at += timedelta(seconds=value)
            elif kind == "learn":
                before = await buckets.take(seller, operation, at)
                taken += [at] if before is None else []
                await buckets.learn(seller, operation, value, at)
                rates.append((at, value))
            else:
                until = await buckets.empty(seller, operation, at)
                assert (until - at).total_seconds() >= 1 / rates[-1][1] - 1e-5
                assert await buckets.take(seller, operation, at) is not None
        for first, last in itertools.combinations(range(len(taken)), 2):
            allowed = burst + _came_back(rates, taken[first], taken[last])
            assert last - first + 1 <= allowed + 1e-6

    with runner:
        hold()
        runner.run(dispose())


def _came_back(rates, start, end):
    """Calls that came back between two instants, at the rates that were in force."""
    total = 0.0
    for number, (since, rate) in enumerate(rates):
        until = rates[number + 1][0] if number + 1 < len(rates) else end
        total += max((min(end, until) - max(start, since)).total_seconds(), 0) * rate
    return total


def test_many_at_once_get_exactly_what_is_there(database):
    joint_account_id = asyncio.run(_an_account_id())
    seller = a_seller(joint_account_id)

    def a_process(_):
        async def take():
            got = await asyncio.gather(*(buckets.take(seller, Operation.SEARCH_ORDERS, START) for _ in range(12)))
            await dispose()
            return got.count(None)

        return asyncio.run(take())

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(a_process, range(4))) == RATES[Operation.SEARCH_ORDERS].burst


async def test_buckets_of_sellers_operations_and_joint_accounts_are_their_own(open_database):
    seller = a_seller(await _an_account_id(keep=True))
    while await buckets.take(seller, Operation.REPORTS, START) is None:
        pass
    assert await buckets.take(seller, Operation.REPORT, START) is None
    assert await buckets.take(replace(seller, seller_id="another"), Operation.REPORTS, START) is None
    assert await buckets.take(replace(seller, region=Region.FAR_EAST), Operation.REPORTS, START) is None


async def test_what_amazon_says_of_its_rate_is_kept_within_reason(open_database):
    seller = a_seller(await _an_account_id(keep=True))
    await buckets.take(seller, Operation.REPORT, START)
    for odd in (0.0, -1.0, float("inf"), float("nan"), 1e9):
        await buckets.learn(seller, Operation.REPORT, odd, START)
    while (until := await buckets.take(seller, Operation.REPORT, START)) is None:
        pass
    assert until - START == timedelta(seconds=0.5)


async def test_amazon_never_has_to_say_429_and_the_bucket_is_used_up(open_database, amazon):
    seller, clock, began = await an_account(amazon), clock_of(amazon), amazon.clock.now()
    wanted = RATES[Operation.SEARCH_ORDERS].burst + 10

    async def search():
        await patiently(
            lambda: api.search_orders(seller, updated_after=began - timedelta(hours=1), clock=clock), tries=1, clock=clock
        )

    for _ in range(wanted):
        await search()
    assert len(amazon.calls("searchOrders")) == wanted
    assert len(amazon.asked) == wanted
    floor = timedelta(seconds=10 / 0.0056)
    assert floor <= amazon.clock.now() - began <= floor * 1.01


async def test_a_slower_rate_in_the_header_is_kept_at_once(open_database, amazon):
    seller, clock = await an_account(amazon), clock_of(amazon)
    amazon.limits.rates["getReport"] = (0.1, 15)
    for _ in range(30):
        try:
            await patiently(lambda: api.get_report(seller, "1", clock), tries=1, clock=clock)
        except Exception as error:
            assert "404" in str(error)
    assert len(amazon.calls("getReport", 404)) == 30
    assert amazon.calls("getReport", 429) == []


def test_pauses_grow_are_drawn_anew_and_end():
    chance = random.Random(1)
    pauses = [
        [(next_try(number, AmazonDown(), START, chance) - START).total_seconds() for number in range(1, 30)] for _ in "12"
    ]
    assert pauses[0] != pauses[1]
    for pause in pauses:
        assert 1 <= pause[0] <= 2
        assert 8 <= pause[3] <= 16
        assert max(pause) <= LONGEST.total_seconds()
    assert next_try(9, Throttled(START + timedelta(seconds=179)), START) == START + timedelta(seconds=179)


async def _an_account_id(*, keep=False):
    made = (await an_organizer()).joint_account_id
    if not keep:
        await dispose()
    return made
