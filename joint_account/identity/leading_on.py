"""The way from a form of ours to another site."""

import html

from starlette.responses import HTMLResponse, Response


def leads_to(label: str, address: str) -> Response:
    """A page that leads on to another site by itself. Not a redirect: our policy lets no form of ours end there.

    Args:
        label: what the other site is called.
        address: a page of it, chosen by us.
    """
    target, name = html.escape(address), html.escape(label)
    page = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>To {name}</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="0;url={target}">
<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/look.css"></head>
<body><main class="page narrow"><h1>To {name}</h1>
<p><a class="link" href="{target}">Continue to {name}</a></p></main></body></html>"""
    return HTMLResponse(page, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
