"""The documents say what there is: settings, commands, packages; and their links lead somewhere."""

import re

import pytest

from joint_account.__main__ import _parser
from joint_account.settings import ROOT, Settings

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def text_of(name):
    return (ROOT / name).read_text()


def test_every_setting_has_a_line_and_every_line_a_setting():
    described = re.findall(r"^\| `(\w+)` \|", text_of("docs/settings.md"), re.MULTILINE)
    assert sorted(described) == sorted(name.upper() for name in Settings.model_fields)


def test_every_command_and_its_options_are_described():
    everything = " ".join(document.read_text() for document in DOCUMENTS)
    (commands,) = (action for action in _parser()._actions if action.choices)
    options = {flag for one in commands.choices.values() for action in one._actions for flag in action.option_strings}
    for word in [*commands.choices, *(options - {"-h", "--help"})]:
        assert re.search(rf"(?<![\w-]){word}(?![\w-])", everything), f"no document says what {word} is"


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt"])
def test_every_package_has_a_line_that_says_why(file):
    wanted = re.findall(r"^([A-Za-z][\w-]*)", text_of(file), re.MULTILINE)
    assert wanted
    described = re.findall(r"^\| ([\w-]+) \|", text_of("docs/dependencies.md"), re.MULTILINE)
    assert set(wanted) <= set(described)


def test_every_target_of_make_that_a_document_names_exists():
    targets = re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE)
    named = {name for document in DOCUMENTS for name in re.findall(r"`?\bmake ([a-z]+)`?", document.read_text())}
    assert {"run", "test"} <= named <= set(targets)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document):
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        if not re.match(r"[a-z]+:|#", target):
            assert (document.parent / target.split("#")[0]).exists(), f"{document.name} links to {target}"
