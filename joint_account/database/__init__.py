"""Engine, unit of work and migrations: the one way in and out of the database."""

from joint_account.database.changes import lock_joint_account
from joint_account.database.columns import NO_JOINT_ACCOUNT, Instant, id_in, new_id, now
from joint_account.database.engine import dispose, reading, unit_of_work

__all__ = ["NO_JOINT_ACCOUNT", "Instant", "dispose", "id_in", "lock_joint_account", "new_id", "now", "reading", "unit_of_work"]
