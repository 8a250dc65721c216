"""Anything at all, by HTTP and over sockets, at a running server: no 500, no traceback, no memory that does not come back.

FUZZ_SECONDS says for how long: a few in the test run, 300 by `make fuzz`, which also shrinks a failure to the least that fails.
"""

import asyncio
import os
import re
import time
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as some

from joint_account.database import dispose
from joint_account.identity.gate import declarations, every_handler
from joint_account.identity.sessions import start_session
from joint_account.sales.overview_state import OverviewState
from tests.attacks.asking import safe
from tests.attacks.conftest import HOST, PUBLIC_URL, variables
from tests.attacks.routes import DOWNLOADS, FRAMEWORK, GETS, POSTS, PROTECTED, PUBLIC, STYLES
from tests.attacks.wire import an_address, name_of

SECONDS = float(os.environ.get("FUZZ_SECONDS", "10")) / 2
PHASES = [Phase.generate, Phase.shrink] if "FUZZ_SECONDS" in os.environ else [Phase.generate]
MOST_GROWTH = 24 * 1024
"""KB of memory between the first attack and the last."""
LONGEST_PATH = 60_000
"""Characters; httpx itself sends no address of more than 65,536."""
ROLES = ("", "stranger", "viewer")

TEXTS = some.one_of(
    some.text(max_size=60),
    some.sampled_from(
        ["0", "-1", "9" * 400, "yes", "DE", "../..", "%00", "%0d%0aSet-Cookie: evil=1", "//evil", "é", "\ud800", "a@b.example"]
    ),
    some.text(min_size=1, max_size=8).map(lambda text: text * 400),
)
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | TEXTS,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
ROUTES = sorted(PUBLIC | PROTECTED | GETS | DOWNLOADS | STYLES | FRAMEWORK | set(POSTS))
FIELDS = sorted({name for form in POSTS.values() for name in form} | {"next", "stays", "credential", "purpose", "code", "link"})
COOKIES = ("answer", "invitation", "confirm", "reset", "email", "demo", "__Host-known", "__Host-trip", "__Host-arrival", "x")
KINDS = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain",
    "",
    "\xff",
)


@some.composite
def requests(draw):
    """One request, as near to an honest one as it happens to be."""
    route = draw(some.sampled_from(ROUTES))
    path = re.sub(r"[\[{].*?[\]}]", lambda _: quoted(draw(TEXTS)), route)
    query = draw(
        some.lists(
            some.tuples(some.sampled_from(["next", "name", "from", "to", "q", "page", "stores", "period"]), TEXTS), max_size=4
        )
    )
    asked = "&".join(f"{name}={quoted(value)}" for name, value in query)
    form = draw(some.dictionaries(some.sampled_from(FIELDS), TEXTS, max_size=6))
    body = "&".join(f"{name}={quoted(value)}" for name, value in form.items()).encode()
    return {
        "method": draw(some.sampled_from(["GET", "POST", "POST", "POST", "HEAD", "PUT", "OPTIONS"])),
        "path": (path + (f"?{asked}" if asked else ""))[:LONGEST_PATH],
        "kind": draw(some.sampled_from([*KINDS[:1] * 6, *KINDS])),
        "body": draw(some.sampled_from([body, body, body, draw(some.binary(max_size=300))])),
        "cookies": draw(some.dictionaries(some.sampled_from(COOKIES), some.text('gA.=-_"\\\xe9 x1', max_size=80), max_size=2)),
        "role": draw(some.sampled_from(ROLES)),
    }


@some.composite
def events(draw):
    """One event: mostly of a handler that is there, with arguments of its names."""
    import joint_account.joint_account  # noqa: F401  (puts every state there)

    name = draw(some.sampled_from(sorted(every_handler())))
    declared = declarations().get(name)
    arguments = sorted(declared.arguments) if declared else []
    payload = {argument: draw(JSON) for argument in arguments if draw(some.integers(0, 9))}
    place = {"pathname": draw(TEXTS | some.just("/")), "asPath": draw(TEXTS | JSON), "query": draw(JSON)}
    return {"name": name, "payload": draw(some.sampled_from([payload, payload, draw(JSON)])), "router_data": place}


