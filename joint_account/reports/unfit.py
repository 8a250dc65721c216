"""What stops a report that is recognised, but is not whole, not understood, or not of a known store."""

from joint_account.reports.refusals import ANEW, SHOWN, ReportRefused


class UnknownLanguage(ReportRefused):
    """A settlement whose words nobody here knows."""

    def __init__(self, line: int, column: str, found: str) -> None:
        self.sentence = (
            f"The language of this settlement is not known here yet: line {line}, column {column} says “{found[:SHOWN]}”. "
            "Nothing of it was taken. Settlements with English words (Order, ItemPrice, Principal) are read."
        )
        super().__init__(self.sentence)


class DoesNotAddUp(ReportRefused):
    """A settlement whose lines are not its total."""

    def __init__(self, lines: str, total: str) -> None:
        self.sentence = (
            f"The lines of this settlement add up to {lines}, but its first line says {total}: a part of the file is missing "
            f"or was changed. {ANEW}"
        )
        super().__init__(self.sentence)


class NeedsStore(ReportRefused):
    """Stock and listings, of a seller with several stores."""

    def __init__(self, name: str) -> None:
        self.sentence = f"A report of the kind {name} does not say which store it is of. Say which, such as DE, and try again."
        super().__init__(self.sentence)


class UnknownStore(ReportRefused):
    """What was said in place of a store's country code."""

    sentence = "That is no store of Amazon. Name it by its country code, such as DE, UK or JP."


class NoHealth(ReportRefused):
    """JSON that is not as Amazon describes the account health report."""

    def __init__(self, where: str) -> None:
        self.sentence = f"This account health report is not as Amazon describes it, at {where}. {ANEW}"
        super().__init__(self.sentence)
