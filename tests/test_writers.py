"""Whatever opens a unit of work leaves an audit entry, or stands here with the reason why it need not."""

import ast

from joint_account.settings import ROOT

SILENT = {
    "demo.erasing.erase": "a demo that is over goes whole, its entries too",
    "demo.sweep._sweep_demo": "as before",
    "demo.template.prepare": "invented orders that belong to nobody",
    "demo.visit.stock": "a demo's invented orders",
    "identity.proving.renew_session": "what the proof was for is on record",
    "identity.second_factor._use_app": "the log-in or the act that the code was for is on record",
    "identity.seen.write_seen": "looking at a page is nothing that is done",
    "identity.sessions.start_session": "for somebody whose registration was put on record just before",
    "identity.spent.spend": "what it was spent on is on record",
    "identity.tidying.clear_away": "what is over by the clock",
    "mail.tidying.clear_away": "as before",
    "mail.delivery._claim": "what was promised with the letter is on record; how it fares stands at the letter",
    "mail.delivery._keep_all": "as before",
    "mail.delivery._settle": "as before",
    "stores.amazon.buckets.empty": "how often Amazon was asked is nothing that somebody did",
    "stores.amazon.buckets.learn": "as before",
    "stores.amazon.buckets.take": "as before",
    "stores.amazon.connections.note_trouble": "what is wrong at the moment stands at the connection",
    "messages.answering.mark_read": "who has read what is nothing that happened to anybody",
    "messages.beside.keep_draft": "what is being typed is not said yet",
    "messages.fetching._claim": "who works on what is nothing that somebody did",
    "messages.fetching._store": "what buyers write is at Amazon's own record; that it comes here is on record as connected",
    "messages.fetching._write": "what is wrong at the moment stands at the mailbox",
    "messages.tidying._erase_some": "deleted in time by rule, which the page says",
    "reconciliation.asking._check_of": "what Amazon counts, and when it was asked, is nothing that somebody did",
    "reconciliation.asking._claim": "as before",
    "reconciliation.asking._keep": "as before",
    "reconciliation.asking._write": "as before",
    "sales.taking.store_report": "a part of an import, which is on record when it is done",
    "sales.settlements.take_settlement": "as before",
    "stores.reported.importing.take_health": "as before",
    "stores.reported.importing.take_table": "as before",
    "sync.cursors.claim": "who works on what is nothing that somebody did",
    "sync.cursors.let_go": "as before",
    "sync.fresh._hand_over": "how changes come is no change",
    "sync.fresh._store": "what happens at Amazon is at Amazon's own record; that it comes here is on record as connected",
    "sync.windows._change": "who works on what is nothing that somebody did",
    "sync.windows.claim_newest": "as before",
    "sync.windows.let_go_all": "as before",
    "sync.windows.plan_history": "follows from a store that was connected, which is on record",
}
"""Who writes, and why that leaves no entry."""


def definitions():
    """Everything that a module of the product defines, by module and name, with all that it mentions."""
    found = {}
    for path in (ROOT / "joint_account").rglob("*.py"):
        tree, module = ast.parse(path.read_text()), path.relative_to(ROOT).with_suffix("")
        if "migrations" in module.parts:
            continue
        here = ".".join(module.parts).removesuffix(".__init__")
        names = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        for node in tree.body:
            for name in _names_made_by(node):
                names.setdefault(name, f"{here}.{name}")
                found[f"{here}.{name}"] = here, names, mentioned_in(node)
    return {whole: {_whole(one, here, names) for one in mentions} for whole, (here, names, mentions) in found.items()}


def _names_made_by(node):
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [one.id for one in targets if isinstance(one, ast.Name)]


def mentioned_in(node):
    return [ast.unparse(one) for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute)]


def _whole(call, here, names):
    first, dot, rest = call.partition(".")
    return names.get(first, f"{here}.{first}") + dot + rest


def reached(start, everything):
    seen, left = set(), {start}
    while left:
        one = left.pop()
        seen.add(one)
        left |= everything.get(one, set()) - seen
    return seen


def test_whatever_writes_leaves_an_entry_or_says_why_it_need_not():
    everything = definitions()
    writers = {one for one, calls in everything.items() if "joint_account.database.unit_of_work" in calls}
    recorded = {"joint_account.audit.record", "joint_account.audit.record_past"}
    silent = {one for one in writers if not recorded & reached(one, everything)}
    assert len(writers) > 40, "the source is read as it is written"
    assert {one.removeprefix("joint_account.") for one in silent} == set(SILENT)
