"""Who gets in, and what those who do not are told."""

import pytest
from sqlmodel import col, func, select
from stories import a_person, an_invitation, an_organizer, end_session

from joint_account.database import reading, unit_of_work
from joint_account.identity import passwords
from joint_account.identity.address_links import confirm_address
from joint_account.identity.errors import AddressTaken, BadForm, WrongEmailOrPassword
from joint_account.identity.models import LoginSession, Person
from joint_account.identity.service import log_in, register
from joint_account.identity.sessions import person_behind
from joint_account.registration import service as registration
from joint_account.registration.queries import invitation_behind

PASSWORD = "several words in a row"


async def sessions() -> int:
    async with reading() as session:
        return (await session.exec(select(func.count()).select_from(LoginSession))).one()


async def set_password(person: Person) -> None:
    async with unit_of_work() as work:
        fresh = await work.get_one(Person, person.id)
        fresh.password_hash = await passwords.hash_password(PASSWORD)


async def test_somebody_registers_logs_in_and_out(open_database):
    person, token = await register("Olga Berger", " Olga@Example.com ", PASSWORD, "DE")
    assert (person.email, person.confirmed_at, person.joint_account_id) == ("olga@example.com", None, None)
    assert (await person_behind(token)).id == person.id
    _, again = await log_in("OLGA@example.com", PASSWORD)
    await end_session(token)
    assert await person_behind(token) is None
    assert (await person_behind(again)).id == person.id


async def test_an_unknown_address_and_a_wrong_password_are_answered_alike(open_database):
    await register("Olga Berger", "olga@example.com", PASSWORD, "DE")
    before = await sessions()
    sentences = set()
    for email, password in (
        ("olga@example.com", "another long one"),
        ("nobody@example.com", PASSWORD),
        ("", ""),
        ("x", "y" * 999),
    ):
        with pytest.raises(WrongEmailOrPassword) as refused:
            await log_in(email, password)
        sentences.add(refused.value.sentence)
    assert len(sentences) == 1
    assert await sessions() == before


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "passwordpassword",
        "Password1234",
        "123456789012",
        "aaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "😀" * 12,
        "olga@example.com",
        "x" * 257,
        "1qaz2wsx3edc4rfv",
        "!!manchesterunited1",
        "ManchesterUnited",
        "Joint-Account 2026!",
        "amazon seller central",
    ],
)
async def test_a_short_or_common_password_is_refused_at_its_field(open_database, password):
    with pytest.raises(BadForm) as refused:
        await register("Olga Berger", "olga@example.com", password, "DE")
    assert list(refused.value.fields) == ["password"]
    async with reading() as session:
        assert (await session.exec(select(Person))).all() == []


@pytest.mark.parametrize(
    "password", ["teapot horse battery", "пароль из нескольких слов", "  spaces at both ends  ", "🦊🐢🦉🐙🦀🐝🐳🦔🐧🦒🐌🦜"]
)
async def test_any_long_password_is_taken_to_the_letter(open_database, password):
    await register("Olga Berger", "olga@example.com", password, "DE")
    await log_in("olga@example.com", password)
    with pytest.raises(WrongEmailOrPassword):
        await log_in("olga@example.com", password.strip() + "!")


async def test_an_address_has_one_account(open_database):
    await register("Olga Berger", "olga@example.com", PASSWORD, "DE")
    with pytest.raises(AddressTaken):
        await register("Somebody Else", "OLGA@EXAMPLE.COM", PASSWORD, "DE")
    async with reading() as session:
        assert (await session.exec(select(Person.name))).all() == ["Olga Berger"]


async def test_an_address_link_confirms_once(open_database, letters_to):
    person, _ = await register("Olga Berger", "olga@example.com", PASSWORD, "DE")
    token = (await letters_to("olga@example.com"))[-1].rpartition("/")[2]
    assert (await confirm_address(token)).confirmed_at is not None
    async with reading() as session:
        confirmed = await session.exec(select(Person.id).where(col(Person.confirmed_at).is_not(None)))
        assert confirmed.all() == [person.id]


async def test_a_demo_takes_nobodys_address(open_database):
    """Whoever invites a real person's address in a demo learns nothing of them, and does not keep them out."""
    real = await a_person("ana@example.com", "Ana Silva")
    await set_password(real)
    visitor = await an_organizer("visitor@demo.example", demo_id="a demo")
    invited = await an_invitation(visitor, "ana@example.com")
    assert not (await invitation_behind(invited.link, None)).has_account
    twin = await registration.register_invited(invited.link, name="Ana", password_hash="", country="ES")
    assert (twin.email, twin.demo_id) == ("ana@example.com", "a demo")
    assert (await log_in("ana@example.com", PASSWORD))[0].id == real.id


async def test_a_browser_that_opened_a_demo_logs_its_people_in_first(open_database):
    real = await a_person("ana@example.com", "Ana Silva")
    twin = await a_person("ana@example.com", "Ana in the demo", demo_id="a demo")
    await set_password(real)
    with pytest.raises(WrongEmailOrPassword):
        await log_in("ana@example.com", PASSWORD, "a demo")
    await set_password(twin)
    assert (await log_in("ana@example.com", PASSWORD, "a demo"))[0].id == twin.id
    assert (await log_in("ana@example.com", PASSWORD, "another demo"))[0].id == real.id
