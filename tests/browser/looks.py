"""Every page in every state worth looking at: how to get there, and what is on it when it has loaded."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.people import an_address, open_a_demo, register_at_once


@dataclass(frozen=True)
class Look:
    name: str
    page: str
    """The route that it is a look of, as the app calls it."""
    visitor: str
    """Who looks: a stranger, a newcomer who has just registered, a demo's organizer, somebody who is invited."""
    path: str
    shows: str
    """Text that is there when it has loaded."""
    then: tuple = ()
    """What is pressed after that: (role, name) each."""


LOOKS = [
    Look("the first page", "index", "stranger", "/", "Your stores in every country, in one account"),
    Look("log in", "login", "stranger", "/login", "Password"),
    Look("log in, refused", "login", "stranger", "/login", "Password", (("button", "Log in"),)),
    Look("the code after a password", "login/code", "stranger", "/login/code", "Password"),
    Look("confirming that it is you", "prove", "newcomer", "/prove?next=/security", "Password"),
    Look("confirming, refused", "prove", "newcomer", "/prove?next=/security", "Password", (("button", "Confirm"),)),
    Look("confirming in a demo", "prove", "organizer", "/prove", "In a demo nobody has a password"),
    Look("register", "register", "stranger", "/register", "Country or region"),
    Look("register, refused", "register", "stranger", "/register", "Country or region", (("button", "Register"),)),
    Look("a forgotten password", "forgot", "stranger", "/forgot", "We mail you a link"),
    Look("a link that was asked for", "forgot", "stranger", "/forgot?sent=yes", "If the address has an account"),
    Look("a new password", "reset", "stranger", "/reset", "New password"),
    Look("a new password, refused", "reset", "stranger", "/reset", "New password", (("button", "Set the new password"),)),
    Look("agreeing to an address", "email", "stranger", "/email", "Agree"),
    Look("agreed", "email", "stranger", "/email?agreed=one", "This address has agreed."),
    Look("login and security", "security", "newcomer", "/security", "This one"),
    Look(
        "login and security, refused",
        "security",
        "newcomer",
        "/security",
        "This one",
        (("button", "Change password"),),
    ),
    Look("confirm an address", "confirm", "stranger", "/confirm", "Confirm that it is yours."),
    Look("nothing to continue", "continue", "stranger", "/continue", "Nothing to continue"),
    Look("a wrong link", "invitation", "stranger", "/invitation/12.abc", "We do not know this link."),
    Look("an invitation", "invitation", "invited", "LINK", "Register to accept"),
    Look(
        "an invitation, registering refused", "invitation", "invited", "LINK", "Register to accept", (("button", "Register"),)
    ),
    Look("declining an invitation", "invitation", "invited", "LINK", "Register to accept", (("button", "Decline"),)),
    Look("an invitation for somebody else", "invitation", "organizer", "LINK", "This invitation is for"),
    Look("an empty mailbox", "mailbox", "stranger", "/mailbox", "Mailbox"),
    Look("a mailbox", "mailbox", "organizer", "/mailbox", "Open its link"),
    Look("nothing", "404", "stranger", "/nothing", "There is no page here"),
    Look("a new membership", "membership", "newcomer", "/membership", "Confirm your e-mail address"),
    Look(
        "a membership",
        "membership",
        "organizer",
        "/membership",
        "See the sales of every country",
        (("button", "Account & Lists"),),
    ),
    Look("no family yet", "membership/family", "newcomer", "/membership/family", "Nobody is invited yet."),
    Look("a family", "membership/family", "organizer", "/membership/family", "1 invitation pending"),
    Look(
        "adding members",
        "membership/family",
        "organizer",
        "/membership/family",
        "1 invitation pending",
        (("button", "Add Members"), ("button", "Send invitation")),
    ),
    Look(
        "revoking an invitation",
        "membership/family",
        "organizer",
        "/membership/family",
        "1 invitation pending",
        (("button", "Revoke"),),
    ),
    Look("no activity yet", "activity", "newcomer", "/activity", "There is no activity yet"),
    Look("activity", "activity", "organizer", "/activity", "Maria Lindqvist started the joint account"),
    Look("activity, none found", "activity", "organizer", "/activity?from=2001-01-01&to=2001-01-02", "Nothing of this kind"),
    Look("no stores yet", "stores", "newcomer", "/stores", "No store yet."),
    Look("stores", "stores", "organizer", "/stores", "Germany"),
    Look("nothing to compare", "stores/reconciliation", "newcomer", "/stores/reconciliation", "Nothing to compare with yet"),
    Look("figures beside Amazon's", "stores/reconciliation", "organizer", "/stores/reconciliation", "cancelled later"),
    Look(
        "a store's days", "stores/reconciliation", "organizer", "/stores/reconciliation?store=FR", "Nothing that is known here"
    ),
    Look("an empty overview", "overview", "newcomer", "/overview", "Your joint account is not complete yet"),
    Look("an overview", "overview", "organizer", "/overview", "13 pending|[1-9] pending|was €"),
    Look(
        "why numbers differ",
        "overview",
        "organizer",
        "/overview",
        "was €",
        (("text", "Why do these numbers differ from Amazon's?"),),
    ),
    Look("an overview in yen", "overview", "organizer", "/overview?period=7&stores=DE,JP,AE&in=JPY", "was ¥"),
    Look(
        "an overview set otherwise",
        "overview",
        "organizer",
        "/overview?by=hour&chart=lines&day=Asia/Kolkata&in=own&period=7&rate=2026-10-01&stores=DE,JP&tax=out&with=stores",
        "that of Kolkata",
    ),
    Look("messages, no mailbox", "messages", "organizer", "/messages", "mailbox"),
    Look("messages, none found", "messages", "organizer", "/messages?q=nothing+like+this", "mailbox|No thread"),
    Look("an unknown thread", "messages/[thread]", "organizer", "/messages/1", "This thread is not there"),
    Look("no orders yet", "orders", "newcomer", "/orders", "Your joint account is not complete yet"),
    Look("orders", "orders", "organizer", "/orders", "Shipped"),
    Look("orders, none found", "orders", "organizer", "/orders?q=nothing+like+this", "No order"),
    Look("an order", "orders/[order_id]", "organizer", "ORDER", "Quantity|Units"),
    Look("an unknown order", "orders/[order_id]", "organizer", "/orders/000-0000000-0000000", "no such order|not|There is no"),
]


