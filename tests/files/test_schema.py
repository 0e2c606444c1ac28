"""The schema says the same as the reader: what it holds, and what it refuses."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import given, settings
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.files.document import json_text
from vetpartner.files.saving import start_folder
from vetpartner.files.schema import SCHEMA_FILE, schema, schema_text

if TYPE_CHECKING:
    from vetpartner.model import Partnership

VALIDATOR = jsonschema.Draft202012Validator(schema())
EXAMPLES = Path(__file__).parents[2] / "examples"


def refused(document: object) -> list[str]:
    """Return what the schema has against a document."""
    return [error.message for error in VALIDATOR.iter_errors(document)]


def test_it_is_a_schema() -> None:
    """Guard the schema itself, and that it is the same every time."""
    jsonschema.Draft202012Validator.check_schema(schema())

    assert schema() == json.loads(schema_text())
    assert schema_text() == schema_text()


@settings(max_examples=examples(60))
@given(partnerships())
def test_it_holds_every_partnership(p: Partnership) -> None:
    """Guard that nothing that is saved is refused."""
    assert [] == refused(json.loads(json_text(p)))


def test_it_proposes_words_where_any_will_do() -> None:
    """Guard that an editor can propose the usual kinds of evidence, which others may join."""
    kind = schema()["$defs"]["Evidence"]["properties"]["kind"]

    assert kind["type"] == "string"
    assert "newsletter" in kind["examples"]


@pytest.mark.parametrize("name", ["green-welding", "small-harvest"])
def test_it_holds_the_files_of_a_folder(name: str) -> None:
    """Guard the spelling of TOML: days are texts for an editor."""
    for file in ("project.toml", "facts.toml"):
        raw = tomllib.loads((EXAMPLES / name / file).read_text("utf-8"))

        assert [] == refused(json.loads(json.dumps(raw, default=str)))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"meeting": []}, "'meeting' was unexpected"),
        ({"meetings": [{"id": "M1", "titel": "x"}]}, "'titel' was unexpected"),
        ({"meetings": [{"title": "x"}]}, "'id' is a required property"),
        ({"meetings": [{"id": "M1", "mode": "in prison"}]}, "is not one of"),
        ({"meetings": [{"id": "M1", "expected": "many"}]}, "is not of type 'integer'"),
        ({"meetings": [{"id": "M1", "venue": {"town": "x"}}]}, "'town' was unexpected"),
    ],
)
def test_it_underlines_slips(document: object, message: str) -> None:
    """Guard that an editor marks what reading would refuse."""
    assert any(message in text for text in refused(document))


def test_a_new_project_has_it(tmp_path: Path) -> None:
    """Guard that files of a new folder point to the schema beside them, and are read."""
    from datetime import date

    start_folder(tmp_path, date(2026, 1, 15))
    first = (tmp_path / "project.toml").read_text("utf-8").splitlines()[0]

    assert f"#:schema ./{SCHEMA_FILE}" == first
    assert schema_text() == (tmp_path / SCHEMA_FILE).read_text("utf-8")
    assert vp.load(tmp_path)
    assert 0 == main(["schema", "-o", str(tmp_path / "own.json")])
    assert schema_text() == (tmp_path / "own.json").read_text("utf-8")
