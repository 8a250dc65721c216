"""What stands in place of a form that would be refused: first the person proves who they are."""

import reflex as rx

from joint_account.identity.http import to_prove
from joint_account.ui.link import plain_link


def prove_first(label: str, page: str = "/security") -> rx.Component:
    """A button to the proof, which leads back.

    Args:
        label: what the person wants to do.
        page: where they want to do it.
    """
    return rx.el.div(
        plain_link(label, href=to_prove(page), class_name="btn"),
        rx.el.span("You confirm first that it is you.", class_name="small muted"),
        class_name="row",
    )
