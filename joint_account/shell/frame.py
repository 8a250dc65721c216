"""The frame: what stands around a page's content."""

from typing import Any

import reflex as rx

from joint_account.shell.state import ShellState
from joint_account.ui.form import post_form
from joint_account.ui.link import plain_link

PAGES = {"/overview": "Overview", "/orders": "Orders", "/stores": "Stores", "/messages": "Messages"}
MEMBERSHIP_PAGES = {"/membership": "Membership", "/membership/family": "Family Members", "/security": "Login & security"}
ACTIVITY = {"/activity": "Activity"}


def public(content: rx.Component, *, narrow: bool = True) -> rx.Component:
    """A page that needs no log-in; whoever is logged in all the same finds the way on in its header."""
    header = _header(rx.cond(ShellState.name, _ways_on(""), rx.fragment()))
    return _frame(header, content, "page narrow" if narrow else "page")


def private(content: rx.Component, path: str) -> rx.Component:
    """A page for somebody who is logged in."""
    return _frame(rx.fragment(_header(_ways_on(path)), _demo_bar()), content, "page tall")


def membership(content: rx.Component, path: str) -> rx.Component:
    """A private page of the membership, with its left navigation."""
    return private(
        rx.el.div(
            rx.el.nav(
                *_links(MEMBERSHIP_PAGES, path),
                # Its room is kept for whoever may not see it, too: nothing jumps when the page loads.
                rx.el.div(*_links(ACTIVITY, path), class_name=rx.cond(ShellState.may_see_activity, "grid", "grid invisible")),
                class_name="side-nav",
                aria_label="Your Prime Membership",
            ),
            rx.el.div(content, class_name="stack"),
            class_name="side",
        ),
        path,
    )


def _frame(top: rx.Component, content: rx.Component, page_class: str) -> rx.Component:
    return rx.fragment(
        plain_link("Skip to content", href="#content", class_name="skip"),
        top,
        rx.el.main(content, class_name=page_class, custom_attrs={"id": "content"}),
        rx.el.footer(
            rx.el.span("Joint Account is not affiliated with Amazon, and never asks for an Amazon password."),
            rx.el.button(
                "Light or dark", type="button", class_name="underline cursor-pointer", custom_attrs={"data-theme-switch": ""}
            ),
            class_name="foot",
        ),
    )


def _header(*ways_on: rx.Component) -> rx.Component:
    return rx.el.header(_brand(), *ways_on, class_name="bar")


def _ways_on(path: str) -> rx.Component:
    return rx.fragment(
        rx.el.nav(*_links(PAGES, path), class_name="pages", aria_label="Main"),
        rx.el.button(
            "Account & Lists",
            rx.el.span("▾", aria_hidden="true"),
            type="button",
            class_name="menu-button",
            custom_attrs={"popovertarget": "account-menu", "popovertargetaction": "show", "aria-haspopup": "true"},
        ),
        _account_menu(path),
    )


def _brand() -> rx.Component:
    ring: dict[str, Any] = {"cy": "10", "r": "8", "fill": "none", "stroke_width": "3"}
    return plain_link(
        rx.el.svg(
            rx.el.svg.circle(cx="10", stroke="var(--accent)", **ring),
            rx.el.svg.circle(cx="18", stroke="var(--ink)", **ring),
            view_box="0 0 28 20",
            aria_hidden="true",
        ),
        rx.el.span("Joint Account", class_name="name"),
        href="/",
        class_name="brand",
    )


def _links(pages: dict[str, str], current: str) -> list[rx.Component]:
    return [
        rx.el.a(name, *_count(path), href=path, custom_attrs={"aria-current": "page"} if path == current else {})
        for path, name in pages.items()
    ]


def _count(path: str) -> list[rx.Component]:
    """How many threads are unread, beside the link to them; the link's name stays what it is."""
    if path != "/messages":
        return []
    return [
        rx.cond(
            ShellState.unread,
            rx.el.span(ShellState.unread, class_name="unread-count", title="Unread threads", aria_hidden="true"),
            rx.fragment(),
        )
    ]


def _account_menu(path: str) -> rx.Component:
    return rx.el.nav(
        rx.el.p(ShellState.name, class_name="who small faint"),
        rx.el.div(*_links(PAGES, path), rx.el.hr(), class_name="only-narrow"),
        rx.el.a("Your Prime Membership", href="/membership"),
        rx.el.a("Login & security", href="/security"),
        rx.cond(ShellState.offers_mailbox, rx.el.a("Mailbox", href="/mailbox"), rx.fragment()),
        rx.el.hr(),
        post_form(rx.el.button("Log out", type="submit"), action="/logout"),
        custom_attrs={"id": "account-menu", "popover": "auto"},
        class_name="menu-panel",
        aria_label="Account & Lists",
    )


def _demo_bar() -> rx.Component:
    # Always there, so that nothing jumps when the page loads: /visitor.css hides it from whoever is in no demo.
    return rx.el.aside(
        rx.el.span("This is a demo with invented figures; it is gone in 24 hours."),
        post_form(rx.el.button("Walk through registration", type="submit", class_name="btn quiet"), action="/demo/walkthrough"),
        rx.el.a("Mailbox", href="/mailbox", class_name="btn quiet"),
        post_form(
            rx.el.button("Back to the demo", type="submit", class_name="btn quiet"),
            action="/demo/back",
            class_name="has-way-back",
        ),
        class_name="note-bar in-demo",
        aria_label="Demo",
    )
