"""What devices are asked: to make a passkey, or to use one. As the options of WebAuthn level 2, 5.4 and 5.5, in JSON."""

from collections.abc import Sequence
from typing import Any

from webauthn import generate_authentication_options, generate_registration_options
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from joint_account.identity.ceremonies import LASTS, Ceremony
from joint_account.identity.models import Passkey, Person
from joint_account.identity.passkey_answers import ALGORITHMS
from joint_account.identity.passkeys import handle_of
from joint_account.identity.relying_party import NAME, rp_id


def to_make(ceremony: Ceremony, person: Person, has: Sequence[Passkey]) -> dict[str, Any]:
    """A new passkey that can be found without typing who one is; not on a device that has one of `has`."""
    options = generate_registration_options(
        rp_id=rp_id(),
        rp_name=NAME,
        user_id=handle_of(person),
        user_name=person.email,
        user_display_name=person.name,
        challenge=ceremony.challenge_bytes,
        timeout=LASTS * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_named(has),
        supported_pub_key_algs=ALGORITHMS,
    )
    return options_to_json_dict(options)


def to_use(ceremony: Ceremony, among: Sequence[Passkey] = ()) -> dict[str, Any]:
    """One of these passkeys; whichever the person chooses when there are none."""
    options = generate_authentication_options(
        rp_id=rp_id(),
        challenge=ceremony.challenge_bytes,
        timeout=LASTS * 1000,
        allow_credentials=_named(among),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def _named(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one.credential_id) for one in passkeys]
