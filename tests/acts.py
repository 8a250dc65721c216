"""Every service and query that acts for a person: what it is an act of, and how to ask for it. One that is not here fails."""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

import joint_account
from joint_account.activity import queries as activity
from joint_account.activity.view import ActivityView
from joint_account.identity import ending, linking, passkeys
from joint_account.identity.models import LoginSession, Person
from joint_account.messages import answering, beside, connecting, conversation, inbox, mailboxes
from joint_account.messages.inbox_view import InboxView
from joint_account.messages.refusals import MailboxRefused
from joint_account.messages.wanted import wanted
from joint_account.reconciliation import queries as reconciliation
from joint_account.registration import inviting, inviting_several
from joint_account.registration import queries as registration
from joint_account.registration.roles import Act
from joint_account.sales import importing, net, notes, orders, overview, why_figures
from joint_account.sales.orders_view import OrdersView
from joint_account.sales.view import View
from joint_account.stores import queries as stores
from joint_account.stores.reported import queries as reported
from tests.report_files import GOOD
from tests.stories import Invited, an_invitee, proved


@dataclass
class Household:
    """A joint account with a report in it, and what an act needs to be asked for."""

    people: dict[str, Person] = field(default_factory=dict)
    invited: dict[str, Invited] = field(default_factory=dict)
    """An open invitation for each role."""
    report: Path = Path()
    sessions: list[LoginSession] = field(default_factory=list)
    """Of the organizer."""
    thread_id: int = 0
    """Of a buyer; another one stays unread."""
    replies: dict[int, int] = field(default_factory=dict)
    mailboxes: dict[str, int] = field(default_factory=dict)
    """One of the joint account's for each role to disconnect."""
    passkey_id: int = 0
    """Of the organizer."""
    note_id: int = 0
    identity_id: int = 0
    """Of the organizer, at a provider."""

    words = ("olga@", "Olga Berger", "ana@", "Ana Silva", "vera@", "Vera Klein", "ines@", GOOD["amazon-order-id"], "Opferlamm")
    """What only its members may read."""


Ask = Callable[[Household, str, Person], Awaitable[Any]]
"""Asks for it as somebody in a role; returns what they get, nothing when there is nothing for them."""


class Refused(Exception):
    """A refusal that came as a result."""


async def _invite_several(there: Household, role: str, person: Person) -> object:
    fields = {"country": "ES", "role": "viewer", "language": "en", "message": ""}
    (result,) = await inviting_several.invite_several(person, f"{role}@pasted.example", understood=True, **fields)
    if result.problem:
        raise Refused(result.problem)
    return result


async def _all_activity(there: Household, role: str, person: Person) -> object:
    return [done async for done in activity.all_activity(person, ActivityView())]


async def _all_orders(there: Household, role: str, person: Person) -> object:
    return [batch async for batch in orders.all_orders(person, OrdersView())]


async def _reply(there: Household, role: str, person: Person) -> None:
    await answering.reply(person, there.thread_id, "Ihre Bestellung kommt morgen an.", seen=1 << 62, sure=True)
    found = await conversation.conversation(person, there.thread_id)
    there.replies[person.id] = found.newest_reply if found else 0


async def _connect_mailbox(there: Household, role: str, person: Person) -> object:
    servers = {"imap_host": "127.0.0.1", "imap_port": "9", "smtp_host": "127.0.0.1", "smtp_port": "9"}
    users = {"imap_user": "u", "imap_password": "p", "smtp_user": "", "smtp_password": "", "from_address": "u@seller.example"}
    asked = wanted(stores=["DE"], security="None", trusted_server="mx.seller.example", **servers, **users)
    try:
        return await connecting.connect_mailbox(person, proved(person), asked)
    except MailboxRefused as refused:
        return str(refused)  # Nobody is there; who may not connect one does not get as far as asking.


async def _unread(there: Household, role: str, person: Person) -> object:
    return await inbox.unread(person) or None


