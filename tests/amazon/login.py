"""Login with Amazon and Seller Central's consent page: codes, refresh tokens, access tokens, and their ends."""

import html
import secrets
from datetime import timedelta
from urllib.parse import urlencode

from tests.amazon.sellers import SELLERS

APPLICATION_ID = "amzn1.sp.solution.joint-account"
CLIENT_ID = "amzn1.application-oa2-client.joint-account"
CLIENT_SECRET = "amzn1.oa2-cs.v1.a-secret-that-nobody-may-see"
CODE_LASTS, TOKEN_LASTS = timedelta(minutes=5), timedelta(hours=1)


class Login:
    """logged_in: the seller account whose user sits at the browser; without one the consent page asks which it is."""

    def __init__(self, clock):
        self.clock = clock
        self.logged_in = ""
        self.codes, self.refresh_tokens, self.access_tokens = {}, {}, {}
        self.revoked = set()

    def consent(self, said):
        """The consent page: (status, headers, body)."""
        if said.get("application_id") != APPLICATION_ID or not said.get("state") or not said.get("redirect_uri"):
            return 400, {}, b"MD1000: this application cannot be authorised"
        chosen = said.pop("as", self.logged_in)
        if chosen:
            return 302, {"Location": self._back(said, chosen)}, b""
        links = "".join(
            f'<li><a href="?{html.escape(urlencode(said | {"as": one.id}))}">Confirm as {one.id}: {", ".join(one.stores)}</a>'
            for one in SELLERS.values()
        )
        head = "<!doctype html><title>Authorise</title><link rel=icon href=data:,>"
        page = f"{head}<h1>Authorise Joint Account</h1><ul>{links}</ul>"
        return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()

    def _back(self, said, seller):
        code = secrets.token_hex(10)
        self.codes[code] = (seller, said["redirect_uri"], self.clock.now() + CODE_LASTS)
        back = {"state": said["state"], "selling_partner_id": seller, "spapi_oauth_code": code}
        return f"{said['redirect_uri']}?{urlencode(back)}"

    def token(self, form):
        """POST /auth/o2/token: (status, answer)."""
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client", "error_description": "Client authentication failed"}
        kind = form.get("grant_type")
        if kind == "authorization_code":
            seller, redirect_uri, until = self.codes.pop(form.get("code"), ("", "", self.clock.now()))
            if not seller or until <= self.clock.now() or redirect_uri != form.get("redirect_uri"):
                return 400, {"error": "invalid_grant", "error_description": "The request has an invalid grant parameter : code"}
            self.revoked.discard(seller)
            return 200, self._access(seller) | {"refresh_token": self.refresh_token(seller)}
        if kind == "refresh_token":
            seller = self.refresh_tokens.get(form.get("refresh_token"))
            if seller is None or seller in self.revoked:
                said = "The request has an invalid grant parameter : refresh_token"
                return 400, {"error": "invalid_grant", "error_description": said}
            return 200, self._access(seller) | {"refresh_token": form["refresh_token"]}
        return 400, {"error": "unsupported_grant_type", "error_description": "The authorization grant type is not supported"}

    def refresh_token(self, seller):
        """A refresh token of a seller, as a self-authorised application gets it."""
        token = f"Atzr|{secrets.token_urlsafe(40)}"
        self.refresh_tokens[token] = seller
        return token

    def revoke(self, seller):
        """The seller takes the consent back in Seller Central: nothing works from now on."""
        self.revoked.add(seller)

    def _access(self, seller):
        token = f"Atza|{secrets.token_urlsafe(40)}"
        self.access_tokens[token] = (seller, self.clock.now() + TOKEN_LASTS)
        return {"access_token": token, "token_type": "bearer", "expires_in": int(TOKEN_LASTS.total_seconds())}

    def seller_of(self, access_token, region):
        """Whose access token it is; None when it is nobody's, over, taken back, or of another region."""
        seller, until = self.access_tokens.get(access_token, ("", self.clock.now()))
        good = seller and until > self.clock.now() and seller not in self.revoked and SELLERS[seller].region == region
        return seller if good else None
