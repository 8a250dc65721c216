"""What a device answers, checked: WebAuthn level 2, 7.1 (a new passkey) and 7.2 (one that is used), by py_webauthn.

The library leaves to us: whose the passkey is and whether its user handle says so (7.2, steps 6 and 7), the counter
(7.2, step 21), that nothing was asked from a frame of another site, and how long an id may be.
"""

from dataclasses import dataclass

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import (
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import AttestationFormat, AuthenticationCredential, RegistrationCredential

from joint_account.identity.ceremonies import Ceremony
from joint_account.identity.models import Passkey
from joint_account.identity.passkey_errors import NotBelieved
from joint_account.identity.relying_party import rp_id, rp_origins

ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_LONGEST_ID = 1023
"""Bytes (WebAuthn level 2, 4, "Credential ID")."""


@dataclass(frozen=True)
class Made:
    """A new passkey, as its device made it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True)
class Claim:
    """An answer of which nothing is checked yet: which passkey it says it is, and whose."""

    credential_id: bytes
    handle: bytes
    """What the device calls its person; empty when it did not say."""
    credential: AuthenticationCredential


def made_by(ceremony: Ceremony, answer: str) -> Made:
    """The passkey that a device made.

    Raises:
        NotBelieved: the answer does not hold.
    """
    try:
        credential = parse_registration_credential_json(answer)
        _require_our_own_page(credential)
        _require_no_attestation(credential)
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=ceremony.challenge_bytes,
            expected_rp_id=rp_id(),
            expected_origin=rp_origins(),
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
    except NotBelieved:
        raise
    except Exception as problem:
        # Whatever an answer is made of, it reaches the parsers of the library, which raise what they like.
        raise NotBelieved(f"{type(problem).__name__}: {problem}"[:200]) from None
    if len(verified.credential_id) > _LONGEST_ID:
        raise NotBelieved("a credential id that is too long")
    return Made(verified.credential_id, verified.credential_public_key, verified.sign_count)


def claim_in(answer: str) -> Claim:
    """Which passkey an answer says it is from.

    Raises:
        NotBelieved: it is none.
    """
    try:
        credential = parse_authentication_credential_json(answer)
    except Exception as problem:
        raise NotBelieved(f"{type(problem).__name__}: {problem}"[:200]) from None
    return Claim(credential.raw_id, credential.response.user_handle or b"", credential)


def count_in(ceremony: Ceremony, claim: Claim, passkey: Passkey) -> int:
    """What the device counts, when the answer is signed by this passkey; whether it went back is the caller's to see.

    Raises:
        NotBelieved: the answer does not hold.
    """
    try:
        _require_our_own_page(claim.credential)
        verified = verify_authentication_response(
            credential=claim.credential,
            expected_challenge=ceremony.challenge_bytes,
            expected_rp_id=rp_id(),
            expected_origin=rp_origins(),
            credential_public_key=passkey.public_key,
            # The library would look at the counter before the signature, and call a forgery a copy.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except NotBelieved:
        raise
    except Exception as problem:
        raise NotBelieved(f"{type(problem).__name__}: {problem}"[:200]) from None
    return verified.new_sign_count


def _require_our_own_page(credential: RegistrationCredential | AuthenticationCredential) -> None:
    if parse_client_data_json(credential.response.client_data_json).cross_origin:
        raise NotBelieved("asked from a frame")


def _require_no_attestation(credential: RegistrationCredential) -> None:
    """We ask for none; all that a browser may leave is a statement that the passkey signs itself (5.1.3, step 21)."""
    attested = parse_attestation_object(credential.response.attestation_object)
    signs_itself = attested.fmt == AttestationFormat.PACKED and attested.att_stmt.x5c is None
    if attested.fmt != AttestationFormat.NONE and not signs_itself:
        raise NotBelieved("an attestation that nobody asked for")
