"""The command line: python -m joint_account --help."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from joint_account.newest_schema import run
from joint_account.printed_settings import printable
from joint_account.settings import WrongSetting, settings


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit status is 0 when it did what was asked."""
    asked = _parser().parse_args(arguments)
    try:
        settings()
        return asked.run(asked)
    except WrongSetting as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m joint_account", description="One account for all of a seller's stores.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added

    command("serve", _serve, "build the front end if it changed, and run the product")
    command("migrate", _migrate, "bring the database to the newest schema")
    command("demo", _demo, "prepare today's demo data")
    files = command("import", _import, "import Amazon's reports: orders, stock, listings, account health, settlements")
    files.add_argument("files", nargs="+", type=Path, metavar="FILE")
    files.add_argument("--account", required=True, metavar="EMAIL", help="somebody who is in the joint account")
    files.add_argument("--skip-bad", action="store_true", help="import the good rows of a file with bad ones, and list those")
    files.add_argument("--store", metavar="CODE", help="which store stock and listings are of, such as DE")
    totals = command("totals", _totals, "print sales, orders and units by store and day")
    totals.add_argument("--account", required=True, metavar="EMAIL", help="somebody who is in the joint account")
    totals.add_argument("--from", dest="first", type=_day, metavar="DAY", help="first day, such as 2026-10-01")
    totals.add_argument("--to", dest="last", type=_day, metavar="DAY", help="last day")
    totals.add_argument("--json", action="store_true", help="as JSON")
    command("sync", _sync, "keep connected stores in sync with Amazon, beside the product or instead of it")
    reconcile = command(
        "reconcile",
        _reconcile,
        "ask Amazon what each store sold, and print where that differs from what is here, and why",
    )
    reconcile.add_argument("--account", required=True, metavar="EMAIL", help="somebody who is in the joint account")
    reconcile.add_argument("--from", dest="first", type=_day, metavar="DAY", help="first day; usually 30 days before the last")
    reconcile.add_argument("--to", dest="last", type=_day, metavar="DAY", help="last day; usually yesterday")
    reconcile.add_argument("--json", action="store_true", help="as JSON")
    command(
        "verify",
        _verify,
        "recompute every roll-up, follow every chain of audit entries, and print what is wrong",
    )
    command("reseal", _reseal, "seal what lies in the database with the newest key of SECRET_KEY, so that older ones can go")
    ending = command("end-sessions", _end_sessions, "log somebody out everywhere, or everybody")
    whose = ending.add_mutually_exclusive_group(required=True)
    whose.add_argument("--account", metavar="EMAIL", help="whose sessions end")
    whose.add_argument("--everybody", action="store_true", help="all of them, but for demos")
    command("settings", _settings, "print the settings, secrets masked")
    command("walkthrough", _walkthrough, "print the registration's state machine as a table and as a Mermaid diagram")
    command("roles", _roles, "print who may do what in a joint account, as a table")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a day such as 2026-10-01, found {text!r}") from None


def _serve(_asked: argparse.Namespace) -> int:
    from joint_account.reachable import look_for_redis, look_for_the_address
    from joint_account.serve import BuildFailed, build, start

    address = look_for_the_address()
    asyncio.run(look_for_redis())
    run(_first_demo)
    try:
        if build():
            print("Built the front end.")
    except BuildFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    print(f"Joint Account is at {settings().public_url}")
    if settings().is_in_the_open:
        print("PUBLIC_URL is http: passwords travel in the open. Put a proxy with TLS in front.", file=sys.stderr)
    if settings().demo:
        print("The way in: press “Try the demo”, or register.")
    sys.stdout.flush()
    start(address)
    return 0


async def _first_demo() -> int:
    if settings().demo:
        from joint_account.demo.template import current

        # Made at the first start; from then on the running product keeps it fresh.
        await current()
    return 0


def _migrate(_asked: argparse.Namespace) -> int:
    async def nothing_else() -> int:
        return 0

    return run(nothing_else)


def _demo(_asked: argparse.Namespace) -> int:
    from joint_account.demo.commands import prepare_demo

    return run(prepare_demo)


def _import(asked: argparse.Namespace) -> int:
    from joint_account.sales.commands import import_files

    return run(lambda: import_files(asked.files, asked.account, asked.skip_bad, asked.store))


def _totals(asked: argparse.Namespace) -> int:
    from joint_account.sales.commands import print_totals

    if _is_backwards(asked):
        return 2
    return run(lambda: print_totals(asked.account, asked.first, asked.last, asked.json))


def _reconcile(asked: argparse.Namespace) -> int:
    from joint_account.reconciliation.commands import reconcile

    if _is_backwards(asked):
        return 2
    return run(lambda: reconcile(asked.account, asked.first, asked.last, asked.json))


def _is_backwards(asked: argparse.Namespace) -> bool:
    if asked.first and asked.last and asked.first > asked.last:
        print(f"--from {asked.first} is later than --to {asked.last}.", file=sys.stderr)
        return True
    return False


def _sync(_asked: argparse.Namespace) -> int:
    from joint_account.sync.commands import sync

    return run(sync)


def _verify(_asked: argparse.Namespace) -> int:
    from joint_account.activity.commands import print_faults
    from joint_account.sales.commands import print_differences

    async def both() -> int:
        return max(await print_differences(), await print_faults())

    return run(both)


def _reseal(_asked: argparse.Namespace) -> int:
    from joint_account.database.resealing import reseal
    from joint_account.tables import SEALED

    async def everything() -> int:
        done = await reseal(SEALED)
        print(f"{done.anew:,} sealed with the newest key now, {done.as_it_was:,} were already.")
        print(f"{done.lost:,} can be opened with none of the keys." if done.lost else "Every older key can be dropped.")
        return 1 if done.lost else 0

    return run(everything)


def _end_sessions(asked: argparse.Namespace) -> int:
    from joint_account.identity.addresses import clean_email
    from joint_account.identity.ending import end_as_operator

    async def end() -> int:
        ended = await end_as_operator(None if asked.everybody else clean_email(asked.account) or "")
        print(f"{ended:,} logged out everywhere." if ended else "Nobody who was logged in.")
        return 0

    return run(end)


def _settings(_asked: argparse.Namespace) -> int:
    for name, value, purpose in printable():
        print(f"{name:<16} {value}\n{'':<16}   {purpose}")
    return 0


def _walkthrough(_asked: argparse.Namespace) -> int:
    from joint_account.registration.drawing import document

    print(document(), end="")
    return 0


def _roles(_asked: argparse.Namespace) -> int:
    from joint_account.registration.drawing import roles

    print(roles(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
