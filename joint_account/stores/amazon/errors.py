"""What can be wrong with Amazon. `sentence` is what a person reads; `reason` is for the log, and holds no secret."""

from datetime import datetime


class AmazonError(Exception):
    """Amazon did not give what was asked."""

    sentence = "Amazon did not give what we asked for."

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class ConsentRevoked(AmazonError):
    """The refresh token is good no longer: the consent was taken back, or its year is over."""

    sentence = "Amazon says that the consent was taken back or has ended. Connect again."


class ConsentNotGiven(AmazonError):
    """The code of a consent is unknown, used, or older than five minutes."""

    sentence = "Amazon did not confirm this consent. Connect again, and confirm within five minutes."


class ApplicationRefused(AmazonError):
    """Amazon does not know the application's client id or secret."""

    sentence = "Amazon does not accept our application any more. Whoever runs this product must look at AMAZON_CLIENT_SECRET."


class NotAllowed(AmazonError):
    """A fresh access token is refused: a role is missing, or it is another region's seller."""

    sentence = "Amazon refuses this to our application. A role may be missing: connect again to grant it."


class RequestRefused(AmazonError):
    """What was asked is wrong, or is not there."""

    sentence = "Amazon refused what we asked for."

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}"[:300])
        self.status, self.code = status, code


class TryLater(AmazonError):
    """Whoever asks again later may get it."""


class Throttled(TryLater):
    """The operation's bucket is empty, here or at Amazon."""

    sentence = "Amazon lets us ask only so often. We go on by ourselves."

    def __init__(self, until: datetime) -> None:
        super().__init__(f"until {until:%Y-%m-%dT%H:%M:%SZ}")
        self.until = until


class AmazonDown(TryLater):
    """No answer in time, or one of 500 and above."""

    sentence = "Amazon does not answer at the moment. We try again by ourselves."


class UnexpectedAnswer(TryLater):
    """An answer, but none that Amazon's published models have."""

    sentence = "Amazon answered something that we do not understand. We try again by ourselves."
