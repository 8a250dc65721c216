"""Which orders have the words that somebody typed: beginnings of words of their articles, or of their order id."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, text, union_all
from sqlalchemy import select as rows_of
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.sales.models import Order
from joint_account.sales.search_models import OrderArticle
from joint_account.sales.search_words import words_of

Beside = Callable[[type[Order] | type[OrderArticle]], list[ColumnElement[bool]]]
FEW = 60
"""Articles: so many are looked through one by one; of more, most orders are expected to hold one."""
_WHOLE_ID = re.compile(r"[A-Z0-9]{3}-\d{7}-\d{7}", re.ASCII)
_ID = re.compile(r"[A-Z0-9]{3}-[\d-]*", re.ASCII)
_SQLITE = "SELECT number FROM article_words WHERE article_words MATCH :wanted AND joint_account_id = :tenant ORDER BY number"
_POSTGRESQL = (
    "SELECT number FROM article WHERE joint_account_id = :tenant AND "
    "array_to_tsvector(string_to_array('t' || joint_account_id::text || ' ' || words, ' ')) @@ CAST(:wanted AS tsquery) "
    "ORDER BY number"
)


@dataclass(frozen=True)
class Found:
    """Where the orders are that words mean."""

    joint_account_id: int
    articles: tuple[int, ...]
    order_id: str
    """How their ids begin; empty when the words cannot be one."""
    by_bytes: bool
    """Whether the database compares text byte by byte: then what begins alike is one range of the key."""

    def among(self, chosen: ColumnElement[bool], beside: Beside, *, newest: bool, limit: int) -> Select:
        """When found orders that are chosen were bought, and their ids: of each article the first few, from its key.

        Args:
            chosen: what else orders must be.
            beside: says of either table where the list goes on.
            newest: whether from there to older ones.
            limit: how many of each article.
        """
        wanted, held = [chosen, *beside(Order)], [chosen, *beside(OrderArticle)]
        branches = [self._of_id(wanted, newest=newest, limit=limit)] if self.order_id else []
        if len(self.articles) <= FEW:
            branches += [self._of_article(number, held, newest=newest, limit=limit) for number in self.articles]
        else:
            branches.append(
                _first(select(Order.purchased_at, Order.order_id).where(*wanted, self._holds_one()), Order, newest, limit)
            )
        found = union_all(*(rows_of(branch.subquery()) for branch in branches)).subquery()
        return _ordered(rows_of(found).distinct(), found.c, newest, limit)

    def _of_id(self, wanted: list[ColumnElement[bool]], *, newest: bool, limit: int) -> Select:
        if _WHOLE_ID.fullmatch(self.order_id):
            ours = col(Order.order_id) == self.order_id
        elif self.by_bytes:
            ours = and_(col(Order.order_id) >= self.order_id, col(Order.order_id) < self.order_id + "\x7f")
        else:
            ours = col(Order.order_id).startswith(self.order_id, autoescape=True)
        return _first(select(Order.purchased_at, Order.order_id).where(*wanted, ours), Order, newest, limit)

    def _of_article(self, number: int, wanted: list[ColumnElement[bool]], *, newest: bool, limit: int) -> Select:
        held = and_(
            col(OrderArticle.joint_account_id) == self.joint_account_id,
            col(OrderArticle.article) == number,
            col(Order.joint_account_id) == col(OrderArticle.joint_account_id),
            col(Order.order_id) == col(OrderArticle.order_id),
        )
        return _first(
            select(OrderArticle.purchased_at, OrderArticle.order_id).where(held, *wanted), OrderArticle, newest, limit
        )

    def _holds_one(self) -> ColumnElement[bool]:
        return (
            select(OrderArticle.order_id)
            .where(
                col(OrderArticle.joint_account_id) == self.joint_account_id,
                col(OrderArticle.article).in_(self.articles),
                col(OrderArticle.purchased_at) == col(Order.purchased_at),
                col(OrderArticle.order_id) == col(Order.order_id),
            )
            .exists()
        )

    @property
    def nothing(self) -> bool:
        """Whether no order can have these words."""
        return not self.articles and not self.order_id


async def found(session: AsyncSession, joint_account_id: int, words: str) -> Found:
    """Where the orders are that these words mean."""
    wanted = words_of(words)
    upper = words.upper()
    order_id = upper if _ID.fullmatch(upper) else ""
    connection = await session.connection()
    sqlite = connection.dialect.name == "sqlite"
    if not wanted:
        return Found(joint_account_id, (), order_id, sqlite)
    # A tenant's own word comes first; nothing else than letters and digits is left of what somebody typed.
    if sqlite:
        query = " AND ".join([f"t{joint_account_id}", *(f'"{one}"*' for one in wanted)])
    else:
        query = " & ".join([f"t{joint_account_id}", *(f"'{one}':*" for one in wanted)])
    rows = await connection.execute(text(_SQLITE if sqlite else _POSTGRESQL), {"wanted": query, "tenant": joint_account_id})
    return Found(joint_account_id, tuple(rows.scalars()), order_id, sqlite)


def _first(query: Select, table: type[Order] | type[OrderArticle], newest: bool, limit: int) -> Select:
    return _ordered(query, table, newest, limit)


def _ordered(query: Select, table: Any, newest: bool, limit: int) -> Select:
    columns = (table.purchased_at, table.order_id)
    return query.order_by(*(one.desc() if newest else one for one in columns)).limit(limit)
