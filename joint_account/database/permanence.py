"""What the database itself refuses, whoever asks: triggers that make a joint account permanent.

A complete joint account cannot be deleted or taken back, a membership cannot be deleted or moved, an audit entry
cannot be changed or deleted, and where a chain of them ends only moves on. Demo accounts, marked at birth, can be swept;
nothing can become or stop being one.
The triggers stand here in both dialects because they must say the same. The tables they guard have no hidden rowid in
SQLite: a statement could replace a row by it without asking any trigger.
"""

from sqlalchemy import Connection

_PERMANENT = "a complete joint account is permanent"
_MEMBERSHIP = "a membership is permanent"
_AUDIT = "an audit entry is never changed or deleted"
_AUDIT_END = "the end of a chain of audit entries only moves on"
_DEMO = "nothing becomes a demo, or stops being one"
_PERSON = "a member's log-in belongs to one joint account for ever"
_PERSON_STAYS = "a person stays: what they did is on record"
_BORN_EMPTY = "a demo is not born over what is permanent"
_ONE_WORLD = "a demo's people and others do not join each other"
_REPLACED = "a permanent row is not replaced"

_IN_A_DEMO = "EXISTS (SELECT 1 FROM joint_account WHERE id = OLD.joint_account_id AND demo_id IS NOT NULL)"
_OF_A_DEMO_PERSON = "(OLD.joint_account_id = 0 AND EXISTS (SELECT 1 FROM person WHERE id = OLD.chain AND demo_id IS NOT NULL))"

# (name, moment and table, condition, sentence); IS NOT DISTINCT FROM and its SQLite twin IS are written {is}.
_RULES = [
    (
        "account_stays",
        "DELETE ON joint_account",
        "OLD.demo_id IS NULL AND (OLD.state = 'complete' OR EXISTS (SELECT 1 FROM membership WHERE joint_account_id = OLD.id))",
        _PERMANENT,
    ),
    (
        "account_born_empty",
        "INSERT ON joint_account",
        "NEW.demo_id IS NOT NULL AND (EXISTS (SELECT 1 FROM membership WHERE joint_account_id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM audit_entry WHERE joint_account_id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM audit_head WHERE joint_account_id = NEW.id))",
        _BORN_EMPTY,
    ),
    (
        "account_stays_complete",
        "UPDATE ON joint_account",
        "OLD.state = 'complete' AND NOT (NEW.state {is} OLD.state AND NEW.id {is} OLD.id "
        "AND NEW.completed_at {is} OLD.completed_at AND NEW.created_at {is} OLD.created_at)",
        _PERMANENT,
    ),
    ("account_demo_fixed", "UPDATE ON joint_account", "NOT (NEW.demo_id {is} OLD.demo_id)", _DEMO),
    ("membership_stays", "DELETE ON membership", f"NOT {_IN_A_DEMO}", _MEMBERSHIP),
    (
        "membership_not_moved",
        "UPDATE ON membership",
        "NOT (NEW.joint_account_id {is} OLD.joint_account_id AND NEW.person_id {is} OLD.person_id)",
        _MEMBERSHIP,
    ),
    (
        "membership_of_one_world",
        "INSERT ON membership",
        "EXISTS (SELECT 1 FROM person p, joint_account j WHERE p.id = NEW.person_id AND j.id = NEW.joint_account_id "
        "AND NOT (p.demo_id {is} j.demo_id))",
        _ONE_WORLD,
    ),
    ("audit_stays", "DELETE ON audit_entry", f"NOT ({_IN_A_DEMO} OR {_OF_A_DEMO_PERSON})", _AUDIT),
    ("audit_not_changed", "UPDATE ON audit_entry", "1 = 1", _AUDIT),
    ("audit_end_stays", "DELETE ON audit_head", f"NOT ({_IN_A_DEMO} OR {_OF_A_DEMO_PERSON})", _AUDIT_END),
    (
        "audit_end_moves_on",
        "UPDATE ON audit_head",
        "NOT (NEW.joint_account_id {is} OLD.joint_account_id AND NEW.chain {is} OLD.chain AND NEW.number {is} OLD.number + 1)",
        _AUDIT_END,
    ),
    ("person_stays", "DELETE ON person", "OLD.demo_id IS NULL", _PERSON_STAYS),
    (
        "person_not_moved",
        "UPDATE ON person",
        "NOT (NEW.id {is} OLD.id) OR (OLD.joint_account_id IS NOT NULL "
        "AND NOT (NEW.joint_account_id {is} OLD.joint_account_id))",
        _PERSON,
    ),
    ("person_demo_fixed", "UPDATE ON person", "NOT (NEW.demo_id {is} OLD.demo_id)", _DEMO),
]

