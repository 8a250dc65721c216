"""The build keeps a page as a folder; whoever asks for it by its name gets it without a redirect."""

from functools import cache

from starlette.types import ASGIApp, Receive, Scope, Send

from joint_account.shell.headers import CLIENT


class PagesByName:
    """ASGI, right before the pages: asks for the folder of a page that is asked for by its name.

    The framework would redirect there, by whatever Host the request claims. What decides who may see a page stands
    before this, and knows pages by their names alone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Leaves everything that is no page as it is."""
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and scope["path"] in pages():
            scope = {**scope, "path": f"{scope['path']}/"}
        await self.app(scope, receive, send)


@cache
def pages() -> frozenset[str]:
    """Paths that the build has a page for."""
    return frozenset(f"/{page.parent.relative_to(CLIENT)}" for page in CLIENT.glob("**/index.html") if page.parent != CLIENT)
