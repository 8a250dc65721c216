"""Connect Amazon: what it brings with it, a button for each region, and the two ways beside it."""

import reflex as rx

from joint_account.identity.prove_link import prove_first
from joint_account.stores.amazon.accounts import FIRST_STORES, NAMES, Region
from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.state import StoresState
from joint_account.ui.form import control_props, field, options, post_form
from joint_account.ui.link import plain_link


def connect_section() -> rx.Component:
    """For those who operate stores."""
    return rx.el.section(
        rx.el.h2("Connect Amazon"),
        rx.cond(StoresState.connects, _connect(), _without_amazon()),
        class_name="card pad stack",
        aria_label="Connect Amazon",
    )


def _without_amazon() -> rx.Component:
    return rx.cond(
        StoresState.no_demo,
        rx.el.p(StoresState.no_demo, class_name="muted"),
        rx.el.div(
            rx.el.p(
                "This installation is not registered with Amazon yet, so nothing can be connected. Until it is, report files "
                "are a full way in, for every country: import them below.",
            ),
            rx.cond(
                StoresState.has_demo,
                rx.el.p("To see a full account, log out and press Try the demo on the first page: its figures are invented."),
                rx.fragment(),
            ),
            rx.el.p("Whoever runs this installation finds in docs/amazon.md how it is registered.", class_name="small"),
            class_name="stack tight muted",
        ),
    )


def _connect() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            "Amazon asks for your consent once for each region: North America, Europe, Far East. A region can hold several "
            "seller accounts, and each further one needs a consent of its own: often Middle East, India, Australia and "
            "Singapore. You give it in Seller Central; your Amazon password is never asked for here.",
            class_name="muted",
        ),
        _second_factor(),
        rx.el.div(*(_region(region) for region in Region), class_name="three"),
        rx.el.p("Amazon wants the consent anew every year; we remind you before.", class_name="small muted"),
        _another(),
        _paste(),
    )


def _second_factor() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.el.span("From then on every member needs a passkey or an authenticator app", class_name="strong"),
            ", as Amazon's rules for sellers' data want it.",
        ),
        rx.cond(
            StoresState.is_strong,
            rx.fragment(),
            rx.el.p(
                "You have not logged in with one. You are led there after connecting, or ",
                plain_link("add one first", href="/security", class_name="link"),
                ".",
            ),
        ),
        class_name="notice warn stack tight",
    )


def _region(region: Region) -> rx.Component:
    stores = ", ".join(one.country_name for one in marketplaces().values() if one.region == region)
    connected = StoresState.connected[region.value]
    return post_form(
        rx.el.input(type="hidden", name="store", value=FIRST_STORES[region]),
        rx.el.button(
            f"Connect {NAMES[region]}",
            type="submit",
            class_name=rx.cond(connected, "btn wide", "btn main wide"),
        ),
        rx.cond(connected, rx.el.p(rx.el.span(connected, class_name="tag good")), rx.fragment()),
        rx.el.p(stores, class_name="small faint"),
        action="/stores/amazon/connect",
        class_name="stack tight content-start",
    )


def _another() -> rx.Component:
    return rx.el.details(
        rx.el.summary("A further seller account of a region", class_name="link cursor-pointer"),
        post_form(
            field(
                "One of its stores",
                rx.el.select(*options(_stores(), "Choose a store"), name="store", **control_props("another-store")),
                id="another-store",
                hint="You log in to the Seller Central of this country.",
            ),
            rx.el.div(rx.el.button("Connect this seller account", type="submit", class_name="btn"), class_name="row"),
            action="/stores/amazon/connect",
            class_name="form",
        ),
        class_name="several",
    )


def _paste() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Paste a refresh token instead", class_name="link cursor-pointer"),
        rx.el.div(
            rx.el.p(
                "For an application that its seller authorised alone: Seller Central shows its refresh token once, under "
                "Apps and Services → Develop Apps → Authorise.",
                class_name="small muted",
            ),
            rx.cond(StoresState.is_proved, _paste_form(), prove_first("Paste a refresh token", "/stores")),
            class_name="stack",
        ),
        class_name="several",
    )


def _paste_form() -> rx.Component:
    return post_form(
        field(
            "Store",
            rx.el.select(*options(_stores(), "Choose a store"), name="store", **control_props("paste-store")),
            id="paste-store",
            hint="One of the seller account's: it says which region the token is for.",
        ),
        field(
            "Seller id",
            rx.el.input(name="seller", auto_complete="off", spell_check=False, **control_props("paste-seller")),
            id="paste-seller",
            hint="Seller Central calls it the merchant token: Settings → Account Info.",
        ),
        field(
            "Refresh token",
            rx.el.input(type="password", name="token", auto_complete="off", **control_props("paste-token")),
            id="paste-token",
            hint="It begins with Atzr|, is kept encrypted, and is never shown again.",
        ),
        rx.el.div(rx.el.button("Connect with this token", type="submit", class_name="btn"), class_name="row"),
        action="/stores/amazon/paste",
        class_name="form",
    )


def _stores() -> dict[str, str]:
    ours = sorted(marketplaces().values(), key=lambda one: one.country_name)
    return {one.country_code: f"{one.country_name} ({NAMES[Region(one.region)]})" for one in ours}
