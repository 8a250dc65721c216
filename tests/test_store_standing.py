"""Each store says in plain words how it is."""

from datetime import UTC, datetime, timedelta

import pytest

from joint_account.stores.amazon.models import AmazonConnection, ConnectionState
from joint_account.stores.models import Connection, Store
from joint_account.stores.standing import standing_of

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=100)


def a_store(kind=Connection.AMAZON, **changed):
    values = {"history_done_at": LONG_AGO, "fresh_at": AT - timedelta(minutes=3)} | changed
    return Store(joint_account_id=1, code="DE", connection=kind, opened_at=LONG_AGO, connection_id=7, **values)


def a_connection(state=ConnectionState.OPEN, **changed):
    values = {"ends_at": AT + timedelta(days=265), "trouble": "", "next_try_at": None} | changed
    who = {"joint_account_id": 1, "id": 7, "region": "eu", "seller_id": "A2EUROPE", "consented_by": 1}
    return AmazonConnection(**who, state=state, self_authorised=False, consented_at=LONG_AGO, **values)


DOWN = {"trouble": "Amazon does not answer at the moment.", "next_try_at": AT + timedelta(minutes=4)}


@pytest.mark.parametrize(
    ("store", "connection", "standing", "sentence"),
    [
        (None, None, "never connected", "Never connected."),
        (a_store(Connection.DEMO), None, "invented figures", "Invented figures."),
        (a_store(Connection.REPORT), None, "report files", "Filled by report files."),
        (a_store(), a_connection(), "live", "Live: everything up to 3 minutes ago."),
        (a_store(fresh_at=AT), a_connection(), "live", "Live: everything up to a moment ago."),
        (a_store(fresh_at=AT - timedelta(hours=5)), a_connection(), "live", "Live: everything up to 5 hours ago."),
        (a_store(fresh_at=AT - timedelta(days=5)), a_connection(), "live", "Live: everything up to 5 days ago."),
        (a_store(history_done_at=None), a_connection(), "importing history", "Importing its history."),
        (
            a_store(history_done_at=None),
            a_connection(windows=25, windows_done=7),
            "importing history",
            "Importing its history: 7 of 25 months are here, about 19 minutes to go.",
        ),
        (a_store(), a_connection(ConnectionState.CLOSED), "disconnected", "Disconnected. What came until then stays."),
        (a_store(), a_connection(ConnectionState.REVOKED, trouble="Connect again."), "needs attention", "Connect again."),
        (
            a_store(),
            a_connection(ends_at=AT),
            "needs attention",
            "Amazon wants the consent anew after a year. Connect again.",
        ),
        (
            a_store(),
            a_connection(**DOWN),
            "needs attention",
            "Amazon does not answer at the moment. Next try at 25 Nov 2026, 12:04 UTC.",
        ),
        (a_store(), a_connection(ends_at=None), "live", "Live: everything up to 3 minutes ago."),
    ],
)
def test_a_store_says_how_it_is(store, connection, standing, sentence):
    said = standing_of(store, connection, AT)
    assert (said.standing, said.sentence) == (standing, sentence)