# SQLite's INSERT OR REPLACE and UPDATE OR REPLACE delete the old row without asking its triggers.
_SQLITE_REPLACE_RULES = [
    ("account_not_replaced", "INSERT ON joint_account", "EXISTS (SELECT 1 FROM joint_account WHERE id = NEW.id)"),
    (
        "membership_not_replaced",
        "INSERT ON membership",
        "EXISTS (SELECT 1 FROM membership WHERE joint_account_id = NEW.joint_account_id AND person_id = NEW.person_id)",
    ),
    (
        "audit_not_replaced",
        "INSERT ON audit_entry",
        "EXISTS (SELECT 1 FROM audit_entry "
        "WHERE joint_account_id = NEW.joint_account_id AND chain = NEW.chain AND number = NEW.number)",
    ),
    (
        "audit_end_not_replaced",
        "INSERT ON audit_head",
        "EXISTS (SELECT 1 FROM audit_head WHERE joint_account_id = NEW.joint_account_id AND chain = NEW.chain)",
    ),
    (
        "person_not_replaced",
        "INSERT ON person",
        "EXISTS (SELECT 1 FROM person WHERE id = NEW.id OR (email = NEW.email AND demo_id {is} NEW.demo_id))",
    ),
    (
        "person_not_overwritten",
        "UPDATE OF email ON person",
        "EXISTS (SELECT 1 FROM person WHERE email = NEW.email AND demo_id {is} NEW.demo_id AND id <> OLD.id)",
    ),
    ("account_not_overwritten", "UPDATE OF id ON joint_account", "NEW.id <> OLD.id"),
]


def protect(connection: Connection) -> None:
    """Creates the triggers in `connection`'s database."""
    statements = _for_postgresql() if connection.dialect.name == "postgresql" else _for_sqlite()
    for statement in statements:
        connection.exec_driver_sql(statement)


def _for_sqlite() -> list[str]:
    replaced = [(*rule, _REPLACED) for rule in _SQLITE_REPLACE_RULES]
    return [
        f"CREATE TRIGGER {name} BEFORE {moment} WHEN {condition.replace('{is}', 'IS')} "
        f"BEGIN SELECT RAISE(ABORT, '{sentence.replace(chr(39), chr(39) * 2)}'); END"
        for name, moment, condition, sentence in _RULES + replaced
    ]


def _for_postgresql() -> list[str]:
    statements = []
    for name, moment, condition, sentence in _RULES:
        written = condition.replace("{is}", "IS NOT DISTINCT FROM")
        row = "OLD" if moment.startswith("DELETE") else "NEW"
        statements.append(_postgresql_function(name, f"IF {written} THEN {_raise(sentence)} END IF; RETURN {row};"))
        statements.append(f"CREATE TRIGGER {name} BEFORE {moment} FOR EACH ROW EXECUTE FUNCTION {name}()")
    for table, sentence in (
        ("joint_account", _PERMANENT),
        ("membership", _MEMBERSHIP),
        ("audit_entry", _AUDIT),
        ("audit_head", _AUDIT_END),
        ("person", _PERSON),
    ):
        name = f"{table}_not_truncated"
        statements.append(_postgresql_function(name, f"{_raise(sentence)} RETURN NULL;"))
        statements.append(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")
    return statements


def _postgresql_function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _raise(sentence: str) -> str:
    # Class 23 is an integrity violation, as it is in SQLite: callers catch one error.
    return f"RAISE EXCEPTION USING MESSAGE = '{sentence.replace(chr(39), chr(39) * 2)}', ERRCODE = '23000';"
