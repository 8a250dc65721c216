"""What the Stores page shows, and that it changes by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from joint_account.database import reading
from joint_account.database.changes import versions
from joint_account.stores.amazon.connections import connections_of, note_trouble
from joint_account.stores.amazon.models import ConnectionState
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.models import Store
from joint_account.stores.rows import connected_in, connection_rows, never_connected, store_rows
from tests.stories import an_organizer, anew
from tests.test_amazon_connections import connect
from tests.test_store_standing import AT, DOWN, a_connection, a_store


def test_the_stores_and_the_others_are_all_marketplaces_each_with_its_own_seller_central():
    stores = [a_store(), Store(joint_account_id=1, code="JP", connection="report", opened_at=AT)]
    rows, others = store_rows(stores, [a_connection()], AT), never_connected(stores)
    assert [(one.code, one.state) for one in rows] == [("DE", "live"), ("JP", "report files")]
    assert store_rows([a_store("demo")], [], AT)[0].sentence == "", "its state says it all"
    assert {one.code for one in others} == set(marketplaces()) - {"DE", "JP"}
    assert {one.state for one in others} == {"never connected"}
    assert [one.seller_central for one in rows] == [
        "https://sellercentral-europe.amazon.com",
        "https://sellercentral.amazon.co.jp",
    ]
    assert (rows[0].newest, rows[1].newest) == ("As of 25 Nov 2026, 11:57 UTC", "")


@pytest.mark.parametrize(
    ("connection", "state", "ends", "wants_consent"),
    [
        (a_connection(), "connected", "Ends 17 August 2027; we remind you before", False),
        (a_connection(ends_at=AT + timedelta(days=30)), "ends soon", "Ends 25 December 2026; we remind you before", True),
        (a_connection(ends_at=AT), "needs attention", "Ended 25 November 2026", True),
        (a_connection(**DOWN), "needs attention", "Ends 17 August 2027; we remind you before", False),
        (a_connection(ends_at=None), "connected", "By a pasted key, which has no end that is known", False),
        (
            a_connection(ConnectionState.REVOKED, trouble="Connect again."),
            "needs attention",
            "Ends 17 August 2027; we remind you before",
            True,
        ),
    ],
)
def test_a_connection_says_how_it_is_and_when_it_ends(connection, state, ends, wants_consent):
    (row,) = connection_rows([a_store()], [connection], AT)
    assert (row.state, row.ends, row.wants_consent) == (state, ends, wants_consent)
    assert (row.region, row.seller, row.stores, row.store) == ("Europe", "A2EUROPE", "DE", "DE")


def test_a_pasted_key_that_is_refused_asks_for_a_new_one():
    revoked = a_connection(ConnectionState.REVOKED, trouble="Connect again.", ends_at=None)
    revoked.self_authorised = True
    (row,) = connection_rows([a_store()], [revoked], AT)
    assert (row.trouble, row.by_consent) == ("Connect again. Paste its new refresh token below.", False)


def test_what_was_disconnected_is_a_connection_no_more():
    closed = a_connection(ConnectionState.CLOSED)
    assert connection_rows([a_store()], [closed], AT) == []
    assert connected_in([closed, a_connection()]) == {"na": "", "eu": "1 seller account connected", "fe": ""}


def test_a_connection_that_has_no_store_is_renewed_at_its_regions_first():
    assert connection_rows([], [a_connection()], datetime(2026, 11, 25, tzinfo=UTC))[0].store == "UK"


async def test_an_open_page_hears_of_trouble(open_database, amazon):
    olga = await an_organizer()
    await connect(amazon, olga)
    (connection,) = await connections_of(olga)

    async def version():
        async with reading() as session:
            return (await versions(session, [olga.joint_account_id]))[olga.joint_account_id]

    before = await version()
    await note_trouble(connection, "Amazon does not answer at the moment.", AT)
    assert await version() > before
    assert [one.trouble for one in await connections_of(await anew(olga))] == ["Amazon does not answer at the moment."]
    async with reading() as session:
        stores = list(await session.exec(select(Store)))
    (row, *_others) = store_rows(stores, await connections_of(olga), AT)
    assert (row.state, row.sentence) == (
        "needs attention",
        "Amazon does not answer at the moment. Next try at 25 Nov 2026, 12:00 UTC.",
    )
