"""Several people are invited at once, by pasted lines."""

from dataclasses import dataclass

from joint_account.identity.models import LoginSession, Person
from joint_account.registration.errors import PermanenceNotUnderstood, RegistrationError, TooManyLines
from joint_account.registration.fields import Invitee, name_and_address
from joint_account.registration.inviting import invite
from joint_account.settings import settings
from joint_account.tries import TooManyTries


@dataclass(frozen=True)
class LineResult:
    """What became of one pasted line."""

    line: str
    email: str
    problem: str
    """Why nobody was invited, as a sentence; empty when the invitation was sent."""


async def invite_several(
    person: Person,
    lines: str,
    *,
    country: str,
    role: str,
    language: str,
    message: str,
    understood: bool,
    session: LoginSession | None = None,
) -> list[LineResult]:
    """Invites whom each line names, `Name <mail@example.com>` or a bare address: each by itself, with its own result.

    Raises:
        ProofNeeded: as `invite`; nobody was invited.
        PermanenceNotUnderstood: the checkbox is not ticked.
        TooManyLines: more than a joint account has seats.
    """
    if not understood:
        raise PermanenceNotUnderstood
    written = [line.strip() for line in lines.splitlines() if line.strip()]
    if len(written) > settings().max_members:
        raise TooManyLines(settings().max_members)
    results = []
    for line in written:
        name, email = name_and_address(line)
        try:
            invitee = Invitee(name, email, country, role, language, message)
            await invite(person, invitee, understood=understood, session=session)
        except (RegistrationError, TooManyTries) as error:
            results.append(LineResult(line, email, error.sentence))
        else:
            results.append(LineResult(line, invitee.email, ""))
    return results
