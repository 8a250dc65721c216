"""Where report files come in, and what came of each."""

import reflex as rx

from joint_account.stores.marketplaces import marketplaces
from joint_account.stores.rows import ImportRow
from joint_account.stores.state import StoresState


def drop_zone() -> rx.Component:
    """The drop zone; `assets/upload.js` sends what is dropped."""
    return rx.el.section(
        rx.el.h2("Import Amazon's reports"),
        rx.el.p(
            "In Seller Central: Reports → Fulfillment → All Orders → Request .txt download. Drop the files here as they are: "
            "one file may hold several countries, and importing one twice does no harm. Manage FBA Inventory, All Listings, "
            "account health and settlements (Flat File V2) are read too.",
            class_name="muted",
        ),
        rx.el.div(
            rx.el.label("Report files", html_for="report-files", class_name="strong"),
            rx.el.input(
                type="file",
                multiple=True,
                accept=".txt,.tsv,.json,text/plain,application/json",
                custom_attrs={"id": "report-files", "data-upload": ""},
            ),
            _store_choice(),
            rx.el.label(
                rx.el.input(type="checkbox", custom_attrs={"id": "skip-bad"}),
                rx.el.span("Leave out rows that cannot be read, and list them"),
                class_name="tick small",
                html_for="skip-bad",
            ),
            class_name="drop-zone",
            custom_attrs={"data-drop": ""},
        ),
        rx.el.div(
            rx.el.ul(class_name="stack tight", aria_label="Files", custom_attrs={"data-upload-results": ""}), role="status"
        ),
        class_name="card pad stack",
        aria_label="Import",
    )


def _store_choice() -> rx.Component:
    return rx.fragment(
        rx.el.label("Store of stock and listings, which do not say it themselves", html_for="report-store", class_name="small"),
        rx.el.select(
            rx.el.option("as the file says", value=""),
            *(rx.el.option(f"{one.country_name} ({code})", value=code) for code, one in marketplaces().items()),
            custom_attrs={"id": "report-store"},
        ),
    )


def imports() -> rx.Component:
    """The newest files."""
    return rx.el.section(
        rx.el.table(
            rx.el.caption("Imported files", class_name="hidden-text"),
            rx.el.thead(
                rx.el.tr(rx.el.th("File", scope="col"), rx.el.th("When", scope="col"), rx.el.th("What came of it", scope="col"))
            ),
            rx.el.tbody(rx.foreach(StoresState.imports, _import)),
            class_name="folds",
        ),
        class_name="card scroll",
        aria_label="Imported files",
        tab_index=0,
    )


def _import(one: ImportRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(one.file_name, class_name="strong file"),
        rx.el.td(one.when, class_name="muted small nowrap"),
        rx.el.td(one.outcome, class_name=rx.cond(one.refused, "down whole", "whole")),
    )
