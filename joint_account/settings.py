"""Every environment variable the product reads, each with a default that works."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsConfigDict

from joint_account.amazon_settings import AmazonSettings
from joint_account.provider_settings import Provider, ProviderList, read_providers
from joint_account.proxy_settings import Network, NetworkList, read_networks
from joint_account.setting_types import DatabaseUrl, Folder, Host, Keys, MailServer, Origin, RedisUrl, Sender, keys_in

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class WrongSetting(Exception):
    """A setting has a value the product cannot start with. Its text is the sentence to print."""


class Settings(AmazonSettings):
    """The settings, read from the environment. A name here is the variable's name in lower case."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore")

    host: Host = Field("127.0.0.1", description="Address the server listens on.")
    port: Annotated[int, Field(ge=1, le=65535, description="Port the server listens on.")] = 3000
    public_url: Origin = Field("", description="Address people type; default: made of HOST and PORT.")
    database_url: DatabaseUrl = Field("", description="sqlite:///FILE or postgresql://USER@HOST/NAME; default: SQLite in var/.")
    redis_url: RedisUrl = Field("", description="redis://HOST:PORT/N, needed to run several processes.")
    smtp_url: MailServer = Field(
        SecretStr(""),
        description="smtp://, smtp+starttls:// or smtps://USER:PASSWORD@HOST:PORT; without it mail lands in Mailbox.",
    )
    mail_from: Sender = Field("Joint Account <joint-account@localhost>", description="Sender of every mail.")
    secret_key: Keys = Field(
        SecretStr(""),
        description="Signs and encrypts; several with commas between, newest first. Generated into var/ when not given.",
    )
    oidc_providers: ProviderList = Field(SecretStr(""), description="Who else can say who a person is: a JSON list.")
    trusted_proxies: NetworkList = Field("127.0.0.1, ::1", description="Who may say where a request comes from.")
    reports_folder: Folder = Field("", description="Folder whose report files are imported by themselves; none when empty.")
    demo: bool = Field(True, description="Whether visitors can open a demo.")
    invitation_days: Annotated[int, Field(ge=1, le=30, description="Days that an invitation can be accepted.")] = 7
    max_members: Annotated[int, Field(ge=2, le=500, description="Seats of a joint account, organizer included.")] = 25

    @model_validator(mode="after")
    def _fill_in_what_follows(self) -> Self:
        if not self.public_url:
            everywhere = self.host in {"0.0.0.0", "::"}  # noqa: S104
            host = f"[{self.host}]" if ":" in self.host else self.host
            self.public_url = f"http://{'127.0.0.1' if everywhere else host}:{self.port}"
        if not self.database_url:
            self.database_url = f"sqlite:///{VAR / 'joint_account.sqlite'}"
        if self.is_https and not self.secret_key.get_secret_value():
            raise ValueError("SECRET_KEY is required when PUBLIC_URL is https; expected at least 32 characters")
        return self

    @property
    def is_https(self) -> bool:
        """Whether people reach the product over https."""
        return self.public_url.startswith("https://")

    @property
    def is_in_the_open(self) -> bool:
        """Whether passwords and cookies travel between machines without encryption."""
        return not self.is_https and not self._is_typed_locally

    @property
    def is_on_this_machine(self) -> bool:
        """Whether the product is reached by its own machine only, as on a first `make run`."""
        return self._is_typed_locally and self.host in LOOPBACK

    @property
    def _is_typed_locally(self) -> bool:
        return urlsplit(self.public_url).hostname in LOOPBACK

    @property
    def origins(self) -> list[str]:
        """Where our own pages come from: PUBLIC_URL, and this machine's other names for itself."""
        if not self._is_typed_locally:
            return [self.public_url]
        port = urlsplit(self.public_url).port or self.port
        return sorted({self.public_url, f"http://127.0.0.1:{port}", f"http://localhost:{port}"})

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The keys of SECRET_KEY, newest first; none when it is not given."""
        return keys_in(self.secret_key)

    @property
    def providers(self) -> tuple[Provider, ...]:
        """Who else can say who a person is."""
        return read_providers(self.oidc_providers.get_secret_value())

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Who may say where a request comes from."""
        return read_networks(self.trusted_proxies)

    @property
    def sends_mail(self) -> bool:
        """Whether mail leaves over SMTP; otherwise it lands in Mailbox."""
        return bool(self.smtp_url.get_secret_value())

    @property
    def shows_mail(self) -> bool:
        """Whether Mailbox shows the mail of everybody on this machine: only while nobody else reaches it."""
        return self.is_on_this_machine and not self.sends_mail


@lru_cache
def settings() -> Settings:
    """The settings of this process.

    Raises:
        WrongSetting: a variable's value cannot be used; the text names the variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise WrongSetting(_sentence(error.errors()[0])) from None


def _sentence(problem: ErrorDetails) -> str:
    reason = problem["msg"].removeprefix("Value error, ")
    if not problem["loc"]:
        return f"{reason}."
    name = str(problem["loc"][0])
    field = Settings.model_fields[name]
    if field.annotation is bool:
        reason = "expected on or off"
    elif field.annotation is int:
        lowest, highest = (getattr(one, side) for one, side in zip(field.metadata, ("ge", "le"), strict=True))
        reason = f"expected a whole number from {lowest} to {highest}"
    found = "" if field.annotation is SecretStr else f", found {str(problem['input'])[:80]!r}"
    return f"{name.upper()}: {reason}{found}."
