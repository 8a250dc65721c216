"""Mailboxes on the Stores page: each one that is connected, and the form that connects another."""

import reflex as rx

from joint_account.identity.prove_link import prove_first
from joint_account.mail.transport import Security
from joint_account.messages.mailboxes_state import MailboxesState, MailboxRow
from joint_account.stores.marketplaces import marketplaces
from joint_account.ui.form import control_props, field, options, post_form, problem_notice
from joint_account.ui.question import question


def mailbox_section() -> rx.Component:
    """For those who operate stores."""
    return rx.cond(
        MailboxesState.loaded & MailboxesState.may_operate,
        rx.el.section(
            rx.el.h2("Buyer messages"),
            rx.el.p(
                "Amazon sends buyers' messages by e-mail only. Connect the mailbox that they come to: it is read and never "
                "changed, and answers leave from your own address.",
                class_name="muted",
            ),
            problem_notice(MailboxesState.problem),
            rx.cond(
                MailboxesState.notice, rx.el.p(MailboxesState.notice, class_name="notice good", role="status"), rx.fragment()
            ),
            rx.foreach(MailboxesState.mailboxes, _mailbox),
            rx.cond(
                MailboxesState.no_demo,
                rx.el.p(MailboxesState.no_demo, class_name="muted"),
                rx.el.details(
                    rx.el.summary("Connect mailbox", class_name="link cursor-pointer"),
                    rx.cond(MailboxesState.is_proved, _form(), prove_first("Connect mailbox", "/stores")),
                    class_name="several",
                    open=MailboxesState.problem != "",
                ),
            ),
            class_name="card pad stack",
            aria_label="Buyer messages",
        ),
        rx.fragment(),
    )


def _mailbox(one: MailboxRow) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(one.address, class_name="strong", custom_attrs={"id": f"mailbox-{one.id}"}),
            rx.el.span(one.state, class_name=one.tone),
            rx.el.button(
                "Disconnect",
                type="button",
                class_name="btn quiet",
                custom_attrs={"aria-describedby": f"mailbox-{one.id}", "data-opens": f"disconnect-mailbox-{one.id}"},
            ),
            class_name="row",
        ),
        rx.el.p(one.sentence, class_name="small muted"),
        rx.el.p(one.stores, " · ", one.servers, " · since ", one.since, class_name="small faint"),
        question(
            f"disconnect-mailbox-{one.id}",
            f"Disconnect {one.address}?",
            "No message comes in by it, and none can be answered by it. What came until now stays.",
            post_form(
                rx.el.input(type="hidden", name="mailbox", value=one.id),
                rx.el.button("Disconnect", type="submit", class_name="btn main"),
                action="/stores/mailbox/disconnect",
            ),
        ),
        key=one.id,
    )


def _form() -> rx.Component:
    return post_form(
        field(
            "Stores",
            rx.el.select(*options(_stores()), name="stores", multiple=True, size=6, **control_props("mailbox-stores")),
            id="mailbox-stores",
            hint="All whose buyers write to this mailbox: hold Ctrl, or ⌘, to choose several.",
        ),
        rx.el.div(
            _text("IMAP server", "imap_host", "imap.example.com"),
            _text("IMAP port", "imap_port", "993 for TLS, 143 for STARTTLS", inputmode="numeric"),
            _text("IMAP user", "imap_user"),
            _password("IMAP password", "imap_password", "Many providers want an app password. It is kept encrypted."),
            _text("SMTP server", "smtp_host", "smtp.example.com"),
            _text("SMTP port", "smtp_port", "465 for TLS, 587 for STARTTLS", inputmode="numeric"),
            _text("SMTP user", "smtp_user", "Empty: no log-in."),
            _password("SMTP password", "smtp_password", "Kept encrypted, too."),
            _text("From address", "from_address", "The one that Amazon has under Messaging Permissions."),
            field(
                "Security",
                rx.el.select(
                    *options({one.value: one.value for one in Security}), name="security", **control_props("mailbox-security")
                ),
                id="mailbox-security",
                hint="Of both servers. None is for servers on this machine only.",
            ),
            _text(
                "Trusted receiving server",
                "trusted_server",
                "The name that begins its Authentication-Results headers: mx.google.com. Only what it checked counts.",
            ),
            class_name="pair",
        ),
        rx.el.div(rx.el.button("Connect", type="submit", class_name="btn main"), class_name="row"),
        action="/stores/mailbox/connect",
        class_name="form",
    )


def _text(label: str, name: str, hint: str = "", **props: str) -> rx.Component:
    id = f"mailbox-{name.replace('_', '-')}"
    control = control_props(id)
    control["custom_attrs"] |= dict(props.items())
    return field(label, rx.el.input(name=name, auto_complete="off", spell_check=False, **control), id=id, hint=hint)


def _password(label: str, name: str, hint: str) -> rx.Component:
    id = f"mailbox-{name.replace('_', '-')}"
    control = rx.el.input(type="password", name=name, auto_complete="new-password", **control_props(id))
    return field(label, control, id=id, hint=hint)


def _stores() -> dict[str, str]:
    ours = sorted(marketplaces().values(), key=lambda one: one.country_name)
    return {one.country_code: one.country_name for one in ours}
