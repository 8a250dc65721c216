"""What can be asked about stores."""

from sqlmodel import col, select

from joint_account.database import reading
from joint_account.identity.models import Person
from joint_account.registration.queries import where_may
from joint_account.registration.roles import Act
from joint_account.stores.models import ReportImport, Store

NEWEST = 20


async def stores_of(person: Person) -> list[Store]:
    """The stores of the person's joint account, by code; none while they have no joint account."""
    async with reading() as session:
        here = await where_may(session, person, Act.LOOK)
        return list(await session.exec(select(Store).where(Store.joint_account_id == here).order_by(col(Store.code))))


async def imports_of(person: Person) -> list[ReportImport]:
    """The newest files that were imported into the person's joint account."""
    async with reading() as session:
        here = await where_may(session, person, Act.LOOK)
        rows = await session.exec(
            select(ReportImport)
            .where(ReportImport.joint_account_id == here)
            .order_by(col(ReportImport.id).desc())
            .limit(NEWEST)
        )
        return list(rows)
