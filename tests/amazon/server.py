"""The stand-in as a server on this machine: `with running(clock=…) as amazon`, `use_settings(**amazon.settings)`."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.amazon import login
from tests.amazon.clock import RealClock
from tests.amazon.filing import Filing
from tests.amazon.limits import Limits
from tests.amazon.metrics import Metrics
from tests.amazon.operations import Answering, Refused, error_list
from tests.amazon.published import OPERATIONS, operation_for
from tests.amazon.schemas import wrong_in
from tests.amazon.troubles import ANSWERS, Trouble
from tests.amazon.world import World


@dataclass(frozen=True)
class Asked:
    """A request that came in, and how it was answered."""

    at: datetime
    region: str
    operation: str
    seller: str
    status: int


class Amazon:
    """What a test holds: its parts can be looked at and changed while it runs."""

    def __init__(self, base, clock, world):
        self.base, self.clock, self.world = base, clock, world
        self.login = login.Login(clock)
        self.filing = Filing(clock, world)
        self.limits = Limits(clock, {one.name: (one.rate, one.burst) for one in OPERATIONS})
        self.metrics = Metrics(world)
        self.answering = Answering(clock, world, self.filing, self.metrics, base)
        self.troubles, self.asked, self.broken = [], [], []
        self.says_rate = True
        self.over = threading.Event()
        self.lock = threading.RLock()

    @property
    def settings(self):
        """The variables that lead the product here."""
        return {
            "AMAZON_APPLICATION_ID": login.APPLICATION_ID,
            "AMAZON_CLIENT_ID": login.CLIENT_ID,
            "AMAZON_CLIENT_SECRET": login.CLIENT_SECRET,
            "AMAZON_CONSENT_URL": f"{self.base}/apps/authorize/consent",
            "AMAZON_LOGIN_URL": f"{self.base}/auth/o2/token",
            **{f"AMAZON_API_URL_{region.upper()}": f"{self.base}/{region}" for region in ("na", "eu", "fe")},
        }

    def trouble(self, kind, region, operation="", times=float("inf")):
        """Something goes wrong from now on, in a region ("login": where tokens are handed out; "documents")."""
        self.troubles.append(Trouble(kind, region, operation, times))

    def well_again(self):
        """Nothing is wrong any more."""
        self.troubles.clear()

    def calls(self, operation, status=200):
        """The requests of an operation that were answered so."""
        return [one for one in self.asked if one.operation == operation and one.status == status]

    def struck(self, region, operation):
        """The trouble that this request runs into, if any."""
        return next((one.kind for one in self.troubles if one.strikes(region, operation)), "")

    def api(self, region, operation, arguments, said, access_token):
        """An operation's answer: (status, body); said in the limits of the rates."""
        seller = self.login.seller_of(access_token, region)
        if seller is None:
            status, body = 403, error_list("Unauthorized", "Access to requested resource is denied.")
        elif not self.limits.take(seller, operation.name):
            status, body = 429, error_list("QuotaExceeded", "You exceeded your quota for the requested resource.")
        else:
            status, body = self._answer(operation, seller, arguments, said)
        self.asked.append(Asked(self.clock.now(), region, operation.name, seller or "", status))
        return status, body

    def _answer(self, operation, seller, arguments, said):
        if unknown := set(said) - set(operation.takes.split()):
            self.broken.append(f"{operation.name} was asked with {sorted(unknown)}, which it does not take")
        try:
            answer = self.answering.answer(operation, seller, arguments, said)
        except Refused as refused:
            status, code, message = refused.args
            return status, error_list(code, message)
        if wrong := wrong_in(answer, operation.model, operation.definition):
            self.broken.append(f"{operation.name} answered what Amazon would not: {wrong[:500]}")
        return operation.status, json.dumps(answer).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Small answers leave at once; otherwise each waits for the other side's acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._take(b"")

    def do_POST(self):
        self._take(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _take(self, body):
        amazon, parts = self.server.amazon, urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        first, _, rest = parts.path.strip("/").partition("/")
        operation, arguments = operation_for(self.command, f"/{rest}")
        if f"http://{self.headers['Host']}" != amazon.base:
            amazon.broken.append(f"{parts.path} was asked of the host {self.headers['Host']}")
        region = first if operation else {"auth": "login", "documents": "documents"}.get(first, "")
        with amazon.lock:
            kind = amazon.struck(region, operation.name if operation else "")
            if kind and operation:
                status = ANSWERS[kind][0] if kind in ANSWERS else 0
                amazon.asked.append(Asked(amazon.clock.now(), region, operation.name, "", status))
        if kind:
            self._suffer(kind)
            return
        with amazon.lock:
            self._say(*self._answer(amazon, first, rest, operation, [unquote(one) for one in arguments], query, body))

    def _answer(self, amazon, first, rest, operation, arguments, query, body):
        if self.path.startswith("/apps/authorize/consent"):
            return amazon.login.consent(query)
        if self.path.startswith("/auth/o2/token"):
            status, said = amazon.login.token(dict(parse_qsl(body.decode())))
            return status, {"Content-Type": "application/json"}, json.dumps(said).encode()
        if first == "documents":
            status, kind, content = amazon.filing.download(rest)
            return status, {"Content-Type": kind}, content
        if operation is None or first not in {"na", "eu", "fe"}:
            return 404, {"Content-Type": "application/json"}, error_list("NotFound", "There is no such operation")
        said = json.loads(body) if body else query
        status, content = amazon.api(first, operation, arguments, said, self.headers.get("x-amz-access-token", ""))
        headers = {"Content-Type": "application/json", "x-amzn-RequestId": f"request-{len(amazon.asked)}"}
        if amazon.says_rate and status < 429:
            headers["x-amzn-RateLimit-Limit"] = amazon.limits.header(operation.name)
        return status, headers, content

    def _suffer(self, kind):
        if kind == "hang":
            self.server.amazon.over.wait(60)
            self.close_connection = True
        elif kind in {"slow", "trickle", "cut off"}:
            self._say(200, {"Content-Type": "application/json", "Content-Length": "100000"}, b'{"orders": [')
            if kind == "slow":
                self.server.amazon.over.wait(60)
            while kind == "trickle" and not self.close_connection and not self.server.amazon.over.wait(0.05):
                self._write(b" ")
            self.close_connection = True
        elif kind == "huge":
            self._say(200, {"Content-Type": "application/json"}, b'{"orders": ["' + b"x" * 40_000_000 + b'"]}')
        else:
            status, content_type, content = ANSWERS[kind]
            self._say(status, {"Content-Type": content_type, "Location": "http://127.0.0.1:1/"}, content)

    def _say(self, status, headers, content):
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        try:
            self.end_headers()
        except OSError:
            self.close_connection = True
        self._write(content)

    def _write(self, content):
        try:
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # Whoever asked has heard enough.


@contextmanager
def running(*, clock=None, world=None):
    """The stand-in, while the block runs; at its end nothing may have been said or asked that Amazon's models do not have."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.amazon = Amazon(f"http://127.0.0.1:{server.server_port}", clock or RealClock(), world or World())
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.amazon
    finally:
        server.amazon.over.set()
        server.shutdown()
        server.server_close()
    assert server.amazon.broken == []
