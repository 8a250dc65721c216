"""What was done, as a sentence. It is made when somebody reads it: entries hold facts."""

from joint_account.activity.queries import Done

CLOCK = "The clock"
OPERATOR = "The operator"
BY_LINK = "Whoever has the link"
NOT_LOGGED_IN = "Somebody not logged in"
_BY_ANYBODY = {"person.log_in_refused", "password.reset_asked"}
"""Acts that the person they are about need not have done."""

_SENTENCES = {
    "account.started": "{who} started the joint account",
    "account.second_factor_asked": "{who} connected Amazon: from now on every member needs a second factor",
    "account.completed": "{who} joined as the first member: the joint account is complete, for ever",
    "invitation.sent": "{who} invited {email} as {role}",
    "invitation.sent_again": "{who} sent the invitation to {email} again",
    "invitation.reminded": "{who} reminded {email} of the invitation",
    "invitation.accepted": "{who} accepted the invitation to {email} as {role}",
    "invitation.declined": "{who} declined the invitation to {email}",
    "invitation.revoked": "{who} revoked the invitation to {email}",
    "invitation.expired": "The invitation to {email} expired",
    "person.registered": "{who} registered",
    "person.logged_in": "{who} logged in with {how}: {device}",
    "person.logged_out": "{who} logged out: {device}",
    "person.log_in_refused": "A log-in as {of} with {how} was refused",
    "address.link_sent": "{who} asked for another link that confirms their e-mail address",
    "address.confirmed": "{who} confirmed their e-mail address",
    "address.released": "{who} never proved their e-mail address, and lost it to its owner",
    "email.change_asked": "{who} asked to change their e-mail address",
    "email.changed": "{who} changed their e-mail address",
    "password.changed": "{who} changed their password",
    "password.set": "{who} set a password",
    "password.reset_asked": "A link that sets a new password for {of} was asked for",
    "password.reset": "{who} reset their password",
    "passkey.added": "{who} added the passkey {passkey}",
    "passkey.renamed": "{who} renamed a passkey: {passkey}",
    "passkey.removed": "{who} removed the passkey {passkey}",
    "passkey.refused": "The passkey {passkey} of {who} was refused: it may have been copied",
    "authenticator.added": "{who} added an authenticator app",
    "authenticator.removed": "{who} removed their authenticator app",
    "recovery_codes.made": "{who} made new recovery codes",
    "recovery_code.used": "{who} used a recovery code: {left} left",
    "identity.linked": "{who} linked {provider}",
    "identity.unlinked": "{who} unlinked {provider}",
    "session.ended": "{who} ended a session: {device}",
    "session.ended_by_operator": "The operator ended every session of {of}",
    "orders.exported": "{who} exported orders: {view}",
    "amazon.connected": "{who} connected Amazon in {region}, seller {seller}: {stores}",
    "amazon.renewed": "{who} renewed Amazon's consent in {region}, seller {seller}: {stores}",
    "amazon.disconnected": "{who} disconnected Amazon in {region}, seller {seller}",
    "amazon.reminded": "{name} was reminded that the consent of seller {seller} in {region} ends soon",
    "amazon.revoked": "Amazon does not accept the consent of seller {seller} in {region} any more",
    "amazon.history": "The history of seller {seller} in {region} is here",
    "report.imported": "{who} imported {file}: {rows} rows, {orders} orders new or changed, {skipped} rows left out",
    "report.stock_imported": "{who} imported {file}: the stock of {stores}, {rows} rows",
    "report.listings_imported": "{who} imported {file}: the listings of {stores}, {rows} rows, {skipped} rows left out",
    "report.health_imported": "{who} imported {file}: the account health of {stores}",
    "report.settlement_imported": "{who} imported {file}: a settlement of {stores}, {rows} lines",
    "note.added": "{who} noted on {day}: {text}",
    "note.removed": "{who} removed the note on {day}: {text}",
    "mailbox.connected": "{who} connected the mailbox {address}: {stores}",
    "mailbox.disconnected": "{who} disconnected the mailbox {address}",
    "message.answered": "{who} answered a buyer: {order}",
    "message.taken_back": "{who} took an answer back before it left: {order}",
    "message.excused": "{who} said that a buyer needs no reply: {order}",
    "message.noted": "{who} left a note at a buyer's thread: {order}",
    "message.assigned": "{who} said who takes a buyer's thread: {order}",
    "message.sorted": "{who} said which order a buyer's thread is about: {order}",
    "messages.shown_to_viewers": "{who} lets viewers read what buyers write",
    "messages.hidden_from_viewers": "{who} lets viewers no longer read what buyers write",
    "report.refused": "{who} tried to import {file}, which was refused: {problem}",
}


def doer(done: Done) -> str:
    """Who did it, in words."""
    if done.act in _BY_ANYBODY:
        return NOT_LOGGED_IN
    if done.act == "session.ended_by_operator":
        return OPERATOR
    return done.who or (BY_LINK if done.origin else CLOCK)


def sentence(done: Done) -> str:
    """What was done, in words. An act without a sentence of its own is told by its name."""
    written = _SENTENCES.get(done.act)
    if written is None:
        return f"{doer(done)}: {done.act.replace('.', ' ').replace('_', ' ')}"
    facts = done.facts | {"role": done.facts.get("role", "member").capitalize()}
    return written.format_map(_Facts(facts | {"who": doer(done), "of": done.who}))


class _Facts(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"
