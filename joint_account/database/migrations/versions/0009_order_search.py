"""What orders are found by: articles with their full-text index, and the orders that hold them."""

import sqlalchemy as sa
from alembic import op

from joint_account.database.planning import plan_alike_for_everybody
from joint_account.sales.indexing import digest_of
from joint_account.sales.search_words import article_words

revision = "0009"
down_revision = "0008"

# The joint account is a word of every article, so that the index is asked for one tenant's first.
_POSTGRESQL = (
    "CREATE INDEX article_words ON article USING gin "
    "(array_to_tsvector(string_to_array('t' || joint_account_id::text || ' ' || words, ' ')))"
)
_SQLITE = (
    "CREATE VIRTUAL TABLE article_words USING fts5("
    "words, joint_account_id UNINDEXED, number UNINDEXED, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3')",
    "CREATE TRIGGER article_words_added AFTER INSERT ON article BEGIN "
    "INSERT INTO article_words (words, joint_account_id, number) "
    "VALUES ('t' || new.joint_account_id || ' n' || new.number || ' ' || new.words, new.joint_account_id, new.number); END",
    "CREATE TRIGGER article_words_dropped AFTER DELETE ON article BEGIN "
    "DELETE FROM article_words WHERE rowid IN (SELECT rowid FROM article_words WHERE "
    "article_words MATCH 't' || old.joint_account_id || ' AND n' || old.number "
    "AND joint_account_id = old.joint_account_id AND number = old.number); END",
)


def _tenant() -> sa.Column:
    tenant = sa.ForeignKey("joint_account.id")
    return sa.Column("joint_account_id", sa.BigInteger(), tenant, nullable=False, primary_key=True, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "article",
        _tenant(),
        sa.Column("number", sa.Integer(), nullable=False, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.UniqueConstraint("joint_account_id", "digest", name="uq_article_digest"),
    )
    op.create_table(
        "order_article",
        _tenant(),
        sa.Column("article", sa.Integer(), nullable=False, primary_key=True, autoincrement=False),
        sa.Column("purchased_at", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False),
        sa.Column("order_id", sa.String(), nullable=False, primary_key=True),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE:
            connection.exec_driver_sql(statement)
    else:
        connection.exec_driver_sql(_POSTGRESQL)
    _index_what_is_there(connection)
    plan_alike_for_everybody(connection)


def _index_what_is_there(connection: sa.Connection) -> None:
    """Orders that were imported before are found, too."""
    connection.exec_driver_sql(
        "CREATE TEMPORARY TABLE named (joint_account_id BIGINT, number INTEGER, sku TEXT, asin TEXT, title TEXT, "
        "PRIMARY KEY (joint_account_id, sku, asin, title))"
    )
    connection.exec_driver_sql(
        "INSERT INTO named SELECT joint_account_id, row_number() OVER (PARTITION BY joint_account_id ORDER BY sku, asin, title), "
        "sku, asin, title FROM (SELECT DISTINCT joint_account_id, sku, asin, title FROM order_line) AS said"
    )
    add = sa.text("INSERT INTO article (joint_account_id, number, digest, words) VALUES (:tenant, :number, :digest, :words)")
    for tenant, number, *said in connection.exec_driver_sql("SELECT * FROM named").all():
        row = {"tenant": tenant, "number": number, "digest": digest_of(*said), "words": article_words(*said)}
        connection.execute(add, row)
    connection.exec_driver_sql(
        "INSERT INTO order_article SELECT DISTINCT l.joint_account_id, n.number, o.purchased_at, l.order_id FROM order_line l "
        "JOIN named n ON n.joint_account_id = l.joint_account_id AND n.sku = l.sku AND n.asin = l.asin AND n.title = l.title "
        "JOIN customer_order o ON o.joint_account_id = l.joint_account_id AND o.order_id = l.order_id"
    )
    connection.exec_driver_sql("DROP TABLE named")
