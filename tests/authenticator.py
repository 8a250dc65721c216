"""A device that keeps passkeys, in software (WebAuthn level 2, 6): honest unless it is told which lie to tell."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import NameOID

ES256, EDDSA, RS256 = -7, -8, -257
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass(frozen=True)
class Lie:
    """What a device, or a page around it, says that is not so; each field that is None is honest."""

    type: str | None = None
    origin: str | None = None
    rp_id: str | None = None
    challenge: str | None = None
    flags: int | None = None
    count: int | None = None
    handle: bytes | None = None
    credential_id: bytes | None = None
    signature: bytes | None = None
    algorithm: int | None = None
    cross_origin: bool = False
    fmt: str = "none"
    statement: dict[str, Any] = field(default_factory=dict)
    certified: bool = False
    """Attested by the maker of the device, as nobody asked (8.2)."""


HONEST = Lie()


@dataclass
class Key:
    """A passkey, where it lives."""

    id: bytes
    private: Any
    algorithm: int
    rp_id: str = ""
    handle: bytes = b""
    count: int = 0


class Authenticator:
    """One device: makes passkeys for whoever asks, and signs with them."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.keys: dict[bytes, Key] = {}

    def make(self, options: dict[str, Any], *, algorithm: int = ES256, counts: bool = True, lie: Lie = HONEST) -> str:
        """What `navigator.credentials.create` gives, as our script sends it."""
        assert algorithm in [one["alg"] for one in options["pubKeyCredParams"]]
        key = Key(secrets.token_bytes(32), _private(algorithm), algorithm, options["rp"]["id"], plain(options["user"]["id"]))
        key.id, key.count = key.id if lie.credential_id is None else lie.credential_id, 1 if counts else 0
        self.keys[key.id] = key
        public = _cose(key) | ({3: lie.algorithm} if lie.algorithm is not None else {})
        attested = bytes(16) + len(key.id).to_bytes(2, "big") + key.id + cbor2.dumps(public)
        data = _data(key, lie, PRESENT | VERIFIED | ATTESTED) + attested
        client = self._client("webauthn.create", options["challenge"], lie)
        fmt, statement = lie.fmt, lie.statement
        if fmt == "packed" and not statement:
            statement = _packed(key, data + hashlib.sha256(client).digest(), certified=lie.certified)
        made = cbor2.dumps({"fmt": fmt, "attStmt": statement, "authData": data})
        return _told(key.id, clientDataJSON=client, attestationObject=made)

    def use(self, options: dict[str, Any], *, lie: Lie = HONEST) -> str:
        """What `navigator.credentials.get` gives, with the first passkey that fits."""
        allowed = [plain(one["id"]) for one in options["allowCredentials"]]
        key = next(key for key in self.keys.values() if key.rp_id == options["rpId"] and (not allowed or key.id in allowed))
        key.count += 1 if key.count else 0
        client = self._client("webauthn.get", options["challenge"], lie)
        data = _data(key, lie, PRESENT | VERIFIED)
        signature = lie.signature or _signature(key, data + hashlib.sha256(client).digest())
        handle = key.handle if lie.handle is None else lie.handle
        return _told(
            key.id if lie.credential_id is None else lie.credential_id,
            clientDataJSON=client,
            authenticatorData=data,
            signature=signature,
            **({"userHandle": handle} if handle else {}),
        )

    def _client(self, type_: str, challenge: str, lie: Lie) -> bytes:
        said = {"type": lie.type or type_, "challenge": lie.challenge or challenge, "origin": lie.origin or self.origin}
        return json.dumps(said | {"crossOrigin": lie.cross_origin}).encode()

    def copied(self) -> "Authenticator":
        """The same device, once more: it counts for itself from here on."""
        twin = Authenticator(self.origin)
        twin.keys = {key.id: replace(key) for key in self.keys.values()}
        return twin


def plain(text: str) -> bytes:
    """The bytes behind base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def coded(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _told(id_: bytes, **response: bytes) -> str:
    told = {name: coded(value) for name, value in response.items()}
    return json.dumps({"id": coded(id_), "rawId": coded(id_), "type": "public-key", "response": told})


def _data(key: Key, lie: Lie, flags: int) -> bytes:
    rp = hashlib.sha256((lie.rp_id or key.rp_id).encode()).digest()
    count = key.count if lie.count is None else lie.count
    return rp + bytes([flags if lie.flags is None else lie.flags]) + count.to_bytes(4, "big")


def _private(algorithm: int) -> Any:
    if algorithm == ES256:
        return ec.generate_private_key(ec.SECP256R1())
    return ed25519.Ed25519PrivateKey.generate() if algorithm == EDDSA else rsa.generate_private_key(65537, 2048)


def _cose(key: Key) -> dict[int, Any]:
    public = key.private.public_key()
    if key.algorithm == EDDSA:
        return {1: 1, 3: EDDSA, -1: 6, -2: public.public_bytes_raw()}
    numbers = public.public_numbers()
    if key.algorithm == RS256:
        return {1: 3, 3: RS256, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")}
    return {1: 2, 3: ES256, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}


def _packed(key: Key, signed: bytes, *, certified: bool) -> dict[str, Any]:
    if not certified:
        return {"alg": key.algorithm, "sig": _signature(key, signed)}
    maker = ec.generate_private_key(ec.SECP256R1())
    names = {"COUNTRY_NAME": "SE", "ORGANIZATION_NAME": "Maker", "ORGANIZATIONAL_UNIT_NAME": "Authenticator Attestation"}
    who = x509.Name([x509.NameAttribute(getattr(NameOID, one), said) for one, said in (names | {"COMMON_NAME": "M"}).items()])
    moment = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(who, who, maker.public_key(), 1, moment, moment + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(maker, hashes.SHA256())
    )
    signature = maker.sign(signed, ec.ECDSA(hashes.SHA256()))
    return {"alg": ES256, "sig": signature, "x5c": [certificate.public_bytes(serialization.Encoding.DER)]}


def _signature(key: Key, signed: bytes) -> bytes:
    if key.algorithm == ES256:
        return key.private.sign(signed, ec.ECDSA(hashes.SHA256()))
    return key.private.sign(signed) if key.algorithm == EDDSA else key.private.sign(signed, padding.PKCS1v15(), hashes.SHA256())