def quoted(text):
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def fuzz(strategy, attack):
    """Attacks with whatever the strategy draws, until the time is over."""
    end = time.monotonic() + SECONDS

    @seed(int(os.environ.get("FUZZ_SEED", "1")))
    @settings(
        max_examples=int(SECONDS * 25),
        deadline=None,
        database=None,
        phases=PHASES,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def once(drawn):
        if time.monotonic() < end:
            attack(drawn)

    once()


def memory_of(address):
    """KB that the server and its children hold (proc(5), VmRSS)."""
    parents, sizes, root = {}, {}, None
    port = f"--port={address.rpartition(':')[2]}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        pid = int(folder.name)
        parents[pid] = int(re.search(r"PPid:\s+(\d+)", status)[1])
        sizes[pid] = int((re.search(r"VmRSS:\s+(\d+)", status) or [0, 0])[1])
        root = pid if port in command.split(b"\0") and (root is None or pid < root) else root
    family = {root}
    for _ in range(4):
        family |= {pid for pid, parent in parents.items() if parent in family}
    return sum(sizes.get(pid, 0) for pid in family)


async def warm(situation):
    """What is made once is no growth: 40 MiB for the ECB's rates, at the first look at a total."""
    async with situation.wire("viewer") as wire:
        await wire.call(name_of(OverviewState.load), path="/overview")
        await wire.settled()


@pytest.fixture
async def watched(situation, use_settings):
    """The server, whose log and memory are looked at when the test is over."""
    before = len(situation.log())
    await warm(situation)
    size = memory_of(situation.address)
    yield situation
    said = situation.log()[before:]
    trouble = re.search(r"Traceback|handler error|Exception| failed", said)
    assert not trouble, said[max(0, trouble.start() - 300) : trouble.start() + 4000]
    assert not [secret for secret in situation.secrets if secret in said]
    assert memory_of(situation.address) - size < MOST_GROWTH
    # Among anything at all is the log-out.
    use_settings(**variables(situation.folder))
    for role in filter(None, ROLES):
        situation.tokens[role] = await start_session(situation.people[role])
    await dispose()


def test_any_request_is_answered(watched):
    with asyncio.Runner() as runner:
        client = httpx.AsyncClient(base_url=watched.address, timeout=30)

        def attack(drawn):
            cookies = [*(f"{name}={value}" for name, value in drawn["cookies"].items()), watched.cookie(drawn["role"])]
            headers = {"Host": HOST, "Origin": PUBLIC_URL, "X-Forwarded-For": an_address(), "Content-Type": drawn["kind"]}
            raw = [
                (name.encode(), value.encode("latin-1"))
                for name, value in (headers | {"Cookie": "; ".join(filter(None, cookies)).strip()}).items()
            ]
            how = {"headers": raw, "content": drawn["body"]}
            answer = runner.run(client.request(drawn["method"], drawn["path"], **how))
            assert answer.status_code < 500, answer.text
            runner.run(safe(answer))

        fuzz(requests(), attack)
        runner.run(client.aclose())


def test_any_event_is_judged(watched):
    with asyncio.Runner() as runner:

        async def say(role, drawn):
            # A page's state outlives its socket: so few pages come back again and again.
            async with watched.wire(role, token=f"fuzzing {role}") as wire:
                for event in drawn:
                    await wire.emit("event", event)
                await wire.settled()
                return wire.taken()

        def attack(drawn):
            role, several = drawn
            told = runner.run(say(role, several))
            assert role == "viewer" or watched.seen_in(told) == []

        fuzz(some.tuples(some.sampled_from(ROLES), some.lists(events(), min_size=1, max_size=40)), attack)
