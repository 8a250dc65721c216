"""How far a person's joint account is: what a page without figures says next depends on it."""

from joint_account.database import reading
from joint_account.identity.models import Person
from joint_account.registration.machine import JointAccountState
from joint_account.registration.models import JointAccount


async def is_complete(person: Person) -> bool:
    """Whether the person is in a joint account that somebody has joined."""
    if person.joint_account_id is None:
        return False
    async with reading() as session:
        account = await session.get(JointAccount, person.joint_account_id)
    return account is not None and account.state == JointAccountState.COMPLETE
