"""Pages that hold a secret: written by the server for one answer, so that it stands in no state, no store and no socket."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from joint_account.settings import ROOT

_STYLES = ROOT / ".web" / "build" / "client" / "assets"


def sheet(template: str, **values: object) -> HTMLResponse:
    """The page `sheets/{template}.html`, which nobody between here and the browser may keep, nor the browser itself.

    Args:
        template: its name.
        values: that it shows; made harmless.
    """
    page = _environment.get_template(f"{template}.html").render(styles=_styles(), **values)
    return HTMLResponse(page, headers={"Cache-Control": "no-store", "Referrer-Policy": "same-origin"})


@cache
def _styles() -> list[str]:
    """The style of all other pages, whose name changes with each build."""
    return sorted(f"/assets/{one.name}" for one in _STYLES.glob("__reflex_global_styles*.css"))


_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "sheets"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
