"""What is wrong with a connection, for its page: one sentence, whichever part of the sync it hit."""

from datetime import datetime

from joint_account.stores.amazon.connections import note_trouble
from joint_account.stores.amazon.models import AmazonConnection


class Troubles:
    """The troubles of one connection, by the part that they hit."""

    def __init__(self, connection: AmazonConnection) -> None:
        self._connection = connection
        self._now: dict[str, tuple[str, datetime]] = {}
        self._shown = bool(connection.trouble)

    async def well(self, part: str) -> None:
        """Nothing is wrong with this part any more."""
        self._now.pop(part, None)
        if self._shown and not self._now:
            await note_trouble(self._connection, "", None)
            self._shown = False

    async def hit(self, part: str, sentence: str, next_try_at: datetime) -> None:
        """Something is wrong with this part, which is tried again then."""
        self._now[part], self._shown = (sentence, next_try_at), True
        await note_trouble(self._connection, sentence, next_try_at)
