"""Measures what a first visit costs, and writes docs/performance.md: `make performance`.

Sizes are what a browser with an empty cache takes from the wire. Scores are Lighthouse's (mobile, simulated slow 4G, the
median of three runs, each with a fresh profile); it is installed into a temporary folder for the run.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

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


@contextmanager
def a_visitor(playwright: Playwright, address: str, port: int, demo: bool) -> Iterator[BrowserContext]:
    """A browser with a fresh profile, logged in to a demo of its own when asked; `port` is where Lighthouse finds it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=installed_chromium(), args=[*FLAGS, f"--remote-debugging-port={port}"], base_url=address
        )
        if demo:
            context.request.post("/demo", max_redirects=0)
        yield context
        context.close()


def invitation_of_a_demo(playwright: Playwright, address: str) -> str:
    """The path of an open invitation."""
    with a_visitor(playwright, address, free_port(), demo=True) as context:
        page = context.new_page()
        page.goto("/mailbox")
        link = page.get_by_role("link", name="Open its link").get_attribute("href")
    return str(link).removeprefix(address)


def sizes(page: Page, path: str, shows: str) -> dict[str, float]:
    """KiB on the wire by kind, until the page shows what it is for."""
    kinds: dict[str, str] = {}
    weights: Counter[str] = Counter()
    network = page.context.new_cdp_session(page)
    network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    network.on(
        "Network.loadingFinished",
        lambda event: weights.update({kinds.get(event["requestId"], ""): event["encodedDataLength"]}),
    )
    network.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    page.get_by_text(re.compile(shows)).first.wait_for()
    return {kind: weights[kind] / 1024 for kind in ("Script", "Stylesheet")} | {"Total": weights.total() / 1024}


def lighthouse(folder: Path, url: str, port: int) -> dict[str, float]:
    """One run against the browser at `port`."""
    done = subprocess.run(
        [
            "node_modules/.bin/lighthouse",
            url,
            f"--port={port}",
            "--disable-storage-reset",
            "--only-categories=performance,accessibility",
            "--output=json",
            "--quiet",
        ],
        cwd=folder,
        env=with_our_node(),
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout)
    audits = report["audits"]
    return {
        "performance": report["categories"]["performance"]["score"] * 100,
        "accessibility": report["categories"]["accessibility"]["score"] * 100,
        "lcp": audits["largest-contentful-paint"]["numericValue"] / 1000,
        "cls": audits["cumulative-layout-shift"]["numericValue"],
        "tbt": audits["total-blocking-time"]["numericValue"],
    }


def with_our_node() -> dict[str, str]:
    """The environment in which npm and node are those of our virtual environment."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def install_lighthouse(folder: Path) -> str:
    """Its version; empty when it could not be installed."""
    install = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "lighthouse"]
    if subprocess.run(install, cwd=folder, env=with_our_node(), check=False).returncode:
        return ""
    return json.loads((folder / "node_modules/lighthouse/package.json").read_text())["version"]


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
