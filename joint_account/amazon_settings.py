"""The settings of Amazon's Selling Partner API: which application asks for consent, and where Amazon answers."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

from joint_account.provider_settings import is_safe_address


def _checked(value: str) -> str:
    if value and not is_safe_address(value, loopback=True):
        raise ValueError("expected an https address; http only on this machine")
    return value.rstrip("/")


Address = Annotated[str, AfterValidator(_checked)]
"""An address that secrets may be sent to."""


class AmazonSettings(BaseSettings):
    """Sources of the defaults: "SP-API Endpoints" and "Website Authorization Workflow" of Amazon's documentation."""

    amazon_application_id: str = Field("", description="Of the application at Amazon that stores are connected through.")
    amazon_client_id: str = Field("", description="Its Login with Amazon client id.")
    amazon_client_secret: SecretStr = Field(SecretStr(""), description="Its Login with Amazon client secret.")
    amazon_consent_url: Address = Field("", description="Consent page; default: at each country's own Seller Central.")
    amazon_login_url: Address = Field("https://api.amazon.com/auth/o2/token", description="Where tokens are handed out.")
    amazon_api_url_na: Address = Field("https://sellingpartnerapi-na.amazon.com", description="API of North America.")
    amazon_api_url_eu: Address = Field("https://sellingpartnerapi-eu.amazon.com", description="API of Europe.")
    amazon_api_url_fe: Address = Field("https://sellingpartnerapi-fe.amazon.com", description="API of the Far East.")

    @model_validator(mode="after")
    def _is_one_application(self) -> Self:
        parts = {
            "AMAZON_APPLICATION_ID": self.amazon_application_id,
            "AMAZON_CLIENT_ID": self.amazon_client_id,
            "AMAZON_CLIENT_SECRET": self.amazon_client_secret.get_secret_value(),
        }
        missing = [name for name, value in parts.items() if not value.strip()]
        if 0 < len(missing) < len(parts):
            raise ValueError(f"{missing[0]} is missing; the application's id, client id and client secret go together")
        return self

    @property
    def connects_amazon(self) -> bool:
        """Whether stores can be connected to Amazon."""
        return bool(self.amazon_application_id)
