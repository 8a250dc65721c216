"""What can stop a connection to Amazon from being made. Each refusal has its own sentence, which is what the person reads."""

from collections.abc import Sequence


class ConnectionRefused(Exception):
    """Nothing was connected, and nothing was changed. `sentence` is what the person reads."""

    sentence = "That did not work."

    def __str__(self) -> str:
        """The sentence."""
        return self.sentence


class NotConfigured(ConnectionRefused):
    """No application of ours is registered at Amazon."""

    sentence = "This installation is not registered with Amazon yet, so stores are filled by report files."


class DemoStaysDemo(ConnectionRefused):
    """A demo's joint account is swept; a seller's data has no business there."""

    sentence = "A demo cannot be connected to Amazon. Register, and connect your own joint account."


class UnknownStore(ConnectionRefused):
    """No such country code."""

    sentence = "Choose one of Amazon's stores."


class ConsentUnknown(ConnectionRefused):
    """The state is not one that left from this session, or it came back already, or too late."""

    sentence = "This consent did not begin here, or is used or too old already. Connect again."


class ConsentDeclined(ConnectionRefused):
    """Amazon sent the browser back without a code."""

    sentence = "Amazon says that the consent was not given. Nothing was connected."


class NotASeller(ConnectionRefused):
    """What is said to be a seller id cannot be one."""

    sentence = "This is no seller id. Seller Central calls it the merchant token: Settings → Account Info."


class NotAToken(ConnectionRefused):
    """What was pasted cannot be a refresh token, or Amazon does not accept it."""

    sentence = "Amazon does not accept this refresh token. Authorise the application again, and paste the new one."


class NoStoreThere(ConnectionRefused):
    """The seller account takes part in none of the stores that we know."""

    sentence = "This seller account has no store in this region. Log in to the right one at Amazon, and connect again."


class StoreTaken(ConnectionRefused):
    """Some of the seller account's stores belong to somebody else's connection, or to another of our own."""

    def __init__(self, countries: Sequence[str], *, elsewhere: bool) -> None:
        super().__init__(*countries)
        self.countries = tuple(countries)
        names = ", ".join(countries)
        self.sentence = (
            f"Connected already in another joint account: {names}. It must be disconnected there first."
            if elsewhere
            else f"Connected already, through another seller account: {names}. A store has one connection."
        )


class UnknownConnection(ConnectionRefused):
    """Not one of this joint account, or closed already."""

    sentence = "There is no such connection."
