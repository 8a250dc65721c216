"""What PostgreSQL's planner is not told, because it would draw the wrong conclusion."""

from sqlalchemy import Connection, inspect


def plan_alike_for_everybody(connection: Connection) -> None:
    """Keeps no statistics about which joint accounts the rows belong to.

    With them, a joint account that is younger than the last ANALYZE counts as one row, and a join of its orders with its
    lines reads all of its lines for each order: seen to take minutes instead of a second. Without them it counts as one
    part in two hundred (PostgreSQL's DEFAULT_NUM_DISTINCT), and both columns of the key are used.

    Args:
        connection: to a database whose tables stand already. SQLite keeps no statistics unless it is asked to.
    """
    if connection.dialect.name != "postgresql":
        return
    inspector = inspect(connection)
    for table in inspector.get_table_names():
        if "joint_account_id" in inspector.get_pk_constraint(table)["constrained_columns"]:
            connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN joint_account_id SET STATISTICS 0")
