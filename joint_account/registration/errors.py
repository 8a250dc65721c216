"""What can stop a registration. Each refusal has its own class and its own sentence, which is what the person reads."""

from joint_account.registration.machine import InvitationState, Role
from joint_account.registration.roles import Act


class RegistrationError(Exception):
    """A refusal of this room: nothing was changed. `sentence` is what the person reads."""

    sentence = "That did not work."

    def __str__(self) -> str:
        """The sentence."""
        return self.sentence


class LinkNotOpen(RegistrationError):
    """The link cannot be answered with: one of the six below."""


class LinkUnknown(LinkNotOpen):
    """Malformed, or never handed out."""

    sentence = "We do not know this link. Open the newest invitation mail and use the whole link."


class LinkUsed(LinkNotOpen):
    """Its invitation was accepted."""

    sentence = "This link was used already. Log in to open your joint account."


class LinkDeclined(LinkNotOpen):
    """Its invitation was declined."""

    sentence = "This invitation was declined. Ask to be invited again if that was a mistake."


class LinkRevoked(LinkNotOpen):
    """Its invitation was revoked."""

    sentence = "This invitation was taken back by the person who sent it."


class LinkExpired(LinkNotOpen):
    """Its invitation's time is over."""

    sentence = "This invitation has expired. Ask to be invited again."


class LinkReplaced(LinkNotOpen):
    """Its invitation was sent again, which killed the older links."""

    sentence = "This link was replaced by a newer one. Use the link in the newest invitation mail."


LINK_REFUSALS: dict[InvitationState, type[LinkNotOpen]] = {
    InvitationState.ACCEPTED: LinkUsed,
    InvitationState.DECLINED: LinkDeclined,
    InvitationState.REVOKED: LinkRevoked,
    InvitationState.EXPIRED: LinkExpired,
}


class WrongPerson(RegistrationError):
    """Somebody is logged in whose address is not the invited one."""

    def __init__(self, masked: str) -> None:
        super().__init__(masked)
        self.masked = masked
        self.sentence = f"This invitation is for {masked}. Log in with that address to answer it."


class AddressNotConfirmed(RegistrationError):
    """Somebody who has not proved their address wants to send an invitation."""

    sentence = "Confirm your e-mail address first: open the link that we mailed you. Then you can add members."


class AlreadyMemberHere(RegistrationError):
    """The person is in this joint account."""

    sentence = "This person is a member of this joint account already."


class AlreadyElsewhere(RegistrationError):
    """The person is in another joint account."""

    sentence = "You are in another joint account already. A person belongs to one joint account, for ever."


class NotOfThisDemo(RegistrationError):
    """A demo's people and everybody else cannot join each other: a demo is swept, a joint account is permanent."""

    sentence = "Demos and real joint accounts cannot be joined. Log in with an account of the same demo."


class AlreadyInvited(RegistrationError):
    """The address has an open invitation here."""

    sentence = "This person is invited already. Send the invitation again, or revoke it first."


class InvitingOneself(RegistrationError):
    """The invited address is the inviter's own."""

    sentence = "This is your own address. Invite somebody else: you are in the joint account already."


class MemberLimitReached(RegistrationError):
    """No seat is free."""

    def __init__(self, seats: int) -> None:
        super().__init__(seats)
        self.seats = seats
        self.sentence = f"All {seats} seats of this joint account are taken, by members and open invitations."


class NotYourRole(RegistrationError):
    """The role does not allow it."""

    def __init__(self, role: Role, act: Act) -> None:
        super().__init__(role, act)
        self.role, self.act = role, act
        self.sentence = f"You are a {role} in this joint account, and a {role} cannot {act}. Ask its organizer."


class SecondFactorNeeded(RegistrationError):
    """The joint account is connected to Amazon, and the person's session has no second factor."""

    sentence = "Your joint account is connected to Amazon: to see more than your own settings, you need a second factor."


class PageOutOfDate(RegistrationError):
    """The joint account's members or invitations changed since the page was read."""

    sentence = "This joint account has changed since you opened the page. Look at it again, then decide."


class PermanenceNotUnderstood(RegistrationError):
    """The checkbox is not ticked."""

    sentence = "Tick the box first: a joint account is permanent and cannot be cancelled."


class NoSuchInvitation(RegistrationError):
    """Unknown, or of another joint account: the answer is the same."""

    sentence = "There is no such invitation."


class InvitationSettled(RegistrationError):
    """The organizer wants to send again or revoke what is no longer open."""

    def __init__(self, state: InvitationState) -> None:
        super().__init__(state)
        self.state = state
        self.sentence = (
            "This invitation has expired. Add the member again."
            if state == InvitationState.EXPIRED
            else (f"This invitation was {state} already.")
        )


class WrongFields(RegistrationError):
    """Values of a form that cannot be taken: a sentence for each field."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(*fields)
        self.fields = fields
        self.sentence = next(iter(fields.values()))


class TooManyLines(RegistrationError):
    """More lines were pasted than a joint account has seats."""

    def __init__(self, seats: int) -> None:
        super().__init__(seats)
        self.sentence = f"A joint account has {seats} seats. Paste at most that many lines at once."
