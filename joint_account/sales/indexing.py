"""Keeps what orders are found by, in the transaction that stores them."""

import hashlib
from collections.abc import Collection, Iterable, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import bulk
from joint_account.sales.assembling import Whole
from joint_account.sales.search_words import article_words

Named = tuple[str, str, str]
"""SKU, ASIN and title of a line."""
Held = tuple[Named, int, str]
"""What an order holds, when it was bought (microseconds since 1970), and its id."""
_KNOWN = "SELECT digest, number FROM article WHERE joint_account_id = ? AND digest {among}"
_LAST = "SELECT coalesce(max(number), 0) FROM article WHERE joint_account_id = ?"
_ADD = bulk.insert_into("article", ("joint_account_id", "number", "digest", "words"))
_HOLDS = ("joint_account_id", "article", "purchased_at", "order_id")
_PUT = f"{bulk.insert_into('order_article', _HOLDS)} ON CONFLICT ({', '.join(_HOLDS)}) DO NOTHING"
_DROP = f"DELETE FROM order_article WHERE {' AND '.join(f'{name} = ?' for name in _HOLDS)}"  # noqa: S608


async def index_orders(work: AsyncSession, joint_account_id: int, orders: Sequence[Whole], replaced: Iterable[Whole]) -> None:
    """Makes orders found by their lines, and no longer by those that they had.

    Args:
        work: a unit of work that has locked the joint account.
        joint_account_id: whose they are.
        orders: as they are stored now.
        replaced: the same orders as they were stored before, of those that were.
    """
    now, then = _held(orders), _held(replaced)
    if gone := then - now:
        numbers = await _numbered(work, joint_account_id, {held[0] for held in gone})
        await bulk.run_many(work, _DROP, sorted((joint_account_id, numbers[one], *rest) for one, *rest in gone))
    await index_held(work, joint_account_id, now - then)


async def index_held(work: AsyncSession, joint_account_id: int, held: Collection[Held]) -> None:
    """Makes orders found by the articles that they hold.

    Args:
        work: as for `index_orders`.
        joint_account_id: whose they are.
        held: what is not found so far; nothing twice.
    """
    numbers = await _numbered(work, joint_account_id, {named for named, _, _ in held})
    await bulk.run_many(work, _PUT, sorted((joint_account_id, numbers[named], at, order_id) for named, at, order_id in held))


def digest_of(sku: str, asin: str, title: str) -> str:
    """What an article is known by."""
    return hashlib.sha256("\0".join((sku, asin, title)).encode()).hexdigest()


def _held(orders: Iterable[Whole]) -> set[Held]:
    return {(line[3:6], order[4], order[1]) for order, lines in orders for line in lines}


async def _numbered(work: AsyncSession, joint_account_id: int, named: set[Named]) -> dict[Named, int]:
    digests = {one: digest_of(*one) for one in named}
    known = dict(await bulk.run(work, _KNOWN, joint_account_id, list(digests.values())))
    missing = sorted(one for one, digest in digests.items() if digest not in known)
    if missing:
        ((last,),) = await bulk.run(work, _LAST, joint_account_id)
        new = {digests[one]: number for number, one in enumerate(missing, last + 1)}
        await bulk.run_many(
            work, _ADD, [(joint_account_id, new[digests[one]], digests[one], article_words(*one)) for one in missing]
        )
        known |= new
    return {one: known[digest] for one, digest in digests.items()}
