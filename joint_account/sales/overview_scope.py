"""Whose figures the overview asks for: of which stores and days, compared with which, in which currency."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from joint_account.database import bulk
from joint_account.identity.models import Person
from joint_account.registration.belonging import where_may
from joint_account.registration.models import JointAccount
from joint_account.registration.roles import Act
from joint_account.sales.comparison import Against, days_against
from joint_account.sales.currencies import AnyRates, Rates, RatesOfOneDay
from joint_account.sales.intervals import Interval, fitting
from joint_account.sales.periods import days_of
from joint_account.sales.store_days import StoreDays, store_days
from joint_account.sales.view import OWN, View
from joint_account.sales.words import widest
from joint_account.stores.marketplaces import marketplaces

# One look at the index for each store, and not one at every row.
_STORES = (
    "SELECT code, (SELECT d.day FROM daily_sales d WHERE d.joint_account_id = s.joint_account_id AND d.store = s.code "
    "ORDER BY d.day LIMIT 1) FROM store s WHERE s.joint_account_id = ? ORDER BY code"
)


@dataclass(frozen=True)
class Scope:
    """Whose figures are asked for, of which stores and days, in which currency."""

    joint_account_id: int
    view: View
    at: datetime
    base: str
    own_stores: tuple[str, ...]
    """Every store of the joint account, in alphabetical order."""
    days: StoreDays
    """Of the chosen stores."""
    before: StoreDays
    """The days, and the stores, that they are compared with; none for no comparison."""
    interval: Interval
    rates: AnyRates
    apart: bool
    """Whether each store is in its own currency, and there are several."""
    first_days: dict[str, date]
    """The first day that each store has an order of."""
    notes: list[str]
    """A sentence for each wish that could not be met."""

    @property
    def known_since(self) -> date | None:
        """The first day that any store has an order of; none without orders."""
        return min(self.first_days.values(), default=None)

    @property
    def store_by_store(self) -> bool:
        """Whether each store is compared with itself."""
        return self.view.against not in (Against.STORES, Against.NOTHING)


async def scope_of(session: AsyncSession, person: Person, view: View, rates: Rates, at: datetime) -> Scope | None:
    """What a person's view asks for; none for somebody without a joint account, or with one that has no store yet.

    Args:
        session: an open one.
        person: who asks.
        view: what they wish to see.
        rates: every reference rate.
        at: the moment that "today" is read from.
    """
    here = await where_may(session, person, Act.LOOK)
    account = None if here is None else await session.get(JointAccount, here)
    stores = [] if here is None else await bulk.run(session, _STORES, here)
    own = tuple(code for code, _ in stores)
    if account is None or not own:
        return None
    notes: list[str] = []
    chosen = _chosen(view, own, notes)
    if view.rate and view.rate > rates.newest:
        # Tomorrow's rate is not known; what is known last is used, and the page says which that is.
        view = replace(view, rate=rates.newest)
    days = store_days(chosen, view.period, at, days_of, view.zone)
    base, apart = _base(view, account, chosen, rates, notes)
    return Scope(
        joint_account_id=account.id,
        view=view,
        at=at,
        base=base,
        own_stores=own,
        days=days,
        before=_before(view, own, chosen, at, notes),
        interval=fitting(view.interval, widest(days), notes),
        rates=RatesOfOneDay(rates, view.rate) if view.rate else rates,
        apart=apart,
        first_days={code: date.fromisoformat(day) for code, day in stores if day},
        notes=notes,
    )


def _before(view: View, own: tuple[str, ...], chosen: tuple[str, ...], at: datetime, notes: list[str]) -> StoreDays:
    against = partial(days_against, view.against)
    if view.against is Against.NOTHING:
        return {}
    if view.against is not Against.STORES:
        return store_days(chosen, view.period, at, against, view.zone)
    others = tuple(code for code in own if code in view.others) or tuple(code for code in own if code not in chosen)
    if not others:
        notes.append("There are no other stores to compare with: choose some of them to be shown, or to be compared with.")
    return store_days(others, view.period, at, against, view.zone)


def _base(view: View, account: JointAccount, chosen: tuple[str, ...], rates: Rates, notes: list[str]) -> tuple[str, bool]:
    if view.currency == OWN:
        currencies = {marketplaces()[code].currency for code in chosen}
        return (account.base_currency, True) if len(currencies) > 1 else (currencies.pop(), False)
    if view.currency in ("", *rates.current()):
        return view.currency or account.base_currency, False
    notes.append(f"The European Central Bank has no rate of {view.currency}, so this is in {account.base_currency}.")
    return account.base_currency, False


def _chosen(view: View, own: tuple[str, ...], notes: list[str]) -> tuple[str, ...]:
    chosen = tuple(code for code in own if code in view.stores)
    if view.stores and len(chosen) < len(view.stores):
        notes.append("The address names a store that your joint account does not have. It was left out.")
    return chosen or own
