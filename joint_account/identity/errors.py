"""What can stop somebody from getting in. `sentence` is what the person reads."""


class IdentityError(Exception):
    """A refusal of this room."""

    sentence = "That did not work."


class WrongEmailOrPassword(IdentityError):
    """Said alike for an unknown address and for a wrong password, so that nobody learns who has an account."""

    sentence = "The e-mail address or the password is not right."


class AddressTaken(IdentityError):
    """Somebody has an account with this address already."""

    sentence = "This address has an account already. Log in, or use another address."


class LinkNotGood(IdentityError):
    """An address link that is unknown, used or too old."""

    sentence = "This link is not good any more. Log in, and we send you a new one."


class ResetLinkNotGood(IdentityError):
    """A link that sets a new password, and is unknown, used or too old."""

    sentence = "This link is not good any more. Ask for a new one."


class EmailLinkNotGood(IdentityError):
    """A link that agrees to a change of address, and is unknown, used, too old, or too late."""

    sentence = "This link is not good any more. Log in, and change the address again."


class ProofNeeded(IdentityError):
    """What was asked for needs a proof, not older than ten minutes, of who asks."""

    sentence = "Confirm first that it is you."


class WrongPassword(IdentityError):
    """Somebody who is logged in was to prove who they are."""

    sentence = "This is not your password."


class LastWayIn(IdentityError):
    """Without it, nobody could get into the account any more."""

    sentence = "This is your last way in. Set a password, add a passkey or link another account first."


class BadForm(IdentityError):
    """Values of a form that cannot be taken: a sentence for each field."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields
        self.sentence = next(iter(fields.values()))
