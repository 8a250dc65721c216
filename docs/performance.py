"""Measures what a first visit costs, and writes docs/performance.md: `make performance`.

Sizes are what a browser with an empty cache takes from the wire. Scores are Lighthouse's (mobile, simulated slow 4G, the
median of three runs, each with a fresh profile); it is installed into a temporary folder for the run.
"""

import statistics
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from measuring import a_visitor, install_lighthouse, invitation_of_a_demo, lighthouse, sizes
from playwright.sync_api import Playwright, sync_playwright

from tests.browser.conftest import FLAGS, installed_chromium
from tests.serving import free_port, serving

RUNS = 3
HERE = Path(__file__).parent
TARGETS = "At most 200 KiB of script (overview 280), performance 90 or more, accessibility 100, layout shift at most 0.02."


@dataclass(frozen=True)
class Place:
    """A page to measure."""

    name: str
    shows: str
    """What is on it when it has loaded."""
    script_limit: int
    """KiB."""
    needs_demo: bool = False


@dataclass
class Measured:
    """What was seen of a page."""

    sizes: dict[str, float] = field(default_factory=dict)
    """KiB by kind."""
    scores: dict[str, float] = field(default_factory=dict)


PLACES = {
    "/": Place("first page", "Your stores in every country", 200),
    "/login": Place("log in", "Password", 200),
    "INVITATION": Place("invitation", "Register to accept", 200),
    "/overview": Place("overview, demo with 12 stores", "was €", 280, needs_demo=True),
}


def measure(playwright: Playwright, address: str, path: str, place: Place, tools: Path | None) -> Measured:
    """Sizes once, scores as often as it takes for a median."""
    measured, runs = Measured(), []
    with a_visitor(playwright, address, free_port(), place.needs_demo) as context:
        measured.sizes = sizes(context.new_page(), path, place.shows)
    for _ in range(RUNS if tools else 0):
        port = free_port()
        with a_visitor(playwright, address, port, place.needs_demo):
            runs.append(lighthouse(tools, address + path, port))
    if runs:
        measured.scores = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    return measured


def row(place: Place, measured: Measured) -> str:
    """A line of the table; what misses its target is bold."""
    script, score = measured.sizes["Script"], measured.scores
    cells = [
        place.name,
        marked(f"{script:.0f}", script <= place.script_limit),
        f"{measured.sizes['Stylesheet']:.0f}",
        f"{measured.sizes['Total']:.0f}",
    ]
    if score:
        cells += [
            marked(f"{score['performance']:.0f}", score["performance"] >= 90),
            marked(f"{score['accessibility']:.0f}", score["accessibility"] >= 100),
            f"{score['lcp']:.1f}",
            f"{score['tbt']:.0f}",
            marked(f"{score['cls']:.3f}", score["cls"] <= 0.02),
        ]
    else:
        cells += [""] * 5
    return f"| {' | '.join(cells)} |"


def marked(text: str, good: bool) -> str:
    """Bold when it is not good."""
    return text if good else f"**{text}**"


def document(rows: list[str], chromium: str, version: str) -> str:
    """The page."""
    scores = (
        f"Scores are Lighthouse {version}'s for a phone (simulated slow 4G and processor), the median of {RUNS} runs."
        if version
        else "Lighthouse could not be installed here, so the scores are left empty."
    )
    return "\n".join(
        [
            "# What a first visit costs",
            "",
            f"Made by `make performance` on {datetime.now(UTC):%Y-%m-%d}: the production build in Chromium {chromium}.",
            "Sizes are KiB on the wire with an empty cache, compressed as they are sent.",
            scores,
            f"Targets: {TARGETS} What misses one is **bold**.",
            "",
            "| page | script | style | total | performance | accessibility | LCP, s | blocked, ms | layout shift |",
            "| --- | --: | --: | --: | --: | --: | --: | --: | --: |",
            *rows,
            "",
        ]
    )


def main() -> None:
    """Measures every page, and writes the document."""
    rows = []
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary,
        serving(Path(temporary), DEMO="on") as address,
        sync_playwright() as playwright,
    ):
        version = install_lighthouse(Path(temporary))
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=FLAGS)
        chromium = browser.version
        browser.close()
        invitation = invitation_of_a_demo(playwright, address)
        for path, place in PLACES.items():
            there = invitation if path == "INVITATION" else path
            rows.append(row(place, measure(playwright, address, there, place, Path(temporary) if version else None)))
            print(rows[-1], flush=True)
    (HERE / "performance.md").write_text(document(rows, chromium, version))


if __name__ == "__main__":
    main()
