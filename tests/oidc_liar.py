"""An OpenID provider that is honest until it is told a lie to tell. Strict itself: PKCE, client, codes used once."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "joint-account", "a-client-secret-that-nobody-may-see"
HTML = b"<html><body>We are down for maintenance</body></html>"


class Liar:
    """What the provider says, and how it lies: `lie` is one of the names that tests/test_oidc_lies.py lists."""

    def __init__(self, port):
        self.issuer = f"http://127.0.0.1:{port}"
        self.lie = ""
        self.over = threading.Event()
        self.begin_anew()

    def begin_anew(self):
        self.lie, self.codes, self.asked = "", {}, []
        self.claims = {"sub": "user-1", "email": "paula@example.com", "email_verified": True, "name": "Paula Provider"}
        self.keys = {}
        self.new_key()

    def new_key(self):
        self.kid = secrets.token_hex(4)
        self.keys = {self.kid: RSAKey.generate_key(2048, {"kid": self.kid, "use": "sig", "alg": "RS256"})}

    @property
    def entry(self):
        """The line of OIDC_PROVIDERS."""
        return {
            "id": "acme",
            "label": "Acme",
            "issuer": self.issuer,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        }

    def metadata(self):
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256"],
            "authorization_response_iss_parameter_supported": True,
        }
        changes = {
            "metadata of another issuer": {"issuer": "https://evil.example"},
            "metadata with a plain http endpoint": {"token_endpoint": "http://evil.example/token"},
            "metadata with an endpoint that is none": {"authorization_endpoint": "javascript:alert(1)"},
            "metadata without an endpoint": {"token_endpoint": None},
            "HS256 announced, signed with the public key": {"id_token_signing_alg_values_supported": ["RS256", "HS256"]},
            "alg none announced": {"id_token_signing_alg_values_supported": ["none"]},
        }
        return said | changes.get(self.lie, {})

    def authorize(self, query):
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        said = {"code": code, "state": query["state"], "iss": self.issuer}
        if self.lie == "access denied":
            said = {"error": "access_denied", "state": query["state"], "iss": self.issuer}
        said |= {
            "response of another issuer": {"iss": "https://evil.example"},
            "another state": {"state": secrets.token_urlsafe(32)},
        }.get(self.lie, {})
        missing = {"response without iss": "iss", "no state": "state", "no code": "code"}.get(self.lie)
        return f"{query['redirect_uri']}?{urlencode({name: value for name, value in said.items() if name != missing})}"

    def token(self, form, authorization):
        basic = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        given = basic or f"{form.get('client_id')}:{form.get('client_secret')}"
        query = self.codes.pop(form.get("code"), None)
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        )
        honest = query and challenge == query["code_challenge"] and query["code_challenge_method"] == "S256"
        if not honest or given != f"{CLIENT_ID}:{CLIENT_SECRET}" or form.get("redirect_uri") != query["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if self.lie == "token error":
            return 400, {"error": "invalid_grant"}
        said = {"access_token": "opaque", "token_type": "Bearer", "id_token": self.id_token(query.get("nonce"))}
        if self.lie == "no id_token":
            del said["id_token"]
        return 200, said

    def id_token(self, nonce):
        moment = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT_ID, "exp": moment + 300, "iat": moment, "nonce": nonce} | self.claims
        told |= {
            "token of another issuer": {"iss": "https://evil.example"},
            "token for another client": {"aud": "another-client"},
            "token for two clients, azp missing": {"aud": [CLIENT_ID, "another-client"]},
            "token for two clients, azp another": {"aud": [CLIENT_ID, "another-client"], "azp": "another-client"},
            "azp another": {"azp": "another-client"},
            "expired": {"exp": moment - 61},
            "exp is no time": {"exp": "tomorrow"},
            "issued in the future": {"iat": moment + 120},
            "not valid yet": {"nbf": moment + 120},
            "another nonce": {"nonce": "another"},
            "sub is no text": {"sub": {"$ne": 1}},
        }.get(self.lie, {})
        missing = {"no nonce": "nonce", "no exp": "exp", "no iat": "iat", "no sub": "sub"}.get(self.lie)
        told = {name: value for name, value in told.items() if name != missing}
        if self.lie == "checked, says the token of no address":
            told.pop("email")
        if self.lie in {"another subject at userinfo", "email at userinfo only"}:
            told = {name: value for name, value in told.items() if not name.startswith("email")}
        return self.signed(told)

    def signed(self, told):
        key = self.keys[self.kid]
        if self.lie in {"alg none", "alg none announced"}:
            return f"{_part({'alg': 'none', 'kid': self.kid})}.{_part(told)}."
        if self.lie.startswith("HS256"):
            text = f"{_part({'alg': 'HS256', 'kid': self.kid})}.{_part(told)}"
            code = hmac.digest(key.as_pem(private=False), text.encode(), "sha256")
            return f"{text}.{_text(code)}"
        if self.lie == "unknown kid":
            return jwt.encode({"alg": "RS256", "kid": "nobody's"}, told, key)
        if self.lie == "signed by somebody else":
            return jwt.encode({"alg": "RS256", "kid": self.kid}, told, RSAKey.generate_key(2048))
        if self.lie == "id_token is no token":
            return "not.a.token"
        token = jwt.encode({"alg": "RS256", "kid": self.kid}, told, key)
        if self.lie == "changed after signing":
            head, _body, signature = token.split(".")
            return f"{head}.{_part(told | {'sub': 'user-2'})}.{signature}"
        return token

    def userinfo(self):
        return self.claims | {
            "another subject at userinfo": {"sub": "user-2"},
            "checked, says the token of no address": {"email_verified": False},
        }.get(self.lie, {})

    def profile(self):
        """As Login with Amazon has it."""
        return {"user_id": "amzn1.account.PAULA", "name": "Paula Provider", "email": "paula@example.com"}

    def jwks(self):
        return {"keys": [key.as_dict(private=False) for key in self.keys.values()]}


def _part(told):
    return _text(json.dumps(told).encode())


def _text(content):
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def log_message(self, *_):
        pass

    def do_GET(self):
        liar, parts = self.server.liar, urlsplit(self.path)
        place = parts.path.strip("/").rpartition("/")[2]
        liar.asked.append(place)
        honest = {
            "openid-configuration": liar.metadata,
            "keys": liar.jwks,
            "userinfo": liar.userinfo,
            "profile": liar.profile if self.headers["Authorization"] == "Bearer opaque" else dict,
        }
        if self._lies_about(place):
            pass
        elif place == "authorize":
            self._say(302, b"", Location=liar.authorize(dict(parse_qsl(parts.query))))
        else:
            self._say(200, json.dumps(honest.get(place, dict)()).encode())

    def do_POST(self):
        liar = self.server.liar
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        liar.asked.append("token")
        if self._lies_about("token"):
            return
        status, said = liar.token(dict(parse_qsl(body)), self.headers["Authorization"] or "")
        self._say(status, json.dumps(said).encode())

    def _lies_about(self, place):
        """`keys: HTML` and the like."""
        about, _, how = self.server.liar.lie.partition(": ")
        if {"metadata": "openid-configuration"}.get(about, about) != place:
            return False
        if how == "slow":
            self.server.liar.over.wait(5)
        answers = {
            "HTML": (200, HTML),
            "500": (500, HTML),
            "a list": (200, b"[]"),
            "huge": (200, b'{"x": "' + b"x" * 3_000_000 + b'"}'),
            "redirect": (302, b""),
            "nested": (200, b"[" * 100_000),
        }
        status, content = answers.get(how, (200, b"{}"))
        self._say(status, content, **({"Location": "http://127.0.0.1:1/"} if how == "redirect" else {}))
        return True

    def _say(self, status, content, **headers):
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            pass  # Whoever asked has heard enough.


@contextmanager
def a_liar():
    """The provider, while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.liar = Liar(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.liar
    finally:
        server.liar.over.set()
        server.shutdown()
        server.server_close()
