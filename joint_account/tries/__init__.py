"""How often somebody may try: one table of limits, counted in one place, refused in one sentence."""

from joint_account.tries.counting import TooManyTries, give_back, take
from joint_account.tries.table import Try

__all__ = ["TooManyTries", "Try", "give_back", "take"]