BY_ROLE: dict[Callable[..., Any], tuple[Act, Ask]] = {
    inviting.invite: (
        Act.INVITE,
        lambda there, role, person: inviting.invite(
            person, an_invitee(name="Nadja Neu", email=f"{role}@new.example"), understood=True
        ),
    ),
    inviting_several.invite_several: (Act.INVITE, _invite_several),
    inviting.resend: (
        Act.RESEND,
        lambda there, role, person: inviting.resend(person, there.invited[role].invitation.id),
    ),
    inviting.revoke: (
        Act.REVOKE,
        lambda there, role, person: inviting.revoke(person, there.invited[role].invitation.id),
    ),
    registration.family_members: (Act.LOOK, lambda there, role, person: registration.family_members(person)),
    stores.stores_of: (Act.LOOK, lambda there, role, person: stores.stores_of(person)),
    stores.imports_of: (Act.LOOK, lambda there, role, person: stores.imports_of(person)),
    orders.orders: (Act.LOOK, lambda there, role, person: orders.orders(person, OrdersView())),
    orders.all_orders: (Act.LOOK, _all_orders),
    orders.note_export: (Act.LOOK, lambda there, role, person: orders.note_export(person, "")),
    orders.order: (Act.LOOK, lambda there, role, person: orders.order(person, GOOD["amazon-order-id"])),
    overview.overview: (Act.LOOK, lambda there, role, person: overview.overview(person, View())),
    why_figures.why_figures: (Act.LOOK, lambda there, role, person: why_figures.why_figures(person, View())),
    notes.add_note: (Act.OPERATE_STORES, lambda there, role, person: notes.add_note(person, "2026-05-04", f"{role} was here")),
    notes.remove_note: (Act.OPERATE_STORES, lambda there, role, person: notes.remove_note(person, there.note_id)),
    net.net_of: (Act.LOOK, lambda there, role, person: net.net_of(person, date(2026, 5, 1), date(2026, 5, 31))),
    reconciliation.reconciliation: (
        Act.LOOK,
        lambda there, role, person: reconciliation.reconciliation(person, date(2026, 5, 1), date(2026, 5, 31)),
    ),
    reported.stock_of: (Act.LOOK, lambda there, role, person: reported.stock_of(person)),
    reported.listings_of: (Act.LOOK, lambda there, role, person: reported.listings_of(person, "DE")),
    reported.health_of: (Act.LOOK, lambda there, role, person: reported.health_of(person)),
    importing.where_allowed: (Act.OPERATE_STORES, lambda there, role, person: importing.where_allowed(person)),
    importing.import_report: (
        Act.OPERATE_STORES,
        lambda there, role, person: importing.import_report(person, there.report, f"{role}.txt"),
    ),
    inbox.inbox: (Act.LOOK, lambda there, role, person: inbox.inbox(person, InboxView())),
    inbox.unread: (Act.LOOK, _unread),
    conversation.conversation: (Act.LOOK, lambda there, role, person: conversation.conversation(person, there.thread_id)),
    answering.reply: (Act.ANSWER_BUYERS, _reply),
    answering.take_back: (
        Act.ANSWER_BUYERS,
        lambda there, role, person: answering.take_back(person, there.thread_id, there.replies.get(person.id, 0)),
    ),
    answering.needs_no_reply: (
        Act.ANSWER_BUYERS,
        lambda there, role, person: answering.needs_no_reply(person, there.thread_id),
    ),
    answering.mark_read: (Act.ANSWER_BUYERS, lambda there, role, person: answering.mark_read(person, there.thread_id)),
    beside.add_note: (Act.ANSWER_BUYERS, lambda there, role, person: beside.add_note(person, there.thread_id, "Asked them.")),
    beside.assign: (Act.ANSWER_BUYERS, lambda there, role, person: beside.assign(person, there.thread_id, person.id)),
    beside.sort_to: (
        Act.ANSWER_BUYERS,
        lambda there, role, person: beside.sort_to(person, there.thread_id, GOOD["amazon-order-id"]),
    ),
    beside.keep_draft: (Act.ANSWER_BUYERS, lambda there, role, person: beside.keep_draft(person, there.thread_id, "Guten")),
    beside.allow_viewers: (Act.ALLOW_VIEWERS, lambda there, role, person: beside.allow_viewers(person, allowed=True)),
    mailboxes.mailboxes_of: (Act.OPERATE_STORES, lambda there, role, person: mailboxes.mailboxes_of(person)),
    connecting.connect_mailbox: (Act.OPERATE_STORES, _connect_mailbox),
    connecting.disconnect_mailbox: (
        Act.OPERATE_STORES,
        lambda there, role, person: connecting.disconnect_mailbox(person, there.mailboxes[role]),
    ),
    activity.where_allowed: (Act.SEE_ACTIVITY, lambda there, role, person: activity.where_allowed(person)),
    activity.activity: (Act.SEE_ACTIVITY, lambda there, role, person: activity.activity(person, ActivityView())),
    activity.all_activity: (Act.SEE_ACTIVITY, _all_activity),
    activity.who_acted: (Act.SEE_ACTIVITY, lambda there, role, person: activity.who_acted(person)),
}
"""Acts in a joint account, which the roles' table allows or not."""

OF_ONESELF = {
    "registration.starting.start_joint_account",
    "registration.belonging.membership_of",
    "registration.belonging.role_of",
    "registration.second_factors.is_shut_out",
    "registration.queries.walkthrough_of",
    "sales.standing.is_complete",
}
"""What anybody may ask about their own standing; the room of identities is all of this kind."""

