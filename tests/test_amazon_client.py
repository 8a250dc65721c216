"""The Selling Partner API through our client, against a stand-in that holds every question and answer to the models."""

import asyncio
import logging
from datetime import timedelta
from decimal import Decimal

import pytest

from joint_account.stores.amazon import api, consent, downloads, wire
from joint_account.stores.amazon.errors import (
    AmazonDown,
    ApplicationRefused,
    ConsentRevoked,
    NotAllowed,
    RequestRefused,
    Throttled,
    UnexpectedAnswer,
)
from joint_account.stores.amazon.patience import patiently
from joint_account.stores.amazon.results import ReportDocument
from joint_account.stores.marketplaces import marketplaces
from tests.amazon import documents
from tests.amazon.accounts import an_account, clock_of
from tests.amazon.sellers import SELLERS

DAY = timedelta(days=1)


@pytest.fixture
async def seller(sqlite_database, amazon):
    """The European seller account, of a joint account in a database."""
    from joint_account.database import dispose

    yield await an_account(amazon)
    await dispose()


async def a_report(amazon, seller, kind, days=7, codes=("DE",)):
    """Asks for a report, lets the clock go on, and returns how it is then."""
    clock, end = clock_of(amazon), amazon.clock.now()
    ids = [marketplaces()[code].marketplace_id for code in codes]
    report_id = await api.create_report(seller, kind, ids, start=end - days * DAY, end=end, clock=clock)
    assert (await api.get_report(seller, report_id, clock)).processing_status == "IN_QUEUE"
    amazon.clock.advance(30)
    assert (await api.get_report(seller, report_id, clock)).processing_status == "IN_PROGRESS"
    amazon.clock.advance(60)
    return await api.get_report(seller, report_id, clock)


async def file_of(amazon, seller, report, path):
    document = await api.get_report_document(seller, report.report_document_id, clock_of(amazon))
    await downloads.download(document, path)
    return path.read_bytes()


async def test_a_seller_accounts_stores_are_told_from_what_is_none(amazon, seller):
    found = await api.participations(seller, clock_of(amazon))
    assert len(found) == 8
    assert [one.country_code for one in api.stores_in(found)] == ["UK", "DE", "FR", "IT", "ES", "NL"]


async def test_every_changed_order_comes_once_over_all_pages(amazon, seller):
    clock, at = clock_of(amazon), amazon.clock.now()
    page = await api.search_orders(seller, updated_after=at - 14 * DAY, clock=clock)
    pages, until = [page], page.until
    # What happens meanwhile does not shift the pages.
    amazon.clock.advance(600)
    while page.next_token:
        page = await api.search_orders(seller, updated_after=at - 14 * DAY, next_token=page.next_token, clock=clock)
        pages.append(page)
    assert len(pages) > 1
    assert until == at - timedelta(minutes=2)
    ids = [order.order_id for one in pages for order in one.orders]
    assert ids == [one.order_id for one in amazon.world.updated(seller.seller_id, at - 14 * DAY, until, until)]
    assert len(set(ids)) == len(ids)


async def test_an_orders_lines_say_what_the_buyer_paid(amazon, seller):
    at = amazon.clock.now()
    page = await api.search_orders(seller, updated_after=at - 3 * DAY, clock=clock_of(amazon))
    by_id = {order.order_id: order for order in page.orders}
    seen = [one.seen(page.until) for one in amazon.world.updated(seller.seller_id, at - 3 * DAY, page.until, page.until)]
    assert {one.status for one in seen} >= {"PENDING", "UNSHIPPED", "SHIPPED"}
    for one in seen:
        if one.order.order_id not in by_id:
            continue  # On the next page.
        order = by_id[one.order.order_id]
        assert order.fulfillment.fulfillment_status == one.status
        assert (order.sales_channel.channel_name == "NON_AMAZON") == bool(one.order.channel)
        for line, item in zip(order.order_items, one.items, strict=True):
            price = line.part("ITEM")
            assert line.quantity_ordered == item.quantity
            assert (price is None) == (not one.priced or not item.quantity)
            assert price is None or price.amount == Decimal(item.price) / 100
    assert await api.get_order(seller, page.orders[-1].order_id, clock_of(amazon)) == page.orders[-1]


