"""A joint account is connected to Amazon: what a session without a second factor gets over the websocket from then on."""

from joint_account.database import unit_of_work
from joint_account.identity.gate import anyone, declarations
from joint_account.identity.sessions import start_session
from joint_account.registration.family_state import FamilyState
from joint_account.registration.service import require_second_factors
from tests.attacks.conftest import COOKIE
from tests.attacks.handlers import CASES, short
from tests.attacks.wire import name_of
from tests.stories import a_member, an_organizer

OWN = {f"{state}_state.load" for state in ("security", "passkeys", "authenticator", "providers", "prove")}
"""One's own settings, and the way to a second factor."""

ANYWAY = {"code_state.load", "login_state.load"}
"""Lead away whoever is not half-way in, and whoever is logged in."""

WORDS = ("Benno Amazonas", "benno@amazon.example", "Amazonas's")


async def connected(person):
    async with unit_of_work() as work:
        await require_second_factors(work, person.joint_account_id, person)


async def test_an_open_page_is_closed_and_every_handler_but_ones_own_refuses(attacked):
    import joint_account.joint_account  # noqa: F401  (puts every state there)

    amy = await an_organizer("amy@amazon.example", "Amy Amazonas")
    await a_member(amy, "benno@amazon.example", "Benno Amazonas")
    weak, strong = await start_session(amy), await start_session(amy, strong=True)
    load = (name_of(FamilyState.load), {}, "/membership/family")
    async with attacked.wire(cookie=f"{COOKIE}={weak}") as wire, attacked.wire(cookie=f"{COOKIE}={strong}") as stays:
        await wire.call(*load)
        await wire.settled()
        assert "Benno Amazonas" in wire.taken(), "nothing is asked before"
        await connected(amy)
        await wire.heard("_redirect")  # The server woke the page, which did nothing by itself.
        assert "Benno Amazonas" not in wire.taken()
        for name, declared in declarations().items():
            case = CASES[short(name)]
            await wire.call(name, case.payload(attacked), case.at(attacked))
            await wire.settled()
            told = wire.taken()
            assert not [word for word in WORDS if word in told], short(name)
            assert ("_redirect" in told) == (short(name) not in OWN and declared.rule is not anyone) or short(name) in ANYWAY
        await stays.call(*load)
        await stays.settled()
        assert "Benno Amazonas" in stays.taken()