class Visitors:
    """A browser for each kind of visitor, and the addresses that only they know."""

    def __init__(self, browser, address):
        self.browser, self.address, self.contexts, self.known = browser, address, {}, {}

    def context(self, visitor, **how):
        if visitor not in self.contexts:
            context = self.browser.new_context(base_url=self.address, reduced_motion="reduce", **how)
            self.contexts[visitor] = context
            getattr(self, f"_{visitor}")(context)
        return self.contexts[visitor]

    def path(self, look):
        if look.path in {"LINK", "ORDER"}:
            self.context("organizer")
            return self.known[look.path]
        return look.path

    def _stranger(self, context):
        pass

    def _invited(self, context):
        pass

    def _newcomer(self, context):
        register_at_once(context, "Nora New", an_address("nora"))

    def _organizer(self, context):
        open_a_demo(context)
        page = context.new_page()
        page.goto("/mailbox")
        link = page.get_by_role("link", name="Open its link")
        expect(link).to_be_visible()
        self.known["LINK"] = link.get_attribute("href")
        page.goto("/orders")
        order = page.get_by_role("link", name=re.compile(r"^\d{3}-\d{7}-\d{7}$")).first
        expect(order).to_be_visible()
        self.known["ORDER"] = order.get_attribute("href")
        page.close()
