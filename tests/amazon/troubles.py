"""What can be wrong with Amazon: each kind by its name, for a region, an operation, and a number of times."""

from dataclasses import dataclass

HTML = b"<html><body><h1>503 Service Unavailable</h1></body></html>"

ANSWERS = {
    "503 HTML": (503, "text/html", HTML),
    "500": (500, "application/json", b'{"errors":[{"code":"InternalFailure","message":"We do not know either."}]}'),
    "503": (503, "application/json", b'{"errors":[{"code":"ServiceUnavailable","message":"Later."}]}'),
    "429": (
        429,
        "application/json",
        b'{"errors":[{"code":"QuotaExceeded","message":"You exceeded your quota.","details":""}]}',
    ),
    "403": (
        403,
        "application/json",
        b'{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied."}]}',
    ),
    "400": (400, "application/json", b'{"errors":[{"code":"InvalidInput","message":"No."}]}'),
    "200 HTML": (200, "text/html", HTML),
    "a list": (200, "application/json", b"[]"),
    "nothing": (200, "application/json", b"{}"),
    "null": (200, "application/json", b"null"),
    "nested": (200, "application/json", b"[" * 100_000),
    "wrong types": (
        200,
        "application/json",
        b'{"orders":7,"payload":7,"reports":7,"reportId":7,"order":7,"url":7,"pagination":7}',
    ),
    "redirect": (302, "text/plain", b""),
}
"""Kinds that are one answer. Besides: "hang", "slow", "trickle", "cut off", "huge" (in the server)."""

HOW = {"hang", "slow", "trickle", "cut off", "huge"}


@dataclass
class Trouble:
    """One thing that is wrong, as long as `times` lasts."""

    kind: str
    region: str
    operation: str = ""
    times: float = float("inf")

    def __post_init__(self):
        if self.kind not in ANSWERS and self.kind not in HOW:
            raise ValueError(self.kind)

    def strikes(self, region, operation):
        """Whether it is this one's turn; counts it."""
        if self.region != region or self.operation not in {"", operation} or self.times < 1:
            return False
        self.times -= 1
        return True
