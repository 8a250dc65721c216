"""Devices that keep passkeys: Chromium's virtual authenticator (WebAuthn level 2, 11.2, by its debugging protocol)."""


class Device:
    """A phone or a laptop with a screen lock, whose person is there, or is not, to lay a finger on it."""

    def __init__(self, page, *, there=True):
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": there,
        }
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def _tell(self, command, **more):
        return self.session.send(f"WebAuthn.{command}", {"authenticatorId": self.id} | more)

    def leave(self):
        """Nobody is there: whoever asks waits."""
        self._tell("setAutomaticPresenceSimulation", enabled=False)

    def touch(self):
        """Whatever is asked, now and from here on, is agreed to."""
        self._tell("setAutomaticPresenceSimulation", enabled=True)

    def fails_to_know_its_person(self):
        """The finger is another one."""
        self._tell("setUserVerified", isUserVerified=False)

    @property
    def passkeys(self):
        return self._tell("getCredentials")["credentials"]

    def sync_to(self, other):
        """The other device of the same person gets the passkeys of this one, as through a password manager."""
        for one in self.passkeys:
            other._tell("addCredential", credential=one)
