"""The outbox: a letter is queued in the transaction that makes it necessary, so neither exists without the other."""

from sqlmodel.ext.asyncio.session import AsyncSession


def queue(
    work: AsyncSession,
    kind: str,
    *,
    to: str,
    to_name: str,
    language: str,
    joint_account_id: int | None = None,
    demo_id: str | None = None,
    about: int | None = None,
    **values: str,
) -> None:
    """Adds a letter that arrives if, and only if, `work` is committed; the relay of this process wakes by itself then.

    Args:
        work: the unit of work that makes the letter necessary.
        kind: folder in templates/: confirm_address (name, link, days) · invitation and reminder (name, inviter, account,
            role, country, message, link, until) · accepted (name, member, role, link) · declined (name, member, link) ·
            revoked (name, inviter, account) · welcome (name, account, link).
        to: one valid address, as it will be written to.
        to_name: whose it is.
        language: asked for by the recipient (en, de, fr, es, it, ja, zh); English is sent where a text has no translation.
        joint_account_id: whose letter it is; None for somebody who belongs to no joint account yet.
        demo_id: the demo that it was written in; such a letter never leaves this machine.
        about: id of the invitation that it carries; Family Members shows the letter's trouble beside it.
        values: what the template names, any text. `link` is a whole http(s) address, `until` an instant as
            `datetime.isoformat()` writes it, `country` an ISO 3166-1 code, `role` a Role, `days` a number.

    Raises:
        ValueError: `to`, `link` or `until` is not what it must be.
        jinja2.UndefinedError: a value that the template names is missing.
    """
    raise NotImplementedError