async def test_a_pending_order_has_no_price_and_gets_one(amazon, seller):
    world, clock = amazon.world, clock_of(amazon)
    found = world.bought(seller.seller_id, amazon.clock.now(), amazon.clock.now() + 2 * DAY)
    order = next(
        one for one in found if one.paid - one.bought >= timedelta(minutes=30) and not one.cancelled and not one.channel
    )
    amazon.clock.advance((order.bought - amazon.clock.now()).total_seconds() + 150)
    pending = await api.get_order(seller, order.order_id, clock)
    assert (pending.fulfillment.fulfillment_status, pending.order_items[0].part("ITEM")) == ("PENDING", None)
    amazon.clock.advance((order.paid - amazon.clock.now()).total_seconds() + 150)
    paid = await api.get_order(seller, order.order_id, clock)
    assert (paid.fulfillment.fulfillment_status, paid.last_updated_time) == ("UNSHIPPED", order.paid)
    assert paid.order_items[0].part("ITEM").currency_code == marketplaces()[order.store].currency


@pytest.mark.parametrize("compressed", [True, False])
async def test_an_order_report_holds_all_stores_and_is_unpacked(amazon, seller, tmp_path, compressed):
    amazon.filing.compressed = compressed
    report = await a_report(amazon, seller, documents.BY_ORDER_DATE, codes=("DE",))
    assert report.processing_status == "DONE"
    text = (await file_of(amazon, seller, report, tmp_path / "report.txt")).decode("cp1252")
    header, *rows = text.split("\r\n")[:-1]
    assert header.startswith("amazon-order-id\tmerchant-order-id\tpurchase-date")
    channels = {row.split("\t")[6] for row in rows}
    assert {"Amazon.de", "Amazon.co.uk", "Amazon.fr"} <= channels


@pytest.mark.parametrize("kind", [documents.STOCK, documents.LISTINGS, documents.HEALTH])
async def test_the_other_reports_can_be_asked_for(amazon, seller, tmp_path, kind):
    report = await a_report(amazon, seller, kind)
    content = await file_of(amazon, seller, report, tmp_path / "file")
    assert len(content) > 500
    assert (content[:1] == b"{") == (kind == documents.HEALTH)


async def test_no_data_is_cancelled_and_what_cannot_be_made_is_fatal(amazon, seller):
    amazon.world.opened = amazon.clock.now().date() + DAY
    assert (await a_report(amazon, seller, documents.BY_ORDER_DATE)).processing_status == "CANCELLED"
    amazon.filing.fatal.add(documents.STOCK)
    assert (await a_report(amazon, seller, documents.STOCK)).processing_status == "FATAL"


async def test_settlements_are_found_page_by_page(amazon, seller, tmp_path):
    amazon.answering.largest_page = 14
    clock, since, pages = clock_of(amazon), amazon.clock.now() - 80 * DAY, []
    while not pages or pages[-1].next_token:
        token = pages[-1].next_token if pages else None
        pages.append(await api.get_reports(seller, documents.SETTLEMENT, since=since, next_token=token, clock=clock))
    found = [report for page in pages for report in page.reports]
    assert [len(page.reports) for page in pages] == [14, 14, 2]
    assert len({report.report_id for report in found}) == 6 * 5
    content = await file_of(amazon, seller, found[0], tmp_path / "settlement.txt")
    assert content.startswith(b"settlement-id\t")
    with pytest.raises(RequestRefused):
        await api.create_report(seller, documents.SETTLEMENT, [marketplaces()["DE"].marketplace_id], clock=clock)


async def test_a_stores_day_is_counted_in_its_own_zone(amazon, sqlite_database, tmp_path):
    seller, store, at = await an_account(amazon, "A4JAPAN"), marketplaces()["JP"], amazon.clock.now()
    midnight = at.astimezone(store.zone).replace(hour=0, minute=0, second=0)
    days = await api.order_metrics(seller, store, midnight - 3 * DAY, midnight, clock_of(amazon))
    assert [one.interval[:10] for one in days] == [f"{midnight - number * DAY:%Y-%m-%d}" for number in (3, 2, 1)]
    bought = amazon.world.bought(seller.seller_id, midnight - DAY, midnight)
    sold = [one for one in bought if not one.channel and one.seen(at).status != "CANCELLED"]
    assert days[-1].order_count == len(sold)
    assert days[-1].total_sales.amount == sum(item.price for one in sold for item in one.seen(at).items)


