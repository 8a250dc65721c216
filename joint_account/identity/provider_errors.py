"""What can go wrong on the way through a provider. `sentence` is what the person reads; `reason` is for the log."""

from joint_account.identity.errors import IdentityError


class ProviderError(IdentityError):
    """A sign-in through a provider that came to nothing; nobody is logged in, and nothing is kept."""

    wording = "Signing in with {label} did not work."
    ways_on = "Try again, or get in another way."

    def __init__(self, label: str, reason: str = "") -> None:
        super().__init__(reason)
        self.sentence = f"{self.wording.format(label=label)} {self.ways_on}"
        self.reason = reason


class ProviderUnreachable(ProviderError):
    """Down, too slow, or answering with errors."""

    wording = "{label} does not answer properly at the moment."


class ProviderNotBelieved(ProviderError):
    """It answered, and what it said does not hold."""

    wording = "What {label} answered does not hold, so nobody was logged in."


class AnotherTrip(ProviderError):
    """The answer belongs to no sign-in that this browser began, or was used before, or came too late."""

    wording = "This sign-in with {label} was not begun here, is over already, or took longer than 10 minutes."


class TurnedDown(ProviderError):
    """The person, or the provider, said no."""

    wording = "You, or {label}, stopped the sign-in."


class NoAddress(ProviderError):
    """An account needs an e-mail address."""

    wording = "{label} did not say your e-mail address, and an account needs one."


class LinkedElsewhere(ProviderError):
    """The identity is somebody else's way in."""

    wording = "This {label} account is linked to another account here."


class LinkedToNobody(ProviderError):
    """Who is to prove who they are came back as somebody else."""

    wording = "This {label} account is not linked to your account here."


class NotLoggedInAnew(ProviderError):
    """Who is to prove who they are did not log in there once more, or the provider does not say so."""

    wording = "{label} does not say that you have just logged in there."
    ways_on = "Log out here and log in again, or prove it another way."


class NotInADemo(ProviderError):
    """A demo is gone after a day, and what is linked to it would lead nowhere."""

    wording = "A demo is not linked to {label}."
    ways_on = "Register, and link your own account."
