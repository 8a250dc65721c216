"""The password and the address of an account: changed by its person, or by its address's owner, and by nobody else."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select
from stories import a_person, an_invitation, an_organizer, anew, proved, session_of

from joint_account.audit.models import AuditEntry
from joint_account.database import dispose, new_id, now, reading, unit_of_work
from joint_account.identity import security_routes
from joint_account.identity.changing import change_password
from joint_account.identity.changing_email import agree_to_email, ask_to_change_email
from joint_account.identity.errors import BadForm, EmailLinkNotGood, ResetLinkNotGood, WrongEmailOrPassword
from joint_account.identity.linking import link
from joint_account.identity.models import Authenticator, LoginSession, Passkey, ProviderIdentity, RecoveryCode
from joint_account.identity.oidc import Proved
from joint_account.identity.resetting import ask_for_reset, reset_password
from joint_account.identity.service import log_in, register
from joint_account.identity.sessions import person_behind, start_session
from joint_account.mail.queries import mailbox
from joint_account.registration.service import register_invited
from tests.oidc_browser import Browser
from tests.snapshots import snapshot

OLD, NEW = "several words in a row", "quite other words this time"
DEMO = "a demo"


async def registered(email="olga@example.com", password=OLD, name="Olga Berger"):
    return await register(name, email, password, "DE")


async def kinds_to(email, demo_id=None):
    return [letter.kind for letter in reversed(await mailbox(demo_id)) if letter.recipient == email]


async def token_to(email, kind, demo_id=None):
    """The secret in the newest letter of a kind."""
    return next(
        letter.link for letter in await mailbox(demo_id) if (letter.recipient, letter.kind) == (email, kind)
    ).rpartition("/")[2]


async def acts():
    async with reading() as session:
        return [entry.act for entry in await session.exec(select(AuditEntry).order_by(AuditEntry.at))]


async def refused_and_unchanged(error, call):
    before = await snapshot()
    with pytest.raises(error) as refusal:
        await call
    assert await snapshot() == before
    return refusal.value


async def test_a_changed_password_opens_ends_all_other_sessions_and_is_mailed(open_database):
    person, here = await registered()
    _, elsewhere = await log_in(person.email, OLD)
    await change_password(person, await session_of(here), OLD, NEW)
    assert await person_behind(here) and await person_behind(elsewhere) is None
    await log_in(person.email, NEW)
    with pytest.raises(WrongEmailOrPassword):
        await log_in(person.email, OLD)
    assert await kinds_to(person.email) == ["confirm_address", "password_changed"]
    assert (await acts())[-2:] == ["password.changed", "person.logged_in"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("not it at all", NEW, "old"), ("", NEW, "old"), (OLD, "short", "new"), (OLD, "olga@example.com", "new")],
)
async def test_without_the_old_password_or_with_a_bad_new_one_nothing_changes(open_database, old, new, field):
    person, here = await registered()
    refusal = await refused_and_unchanged(BadForm, change_password(person, await session_of(here), old, new))
    assert list(refusal.fields) == [field]


async def test_who_knew_the_password_before_the_last_one_changes_nothing(open_database):
    person, here = await registered()
    await change_password(person, await session_of(here), OLD, NEW)
    await refused_and_unchanged(BadForm, change_password(person, await session_of(here), OLD, "a third one, of the thief"))


async def test_a_mailed_link_sets_a_new_password_once_ends_every_session_and_is_mailed(open_database):
    person, here = await registered()
    await ask_for_reset(" OLGA@example.com ")
    token = await token_to(person.email, "reset_password")
    refusal = await refused_and_unchanged(BadForm, reset_password(token, "short"))
    assert list(refusal.fields) == ["password"]
    await reset_password(token, NEW)
    assert await person_behind(here) is None
    assert (await log_in(person.email, NEW))[0].confirmed_at is not None
    assert await kinds_to(person.email) == ["confirm_address", "reset_password", "password_changed"]
    assert (await acts())[-2:] == ["password.reset", "person.logged_in"]
    await refused_and_unchanged(ResetLinkNotGood, reset_password(token, "a third one, of the thief"))


async def test_a_reset_link_dies_after_thirty_minutes_and_with_a_newer_one(open_database):
    person, _ = await registered()
    await ask_for_reset(person.email)
    older = await token_to(person.email, "reset_password")
    await ask_for_reset(person.email)
    newer = await token_to(person.email, "reset_password")
    await refused_and_unchanged(ResetLinkNotGood, reset_password(older, NEW))
    await refused_and_unchanged(ResetLinkNotGood, reset_password(newer, NEW, now() + timedelta(minutes=30)))
    await refused_and_unchanged(ResetLinkNotGood, reset_password("", NEW))
    await reset_password(newer, NEW, now() + timedelta(minutes=29))


async def _sets_up_every_other_way_in(person):
    """As whoever registered an address would, to come back to it later."""
    identity = Proved("https://provider.example", f"subject of {person.id}", "Provider", person.email, False, person.name, "DE")
    await link(person, await session_of(await start_session(person)), identity)
    fixed = {"public_key": b"key", "sign_count": 0, "name": "Mine", "added_at": now()}
    async with unit_of_work() as work:
        work.add(Passkey(credential_id=str(person.id).encode(), id=new_id(), person_id=person.id, **fixed))
        work.add(Authenticator(person_id=person.id, secret=b"sealed", last_step=0, added_at=now()))
        work.add(RecoveryCode(person_id=person.id, code_hash="hash"))


async def _ways_back_in(person):
    tables = (ProviderIdentity, Passkey, Authenticator, RecoveryCode, LoginSession)
    async with reading() as session:
        return [one.__name__ for one in tables if (await session.exec(select(one).where(one.person_id == person.id))).all()]


async def test_a_reset_leaves_no_way_in_of_whoever_registered_the_address_and_never_proved_it(open_database):
    squatter, _ = await registered()
    await _sets_up_every_other_way_in(squatter)
    await ask_for_reset(squatter.email)
    await reset_password(await token_to(squatter.email, "reset_password"), NEW)
    assert await _ways_back_in(squatter) == []


async def test_a_reset_takes_nothing_else_from_whoever_proved_their_address(open_database):
    owner = await a_person("olga@example.com")
    await _sets_up_every_other_way_in(owner)
    await ask_for_reset(owner.email)
    await reset_password(await token_to(owner.email, "reset_password"), NEW)
    assert await _ways_back_in(owner) == ["ProviderIdentity", "Passkey", "Authenticator", "RecoveryCode"]


async def test_an_address_that_gives_way_leaves_no_way_in(open_database):
    squatter, _ = await registered("ana@example.com")
    await _sets_up_every_other_way_in(squatter)
    invited = await an_invitation(await an_organizer())
    await register_invited(invited.link, name="Ana Silva", password_hash="", country="ES")
    assert await _ways_back_in(squatter) == []


async def test_a_reset_for_an_unknown_address_leaves_no_trace(open_database):
    await registered()
    before = await snapshot()
    for email in ("nobody@example.com", "", "not an address", "x" * 3000):
        await ask_for_reset(email)
    assert await snapshot() == before


async def test_the_answer_about_a_forgotten_password_comes_before_anybody_looks(sqlite_database):
    person, _ = await registered()
    browser = Browser()
    async with unit_of_work() as work:
        await work.exec(select(LoginSession))  # From here on nobody else can write, and whoever looks has to wait.
        for email in (person.email, "nobody@example.com"):
            async with asyncio.timeout(5):
                assert await browser.post("/forgot", email=email) == "/forgot?sent=yes"
        assert await kinds_to(person.email) == ["confirm_address"]
    await asyncio.gather(*security_routes._asked)
    assert await kinds_to(person.email) == ["confirm_address", "reset_password"]
    await dispose()


async def test_a_changed_password_kills_the_links_that_were_mailed_before_it(open_database):
    person, here = await registered()
    await ask_for_reset(person.email)
    await ask_to_change_email(person, proved(person), "thief@example.com")
    await change_password(person, await session_of(here), OLD, NEW)
    await refused_and_unchanged(ResetLinkNotGood, reset_password(await token_to(person.email, "reset_password"), OLD))
    await refused_and_unchanged(EmailLinkNotGood, agree_to_email(await token_to(person.email, "change_email")))


async def test_the_owner_of_an_address_takes_it_back_from_who_never_proved_it(open_database):
    squatter, theirs = await registered("victim@example.com", "the squatter's own sentence", "Squatter")
    await ask_to_change_email(squatter, proved(squatter), "squatter@example.com")
    await ask_for_reset("victim@example.com")
    await reset_password(await token_to("victim@example.com", "reset_password"), NEW)
    owner, _ = await log_in("victim@example.com", NEW)
    assert owner.confirmed_at is not None
    assert await person_behind(theirs) is None
    with pytest.raises(WrongEmailOrPassword):
        await log_in("victim@example.com", "the squatter's own sentence")
    await refused_and_unchanged(EmailLinkNotGood, agree_to_email(await token_to("squatter@example.com", "change_email")))


@pytest.mark.parametrize("first", ["olga@example.com", "olga@new.example"])
async def test_an_address_changes_when_both_have_agreed_and_not_before(open_database, first):
    organizer = await an_organizer()
    await ask_to_change_email(organizer, proved(organizer), "Olga@New.example")
    both = ["olga@example.com", "olga@new.example"]
    tokens = {email: await token_to(email, "change_email") for email in both}
    assert await agree_to_email(tokens[first]) is False
    assert (await anew(organizer)).email == "olga@example.com"
    await refused_and_unchanged(EmailLinkNotGood, agree_to_email(tokens[first]))
    second = next(email for email in both if email != first)
    assert await agree_to_email(tokens[second]) is True
    assert (await anew(organizer)).email == "olga@new.example"
    assert [(await kinds_to(email))[-1] for email in both] == ["email_changed", "email_changed"]
    assert (await acts())[-2:] == ["email.change_asked", "email.changed"]
    await refused_and_unchanged(EmailLinkNotGood, agree_to_email(tokens[second]))


async def test_a_change_of_address_is_forgotten_after_a_day_and_by_a_newer_one(open_database):
    person = await a_person("olga@example.com")
    await ask_to_change_email(person, proved(person), "first@new.example")
    older = await token_to("first@new.example", "change_email")
    await ask_to_change_email(person, proved(person), "second@new.example")
    newer = await token_to("second@new.example", "change_email")
    await refused_and_unchanged(EmailLinkNotGood, agree_to_email(older))
    await refused_and_unchanged(EmailLinkNotGood, agree_to_email(newer, now() + timedelta(hours=24)))


async def test_somebody_elses_address_is_refused_without_a_word_about_whose_it_is(open_database):
    person = await a_person("olga@example.com")
    await a_person("ana@example.com", "Ana Silva")
    for email, sentence in (
        ("ana@example.com", "This address cannot be taken. Use another one."),
        ("OLGA@example.com", "This is your address already."),
        ("nonsense", "This address is not complete: something like marie@example.com."),
    ):
        refusal = await refused_and_unchanged(BadForm, ask_to_change_email(person, proved(person), email))
        assert refusal.fields == {"email": sentence}


async def test_an_address_that_somebody_proved_meanwhile_stays_theirs(open_database):
    person = await a_person("olga@example.com")
    await ask_to_change_email(person, proved(person), "wanted@example.com")
    await agree_to_email(await token_to("olga@example.com", "change_email"))
    await a_person("wanted@example.com", "Ana Silva")
    await refused_and_unchanged(EmailLinkNotGood, agree_to_email(await token_to("wanted@example.com", "change_email")))


async def test_an_address_that_nobody_proved_gives_way_to_who_does(open_database):
    person = await a_person("olga@example.com")
    _squatter, theirs = await registered("wanted@example.com", "the squatter's own sentence", "Squatter")
    await ask_to_change_email(person, proved(person), "wanted@example.com")
    for email in ("olga@example.com", "wanted@example.com"):
        await agree_to_email(await token_to(email, "change_email"))
    assert (await anew(person)).email == "wanted@example.com"
    assert await person_behind(theirs) is None


async def test_a_demos_person_changes_nothing_outside_the_demo(open_database):
    real, session = await registered("ana@example.com")
    twin = await a_person("ana@example.com", "Ana in the demo", demo_id=DEMO)
    # Whom the demo does not know, and whom it does.
    await a_person("olga@example.com")
    await a_person("kenji@example.com", demo_id=DEMO)
    await refused_and_unchanged(BadForm, ask_to_change_email(twin, proved(twin), "kenji@example.com"))
    await ask_for_reset("ana@example.com", DEMO)
    await reset_password(await token_to("ana@example.com", "reset_password", DEMO), NEW)
    await ask_to_change_email(await anew(twin), proved(twin), "olga@example.com")
    for email in ("ana@example.com", "olga@example.com"):
        await agree_to_email(await token_to(email, "change_email", DEMO))
    assert (await anew(twin)).email == "olga@example.com"
    assert (await person_behind(session)).email == "ana@example.com"
    assert (await log_in("ana@example.com", OLD))[0].id == real.id
    assert await kinds_to("ana@example.com") == ["confirm_address"]


async def test_no_secret_is_kept_readable_and_none_is_in_the_audit_trail(open_database):
    person, _ = await registered()
    await ask_for_reset(person.email)
    await ask_to_change_email(person, proved(person), "olga@new.example")
    secrets = [await token_to(person.email, kind) for kind in ("reset_password", "change_email")]
    secrets.append(await token_to("olga@new.example", "change_email"))
    assert all(len(secret) >= 43 for secret in secrets)
    kept = str(await snapshot())
    assert not [secret for secret in secrets if secret in kept]