DOWN = ["503 HTML", "500", "503", "hang", "slow", "trickle", "cut off"]
ODD = ["200 HTML", "a list", "null", "nested", "wrong types", "nothing", "redirect"]


@pytest.mark.parametrize("kind", DOWN)
async def test_an_amazon_that_is_down_is_said_to_be(amazon, seller, monkeypatch, kind):
    monkeypatch.setattr(wire, "SECONDS", 0.3)
    amazon.trouble(kind, "eu")
    with pytest.raises(AmazonDown) as down:
        async with asyncio.timeout(10):
            await api.search_orders(seller, updated_after=amazon.clock.now() - DAY, clock=clock_of(amazon))
    assert down.value.sentence == "Amazon does not answer at the moment. We try again by ourselves."


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("operation", ["participations", "search", "report", "create"])
async def test_an_odd_answer_is_never_a_success(amazon, seller, kind, operation):
    amazon.trouble(kind, "eu")
    clock, at = clock_of(amazon), amazon.clock.now()
    with pytest.raises(UnexpectedAnswer):
        match operation:
            case "participations":
                await api.participations(seller, clock)
            case "search":
                await api.search_orders(seller, updated_after=at - DAY, clock=clock)
            case "report":
                await api.get_report(seller, "1", clock)
            case "create":
                await api.create_report(seller, documents.STOCK, ["A1PA6795UKMFR9"], clock=clock)


async def test_an_answer_without_end_is_cut_off(amazon, seller):
    amazon.trouble("huge", "eu")
    with pytest.raises(UnexpectedAnswer, match="bytes"):
        await api.participations(seller, clock_of(amazon))


async def test_one_region_that_is_down_leaves_the_others_alone(amazon, seller):
    amazon.trouble("503 HTML", "eu")
    japan = await an_account(amazon, "A4JAPAN", seller.joint_account_id)
    assert [one.country_code for one in api.stores_in(await api.participations(japan, clock_of(amazon)))] == ["JP"]


async def test_what_is_not_there_is_refused_with_amazons_reason(amazon, seller):
    with pytest.raises(RequestRefused) as refused:
        await api.get_order(seller, "303-0000000-0000000", clock_of(amazon))
    assert (refused.value.status, refused.value.code) == (404, "NotFound")


async def test_an_access_token_is_used_until_it_ends_and_then_renewed(amazon, seller):
    clock = clock_of(amazon)
    for _ in range(3):
        await api.participations(seller, clock)
    assert len(amazon.login.access_tokens) == 1
    amazon.clock.advance(3600)
    await api.participations(seller, clock)
    assert len(amazon.login.access_tokens) == 2
    # A token that Amazon takes back early costs one more call, and nobody sees it.
    amazon.login.access_tokens.clear()
    await api.participations(seller, clock)
    assert len(amazon.login.access_tokens) == 1


async def test_a_consent_that_is_taken_back_is_recognised_at_the_next_call(amazon, seller):
    await api.participations(seller, clock_of(amazon))
    amazon.login.revoke(seller.seller_id)
    with pytest.raises(ConsentRevoked):
        await api.participations(seller, clock_of(amazon))


async def test_a_missing_role_is_told_from_a_revoked_consent(amazon, seller):
    amazon.trouble("403", "eu", "searchOrders")
    with pytest.raises(NotAllowed):
        await api.search_orders(seller, updated_after=amazon.clock.now() - DAY, clock=clock_of(amazon))
    assert await api.participations(seller, clock_of(amazon))


async def test_a_wrong_client_secret_is_our_own_trouble(amazon, seller, use_settings):
    use_settings(AMAZON_CLIENT_SECRET="of last year")
    with pytest.raises(ApplicationRefused):
        await api.participations(seller, clock_of(amazon))


