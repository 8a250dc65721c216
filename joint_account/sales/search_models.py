"""What orders are found by: the articles that lines name, and which orders hold each of them.

A seller has thousands of articles and millions of orders, so words are looked up among articles. Their full-text index is
the database's own: `article_words`, an FTS5 table that triggers keep in SQLite, a GIN index in PostgreSQL (migration 0009).
"""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from joint_account.database import Instant


def _tenant() -> Column[int]:
    return Column(BigInteger, ForeignKey("joint_account.id"), primary_key=True, autoincrement=False)


class Article(SQLModel, table=True):
    """SKU, ASIN and title as some line names them together. Never changed: another title is another article."""

    __table_args__ = (UniqueConstraint("joint_account_id", "digest", name="uq_article_digest"),)

    joint_account_id: int = Field(sa_column=_tenant())
    number: int = Field(primary_key=True, description="1, 2, … within the joint account.")
    digest: str = Field(description="SHA-256 of SKU, ASIN and title.")
    words: str = Field(description="What it is found by, from `words_of`, apart by spaces.")


class OrderArticle(SQLModel, table=True):
    """An order that holds an article, by when it was bought: a page of found orders is read from this key."""

    __tablename__ = "order_article"
    __table_args__ = {"sqlite_with_rowid": False}

    joint_account_id: int = Field(sa_column=_tenant())
    article: int = Field(primary_key=True)
    purchased_at: datetime = Field(sa_column=Column(Instant, primary_key=True, autoincrement=False))
    order_id: str = Field(primary_key=True)
