"""Why do these numbers differ? Which of Amazon's pages shows what, and what that makes of the days that are shown.

Sources: "Why do my numbers seem different across the various reports?" of Seller Central's help (200989470); what buyers'
prices hold: the attributes of the All Orders report, and the tax columns of files from both sides of the Atlantic.
"""

import reflex as rx

from joint_account.sales.why_state import WhyState


def why_different() -> rx.Component:
    """Opens into the reasons; their figures are read as it opens."""
    shown = WhyState.shown
    return rx.el.details(
        rx.el.summary("Why do these numbers differ from Amazon's?", on_click=WhyState.load),
        rx.el.ul(
            rx.el.li(
                rx.el.strong("Pending. "), "Orders without a price yet are no sales here. Amazon counts what they will cost.",
                _figure(shown.pending),
            ),
            rx.el.li(
                rx.el.strong("Cancelled. "), "Amazon's Business Reports keep cancelled orders in. Here they are left out.",
                _figure(shown.cancelled),
            ),
            rx.el.li(
                rx.el.strong("Tax. "),
                "Sales are what buyers paid for the items: with VAT in Europe and Japan, without tax in the United States and "
                "Canada.",
                _figure(shown.tax),
            ),
            rx.el.li(
                rx.el.strong("Day boundary. "),
                "A day begins and ends at midnight in the store's own time zone. Some tools keep Pacific time for every store.",
                _figure(shown.boundary),
            ),
            rx.el.li(
                rx.el.strong("Refunds. "),
                "They are not taken off: orders do not hold them. Business Reports count them on the day of the refund, "
                "Payments on the day that they are posted.",
                _figure(shown.refunds),
            ),
            rx.el.li(
                rx.el.strong("Off Amazon. "),
                "What Amazon sends for other shops is in the list of orders, and is no sales.",
                _figure(shown.off_store),
            ),
        ),
        rx.el.h3("What Amazon's pages show", class_name="strong pt-4"),
        rx.el.ul(
            rx.el.li(rx.el.strong("Business Reports"), ": what was ordered, by the order's day, cancelled orders included."),
            rx.el.li(rx.el.strong("Manage Orders, order reports"), ": every order that was placed, sent or not, no refunds."),
            rx.el.li(rx.el.strong("Payments, settlements"), ": what was sent, less fees and refunds, by the day of posting."),
            rx.el.li(
                rx.el.strong("Sales API"), ": what each store sold on each of its days. ",
                rx.el.a("Reconciliation", href="/stores/reconciliation", class_name="link"),
                " compares it with this, day by day.",
            ),
        ),
        class_name="more small muted",
    )  # fmt: skip


def _figure(text: str) -> rx.Component:
    # Its room is kept, so that nothing moves when the figure comes.
    return rx.el.div(text, class_name="faint", min_height="20px")