BY_LINK = {"registration.answering.accept", "registration.answering.decline", "registration.arriving.invitation_behind"}
"""For whoever holds an invitation's link and is the invited person, whatever their role elsewhere."""

AT_AMAZON = {
    "stores.amazon.connecting.begin_connection",
    "stores.amazon.connecting.disconnect",
    "stores.amazon.connecting.finish_connection",
    "stores.amazon.connecting.paste_refresh_token",
    "stores.amazon.connections.connections_of",
    "stores.amazon.opening.open_connection",
}
"""Asked by every role and by strangers where Amazon's stand-in is: tests/test_amazon_connections.py."""

RULES = {"registration.access.member", "registration.access.operator"}
"""Of the gate: they say yes or no."""

WITHOUT_A_PERSON = {
    "demo.erasing.erase",  # the sweep
    "demo.visit.stock",  # a demo that was just begun
    "messages.mailboxes.server_of",  # the outbox, of a letter that a member queued
    "mail.queries.trouble_of",  # family_members, which asked who
    "sales.settlements.take_settlement",  # import_report, which asked who
    "sales.taking.take",  # as before
    "sales.taking.store_report",  # as before, and the sync
    "sales.totals.totals",  # the command line
    "stores.reported.importing.take_health",  # import_report
    "stores.reported.importing.take_table",  # as before
    "ui.live.watch",  # tells a page to ask anew, and nothing else
}
"""Named a joint account by what called them, and who that is."""

ELSEWHERE: dict[Callable[..., Any], Callable[[Household, Person], Awaitable[Any]]] = {
    ending.end_one: lambda there, person: ending.end_one(person, there.sessions[0].id),
    ending.end_others: lambda there, person: ending.end_others(person, there.sessions[0].id),
    passkeys.rename: lambda there, person: passkeys.rename(person, there.passkey_id, "Mine now"),
    passkeys.remove: lambda there, person: passkeys.remove(person, there.sessions[0], there.passkey_id),
    linking.unlink: lambda there, person: linking.unlink(person, there.sessions[0], there.identity_id),
    orders.order: lambda there, person: orders.order(person, GOOD["amazon-order-id"]),
    notes.remove_note: lambda there, person: notes.remove_note(person, there.note_id),
    conversation.conversation: lambda there, person: conversation.conversation(person, there.thread_id),
    answering.reply: lambda there, person: answering.reply(person, there.thread_id, "Guten Tag", seen=1 << 62, sure=True),
    answering.take_back: lambda there, person: answering.take_back(person, there.thread_id, there.replies.get(person.id, 0)),
    answering.needs_no_reply: lambda there, person: answering.needs_no_reply(person, there.thread_id),
    answering.mark_read: lambda there, person: answering.mark_read(person, there.thread_id),
    beside.add_note: lambda there, person: beside.add_note(person, there.thread_id, "Asked them."),
    beside.assign: lambda there, person: beside.assign(person, there.thread_id, person.id),
    beside.sort_to: lambda there, person: beside.sort_to(person, there.thread_id, GOOD["amazon-order-id"]),
    beside.keep_draft: lambda there, person: beside.keep_draft(person, there.thread_id, "Guten"),
    connecting.disconnect_mailbox: lambda there, person: connecting.disconnect_mailbox(person, there.mailboxes["organizer"]),
    inviting.resend: lambda there, person: inviting.resend(person, there.invited["organizer"].invitation.id),
    inviting.revoke: lambda there, person: inviting.revoke(person, there.invited["organizer"].invitation.id),
}
"""What takes an id beside the person: asked with one of the organizer's."""


def name_of(function: Callable[..., Any]) -> str:
    """registration.inviting.invite."""
    return f"{function.__module__.removeprefix('joint_account.')}.{function.__name__}"


def services() -> dict[str, tuple[bool, set[str]]]:
    """Every public coroutine of the product that opens its own unit of work: does it take a person, and what it is told."""
    found = {}
    for module in pkgutil.walk_packages(joint_account.__path__, "joint_account."):
        if "migrations" in module.name or module.name.endswith("__main__"):
            continue
        for function in vars(importlib.import_module(module.name)).values():
            if not inspect.isfunction(function) or function.__module__ != module.name or function.__name__.startswith("_"):
                continue
            if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
                hints = typing.get_type_hints(inspect.unwrap(function))
                hints.pop("return", None)
                kinds = [kind for hint in hints.values() for kind in (hint, *typing.get_args(hint))]
                if AsyncSession not in kinds:
                    found[name_of(function)] = Person in kinds, set(hints)
    return found
