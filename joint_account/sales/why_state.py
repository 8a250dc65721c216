"""The state of what stands behind "Why do these numbers differ?": read when somebody opens it, and not before."""

from dataclasses import dataclass

import reflex as rx

from joint_account.identity.gate import logged_in, open_to
from joint_account.identity.sessions import person_now
from joint_account.sales.view import parse_view
from joint_account.sales.why_figures import WhyFigures, why_figures
from joint_account.sales.words import amounts, span
from joint_account.ui.numbers import plural


@dataclass(frozen=True)
class WhyShown:
    """A figure for each reason, as text; empty before it is read."""

    days: str = ""
    pending: str = ""
    cancelled: str = ""
    tax: str = ""
    boundary: str = ""
    refunds: str = ""
    off_store: str = ""


class WhyState(rx.State):
    """The figures behind the reasons."""

    shown: WhyShown = WhyShown()

    @rx.event
    @open_to(logged_in)
    async def load(self) -> None:
        """Reads the figures of the days and stores that the address names."""
        view, _ = parse_view(self.router.url.query)
        figures = await why_figures(person_now(), view)
        self.shown = WhyShown() if figures is None else why_shown(figures)


def why_shown(figures: WhyFigures) -> WhyShown:
    """The figures as text."""
    return WhyShown(
        days=span(figures.days),
        pending=f"{plural(figures.pending, 'order')} pending now.",
        cancelled=f"{plural(figures.cancelled, 'order')} cancelled.",
        tax=f"Tax of these orders: {amounts(figures.tax) or 'none known'}.",
        boundary=(
            f"By days that begin at midnight in California, {plural(figures.leaving, 'order')} would leave at the beginning "
            f"and {plural(figures.joining, 'order')} would join at the end."
        ),
        refunds=(
            f"Refunds that settlements post on these days: {amounts(figures.refunds)}."
            if figures.refunds
            else "No settlement that is here posts a refund on these days."
        ),
        off_store=f"{plural(figures.off_store, 'order')} of other channels on these days.",
    )
