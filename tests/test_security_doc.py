"""docs/security.md is complete and true: every requirement once, and what it names exists."""

import re
from pathlib import Path

import pytest

from joint_account.settings import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text()
THREATS, LIST = TEXT.split("## OWASP ASVS 5.0.0", 1)
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LIST.splitlines() if re.match(r"\| \d", line)]
REQUIREMENTS = (Path(__file__).parent / "asvs_5_levels_1_and_2.txt").read_text().split()
TESTS = {
    name
    for file in (ROOT / "tests").rglob("test_*.py")
    if "node_modules" not in file.parts
    for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), re.MULTILINE)
}
EXISTING = ("met", "open", "not applicable")


def named_in(text):
    """Tests and files that stand in backticks."""
    tests = re.findall(r"`(test_\w+)`", text)
    return tests, [
        name for name in re.findall(r"`([\w./-]+\.(?:py|js|txt|md|lock))`", text) if not name.startswith(("var/", "/"))
    ]


def test_every_requirement_of_both_levels_is_there_once():
    assert sorted(one for row in ROWS for one in row[0].split(", ")) == sorted(REQUIREMENTS)
    assert {row[2] for row in ROWS} == set(EXISTING)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:20])
def test_what_is_met_names_what_shows_it_and_the_rest_says_why(row):
    assert len(row) == 4 and row[3], "a bar in a cell ends it"
    if row[2] == "met":
        assert re.search(r"`|\]\(|\" below", row[3]), row


def test_every_test_and_file_that_is_named_exists():
    tests, files = named_in(TEXT)
    assert len(set(tests)) > 100
    assert sorted(set(tests) - TESTS) == []
    assert [name for name in files if not any((base / name).exists() for base in (ROOT, ROOT / "joint_account"))] == []


def test_every_threat_has_a_test_or_says_that_it_is_to_come():
    table = THREATS.split("| --- | --- | --- | --- | --- |\n")[1].split("\n\n")[0]
    for row in table.splitlines():
        assert re.search(r"`test_\w+`", row) or "to come" in row, row


def test_the_counts_are_those_of_the_list():
    said = re.search(r"(\d+) are met, (\d+) do not apply, (\d+) are open", LIST)
    counted = {status: sum(len(row[0].split(", ")) for row in ROWS if row[2] == status) for status in EXISTING}
    assert said and list(map(int, said.groups())) == [counted["met"], counted["not applicable"], counted["open"]]


def test_what_stands_below_is_there():
    for title in set(re.findall(r"\"([A-Z][\w ]+)\" below", LIST)):
        assert f"\n## {title}\n" in THREATS
