"""Whether there is a Mailbox page at all: where mail leaves this machine, only inside a demo."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from joint_account.demo.mailbox_state import mailbox_scope, may_read
from joint_account.identity.sessions import acting

PAGE = "/mailbox"
_NOWHERE = "/there-is-no-mailbox"


class MailboxDoor:
    """ASGI: answers as for an address that leads nowhere where this visitor has no Mailbox."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stands behind `Asking`, which knows who asks."""
        if scope["type"] == "http" and scope["path"].rstrip("/") == PAGE:
            cookies = Request(scope).headers.get("cookie", "")
            if not may_read(mailbox_scope(acting.get(), cookies)):
                scope = {**scope, "path": _NOWHERE}
        await self.app(scope, receive, send)
