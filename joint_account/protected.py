"""What nobody sees who is not logged in."""

PROTECTED = (
    *("/membership", "/activity", "/overview", "/orders", "/messages", "/stores", "/demo/walkthrough"),
    *("/security", "/prove", "/authenticator"),
)
"""Paths below which nothing is shown to somebody who is not logged in."""


def is_protected(path: str) -> bool:
    """Whether this path needs a log-in."""
    return any(path == root or path.startswith(f"{root}/") for root in PROTECTED)
