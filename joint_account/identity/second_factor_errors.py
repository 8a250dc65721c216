"""What can go wrong with a second factor. `sentence` is what the person reads."""

from joint_account.identity.errors import IdentityError
from joint_account.identity.models import Person


class CodeNeeded(IdentityError):
    """Who has an authenticator app has proved nothing before its code, or a recovery code, came too."""

    sentence = "Enter the code that your authenticator app shows."

    def __init__(self, person: Person) -> None:
        super().__init__("a code is needed")
        self.person = person


class WrongCode(IdentityError):
    """Said alike for a code that is wrong, too old or used, and for a person without an app."""

    sentence = "This code is not right, or was used already. Enter the one that your app shows now."


class HalfWayOver(IdentityError):
    """Between password and code, too much time went by, too many codes were wrong, or the password changed."""

    sentence = "This log-in is over. Begin again."


class HasApp(IdentityError):
    """One app a person; the same key can be in several devices."""

    sentence = "You have an authenticator app already. Remove it first."


class NoApp(IdentityError):
    """Recovery codes stand in for an app."""

    sentence = "You have no authenticator app. Add one first."
