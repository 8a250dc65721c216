"""Encryption and log-in, as SMTP_URL asks for them: never less."""

import datetime
import ipaddress
import ssl

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from joint_account.database import now
from joint_account.mail.delivery import deliver_due
from tests.mail_server import Postbox, mail_server
from tests.mail_stories import a_letter, letters


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that is its own authority, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.com")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now() - datetime.timedelta(days=1))
        .not_valid_after(now() + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mail.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(made.public_bytes(pem) + secret)
    return path


@pytest.fixture
def tls(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def deliver(use_settings):
    async def run(url):
        use_settings(SMTP_URL=url)
        await a_letter()
        await deliver_due(now())
        (letter,) = await letters()
        return letter.delivery, letter.trouble

    return run


def log_in(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"olga@shop", "päss/w:rd".encode()), handled=False)


async def test_starttls_encrypts_before_anything_is_said(sqlite_database, deliver, tls, trusted):
    async with mail_server(postbox := Postbox(), tls_context=tls, require_starttls=True) as port:
        assert await deliver(f"smtp+starttls://127.0.0.1:{port}") == ("sent", "")
    assert len(postbox.received) == 1


async def test_smtps_is_encrypted_from_the_first_byte(sqlite_database, deliver, tls, trusted):
    async with mail_server(postbox := Postbox(), tls=tls) as port:
        assert await deliver(f"smtps://127.0.0.1:{port}") == ("sent", "")
    assert len(postbox.received) == 1


async def test_a_certificate_that_nobody_vouches_for_gets_no_letter(sqlite_database, deliver, tls):
    async with mail_server(postbox := Postbox(), tls_context=tls) as port:
        assert await deliver(f"smtp+starttls://127.0.0.1:{port}") == (
            "queued",
            "the mail server's certificate is not trusted",
        )
    assert postbox.received == []


async def test_where_starttls_is_asked_for_nothing_goes_in_the_open(sqlite_database, deliver):
    async with mail_server(postbox := Postbox()) as port:
        assert await deliver(f"smtp+starttls://127.0.0.1:{port}") == ("queued", "the mail server offers no encryption")
    assert postbox.received == []


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        ("olga%40shop:p%C3%A4ss%2Fw%3Ard@", ("sent", "")),
        ("olga%40shop:wrong@", ("queued", "the mail server refused our log-in")),
        ("", ("queued", "the mail server asks for a log-in")),
    ],
    ids=["right", "wrong", "none"],
)
async def test_a_log_in_that_fails_is_not_the_letters_fault(sqlite_database, deliver, tls, trusted, who, outcome):
    options = {"tls_context": tls, "auth_required": True, "authenticator": log_in}
    async with mail_server(postbox := Postbox(), **options) as port:
        assert await deliver(f"smtp+starttls://{who}127.0.0.1:{port}") == outcome
    assert len(postbox.received) == (outcome[0] == "sent")


async def test_a_server_without_log_in_is_told_as_that(sqlite_database, deliver):
    async with mail_server(Postbox()) as port:
        assert await deliver(f"smtp://me:secret@127.0.0.1:{port}") == ("queued", "the mail server offers no log-in")
