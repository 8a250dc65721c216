"""What can stop a mailbox from being connected, or a thread from being answered. Each has its own sentence for the person."""


class MessagesRefused(Exception):
    """Nothing was changed. `sentence` is what the person reads."""

    sentence = "That did not work."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence

    def __str__(self) -> str:
        """The sentence."""
        return self.sentence


class MailboxRefused(MessagesRefused):
    """A field, or one of the two servers; the sentence says which and why."""


class DemoStaysDemo(MessagesRefused):
    """A demo's joint account is swept; a seller's mail has no business there."""

    sentence = "A demo cannot be connected to a mailbox. Register, and connect your own joint account."


class UnknownMailbox(MessagesRefused):
    """Not one of this joint account, or closed already."""

    sentence = "There is no such mailbox."


class UnknownThread(MessagesRefused):
    """Not one of this joint account."""

    sentence = "There is no such thread."


class NotForViewers(MessagesRefused):
    """A viewer asks for what buyers wrote, and the organizer does not allow it."""

    sentence = "Only those who answer buyers read what they wrote. The organizer can allow it to viewers."


class AnsweredMeanwhile(MessagesRefused):
    """Somebody else answered while this was typed."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f"{who} answered this thread while you were typing. Read that first: your draft is kept, and nothing was sent."
        )


class ReplyRefused(MessagesRefused):
    """Amazon's rules forbid what it says, or want a second look at it."""


class TooLate(MessagesRefused):
    """It has left, or is leaving."""

    sentence = "It was too late to take this back: the reply has left."


class NoWayOut(MessagesRefused):
    """The thread came by a mailbox that is connected no longer."""

    sentence = "No mailbox is connected for this store, so nothing can be sent. Connect one on the Stores page."


class Erased(MessagesRefused):
    """Where the buyer could be reached is gone."""

    sentence = "This thread is older than 30 days: the buyer's address was deleted, so nothing can be sent."


class UnknownOrder(MessagesRefused):
    """No order of the joint account has this id."""

    sentence = "Your joint account has no order with this id. It looks like 123-1234567-1234567."


class UnknownMember(MessagesRefused):
    """Nobody of the joint account has this id."""

    sentence = "Only members of the joint account can take a thread."
