"""What can go wrong with a passkey. `sentence` is what the person reads; `reason` is for the log."""

from joint_account.identity.errors import IdentityError

MOST = 20
"""Passkeys of one person."""


class PasskeyError(IdentityError):
    """A refusal: nobody is logged in by it, and nothing is added."""

    sentence = "That did not work. Try again."

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class AnotherCeremony(PasskeyError):
    """The answer belongs to no question that this browser was asked, or was given before, or came too late."""

    sentence = "This was not begun here, is over already, or took longer than 5 minutes. Try again."


class NotBelieved(PasskeyError):
    """What the device answered does not hold."""

    sentence = "What your device answered does not hold. Try again, or use another way."


class UnknownPasskey(PasskeyError):
    """Nobody has it here, or not the person who is asked."""

    sentence = "This passkey opens no account here any more. Use another way in, and delete it on your device."


class ClonedPasskey(PasskeyError):
    """Its counter went back: it was copied, or an older answer was sent again (WebAuthn level 2, 6.1.1)."""

    sentence = "This passkey may have been copied, and was refused. Get in another way, remove it, and add a new one."


class PasskeyTaken(PasskeyError):
    """It is kept here already, for whomever."""

    sentence = "This passkey is in use already. Make a new one."


class TooManyPasskeys(PasskeyError):
    """More than anybody has devices."""

    sentence = f"You have {MOST} passkeys. First remove one that you no longer use."