@pytest.mark.parametrize("kind", ["503 HTML", "500", "hang", "429"])
async def test_a_log_in_that_is_down_is_no_revoked_consent(amazon, seller, monkeypatch, kind):
    monkeypatch.setattr(wire, "SECONDS", 0.3)
    amazon.trouble(kind, "login")
    with pytest.raises(AmazonDown):
        await consent.access_token(seller.refresh_token, clock_of(amazon))


async def test_patience_gets_through_what_passes(amazon, seller):
    amazon.trouble("503 HTML", "eu", times=3)
    clock, began = clock_of(amazon), amazon.clock.now()
    found = await patiently(lambda: api.participations(seller, clock), tries=5, clock=clock)
    assert len(found) == 8
    assert timedelta(seconds=7) <= amazon.clock.now() - began <= timedelta(seconds=14)
    amazon.trouble("503 HTML", "eu")
    with pytest.raises(AmazonDown):
        await patiently(lambda: api.participations(seller, clock), tries=5, clock=clock)


async def test_a_document_is_asked_for_again_when_its_address_is_old(amazon, seller, tmp_path):
    report = await a_report(amazon, seller, documents.STOCK)
    document = await api.get_report_document(seller, report.report_document_id, clock_of(amazon))
    amazon.clock.advance(301)
    with pytest.raises(AmazonDown):
        await downloads.download(document, tmp_path / "file")
    assert await file_of(amazon, seller, report, tmp_path / "file")


async def test_a_file_that_grows_when_it_is_unpacked_is_stopped(amazon, seller, tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "LARGEST_FILE", 1000)
    report = await a_report(amazon, seller, documents.STOCK)
    with pytest.raises(UnexpectedAnswer, match="more than"):
        await file_of(amazon, seller, report, tmp_path / "file")


@pytest.mark.parametrize("kind", ["cut off", "slow", "503 HTML", "cut short"])
async def test_half_a_file_is_no_file(amazon, seller, tmp_path, monkeypatch, kind):
    monkeypatch.setattr(downloads, "SECONDS", 0.3)
    report = await a_report(amazon, seller, documents.STOCK)
    if kind == "cut short":
        amazon.filing.cut_short = 20
    else:
        amazon.trouble(kind, "documents")
    with pytest.raises(AmazonDown):
        await file_of(amazon, seller, report, tmp_path / "file")


async def test_a_document_elsewhere_in_the_clear_is_not_fetched(tmp_path):
    with pytest.raises(UnexpectedAnswer):
        await downloads.download(ReportDocument("1", "http://evil.example/file"), tmp_path / "file")


async def test_amazon_saying_429_empties_our_bucket_too(amazon, seller):
    amazon.trouble("429", "eu", "getReport", times=1)
    clock = clock_of(amazon)
    with pytest.raises(Throttled) as first:
        await api.get_report(seller, "1", clock)
    with pytest.raises(Throttled):
        await api.get_report(seller, "1", clock)
    assert len(amazon.asked) == 1
    assert first.value.until - amazon.clock.now() <= timedelta(seconds=1)


async def test_no_secret_reaches_the_log(amazon, seller, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    report = await a_report(amazon, seller, documents.STOCK)
    await file_of(amazon, seller, report, tmp_path / "file")
    amazon.trouble("503 HTML", "eu")
    with pytest.raises(AmazonDown) as down:
        await api.participations(seller, clock_of(amazon))
    said = caplog.text + repr(down.value) + repr(seller)
    for secret in (
        seller.refresh_token,
        *amazon.login.access_tokens,
        "X-Amz-Signature",
        amazon.settings["AMAZON_CLIENT_SECRET"],
    ):
        assert secret not in said


async def test_the_environment_of_the_library_changes_nothing(amazon, seller, monkeypatch):
    monkeypatch.setenv("SP_API_DEFAULT_MARKETPLACE", "US")
    assert len(await api.participations(seller, clock_of(amazon))) == 8


def test_every_seller_account_is_of_one_region():
    assert {code for one in SELLERS.values() for code in one.stores} <= set(marketplaces())
