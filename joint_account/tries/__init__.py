"""How often somebody may try: one table of limits, counted in one place, refused in one sentence."""

from joint_account.tries.addresses import asker
from joint_account.tries.counting import TooManyTries, counting, give_back, take
from joint_account.tries.table import Try

__all__ = ["TooManyTries", "Try", "asker", "counting", "give_back", "take"]
