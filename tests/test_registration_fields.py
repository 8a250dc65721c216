"""What is checked before anything is asked of the database."""

import pytest

from joint_account.registration import errors
from joint_account.registration.machine import Role
from joint_account.registration.starting import base_currency_of
from tests.stories import an_invitee


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "Enter a name of 1 to 100 characters."),
        ("name", "n" * 101, "Enter a name of 1 to 100 characters."),
        ("email", "ana@example", "This address is not complete: something like marie@example.com."),
        ("email", "ana@example.com\nBcc: x@example.com", "This address is not complete: something like marie@example.com."),
        ("country", "Spain", "Choose a country or region."),
        ("role", Role.ORGANIZER, "Choose a role: Manager or Viewer."),
        ("language", "xx", "Choose one of the languages."),
        ("message", "m" * 501, "Write at most 500 characters of plain text."),
        ("message", "bell \a", "Write at most 500 characters of plain text."),
    ],
)
def test_a_wrong_field_has_its_own_sentence(field, value, sentence):
    with pytest.raises(errors.WrongFields) as refusal:
        an_invitee(**{field: value})
    assert refusal.value.fields == {field: sentence}


@pytest.mark.parametrize(("country", "currency"), [("DE", "EUR"), ("JP", "JPY"), ("GB", "GBP"), ("AE", "EUR"), ("PL", "PLN")])
def test_the_base_currency_is_the_countrys_when_it_can_be_converted(country, currency):
    assert base_currency_of(country) == currency
