"""Links that the browser follows itself. Reflex's own change the page without asking the server."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from joint_account.ui.form import Text


class PlainLink(BaseHTML):
    """An anchor, and nothing but."""

    tag = "a"

    href: rx.Var[str]


def plain_link(*children: Any, href: Text, **props: Any) -> rx.Component:
    """A link to one of our routes that answers with a redirect, or to somewhere else."""
    return PlainLink.create(*children, href=href, **props)
