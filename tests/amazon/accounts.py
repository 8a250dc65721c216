"""Seller accounts that are connected, for tests that begin there."""

from joint_account.stores.amazon.accounts import Region, SellerAccount
from joint_account.stores.amazon.clock import Clock
from joint_account.stores.amazon.opening import open_connection
from tests.amazon.sellers import SELLERS
from tests.stories import an_organizer


async def an_account(amazon, seller="A2EUROPE", joint_account_id=None):
    """A seller account with a key that works, of a joint account that nobody else is in."""
    if joint_account_id is None:
        joint_account_id = (await an_organizer(f"{seller.lower()}@example.com")).joint_account_id
    return SellerAccount(joint_account_id, Region(SELLERS[seller].region), seller, amazon.login.refresh_token(seller))


async def a_connection(amazon, organizer, seller="A2EUROPE"):
    """A seller account that the organizer has connected, with its stores."""
    account = await an_account(amazon, seller, organizer.joint_account_id)
    return await open_connection(organizer, account, clock_of(amazon), self_authorised=True)


def clock_of(amazon):
    """The stand-in's clock, for the product to go by."""
    return Clock(amazon.clock.now, amazon.clock.sleep)
