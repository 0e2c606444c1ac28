"""The list of templates: complete, true about what each is given, and plain about mistakes."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest

import vetpartner as vp
from vetpartner.export import building, report, template_list
from vetpartner.export import paper as papers
from vetpartner.export.template_list import SHIPPED, UnknownTemplate, described, own, shipped_text
from vetpartner.papers import attendance_list
from vetpartner.render import paper as paper_module
from vetpartner.render.language import language
from vetpartner.render.page import Paragraph, walk
from vetpartner.render.templates import blocks
from vetpartner.render.words import page_words
from vetpartner.values.grid import text_of

ROOT = Path(__file__).parents[2]
GREEN = ROOT / "examples" / "green-welding"
OURS = ROOT / "vetpartner" / "templates"
NOBODY = "templates/zzz.html: nothing uses it"


def test_every_template_is_listed() -> None:
    """Guard that no file of ours is forgotten."""
    assert sorted(path.name for path in OURS.iterdir()) == [each.name for each in SHIPPED]


@pytest.fixture(scope="module")
def given() -> dict[str, dict[str, Any]]:
    """Return what each template is really given, by name."""
    seen: dict[str, dict[str, Any]] = {}
    p = vp.load(ROOT / "examples" / "green-welding").on(date(2025, 1, 31))
    patch = pytest.MonkeyPatch()

    def record(name: str, context: dict[str, Any], **_: Any) -> str:  # noqa: ANN401
        seen[name] = context
        return ""

    for module in (building, report):
        patch.setattr(module, "render", record)
    patch.setattr(paper_module, "blocks", record)
    building.build(p, vp.check(p))
    report.paste_pack(p, "final")
    trained = next(iter(p.presences))
    assert attendance_list.attendance_list(p, trained).html
    of = {"agenda": "M4", "minutes": "M2", "partner-sheet": "cfs"}
    for kind in papers.KINDS:
        papers.paper(p, kind, of.get(kind))
    assert vp.report(p, "final", draft=True).page.blocks == ()
    patch.undo()
    return seen


def named_blocks() -> list[tuple[str, str]]:
    """Return each block of each template of a page, with the name of the template."""
    return [
        (path.name, block)
        for path in sorted(OURS.glob("*.md"))
        for block in re.findall(r"\{% block (\w+)", path.read_text("utf-8"))
    ]


@pytest.mark.parametrize(("name", "block"), named_blocks())
def test_a_block_of_one_line_is_a_paragraph(
    name: str, block: str, given: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    """Guard what stands behind each block: no part and no text sticks to words of one's own."""
    others = (b for n, b in named_blocks() if n == name and b not in {block, "pages"})
    more = "".join(f"{{% block {b} %}}Other words{{% endblock %}}" for b in others)
    text = f'{{% extends "vetpartner:{name}" %}}{{% block {block} %}}Own words{{% endblock %}}'
    (tmp_path / "templates").mkdir()
    english = language("en")
    common = {"project": vp.load(ROOT / "examples" / "green-welding").plan.project}

    for own_text in (text, text + more):
        (tmp_path / "templates" / name).write_text(own_text, "utf-8")
        made = blocks(
            name,
            {**common, **given[name]},
            words=page_words(english),
            language=english,
            folder=tmp_path,
        )
        said = [text_of(one.text) for one in walk(made) if isinstance(one, Paragraph)]
        assert "Own words" in said
        assert {"Own words", "Other words"} >= {one for one in said if one.endswith(" words")}


@pytest.mark.parametrize("name", [each.name for each in SHIPPED if each.data])
def test_data_are_what_is_listed(name: str, given: dict[str, dict[str, Any]]) -> None:
    """Guard that names and classes on the list are those that the template gets."""
    listed = dict(template_list.shipped(name).data)

    assert sorted(listed) == sorted(given[name])
    for key, kind in listed.items():
        assert fits(given[name][key], kind), (key, kind)


def fits(value: Any, kind: Any) -> bool:  # noqa: ANN401
    """Tell whether a value is of a type, its items too; a list may stand for a tuple."""
    if get_origin(kind) is tuple:
        first, *rest = get_args(kind)
        kinds = [first] * len(value) if rest == [...] else [first, *rest]
        return len(kinds) == len(value) and all(map(fits, value, kinds))
    return isinstance(value, kind)


def test_description() -> None:
    """Guard that fields, properties and functions come from the classes themselves."""
    text = described("paste.html")

    assert text.startswith("paste.html: the answers to paste\n\npack: PasteData\n\nPasteData: All")
    assert "  fields: Return all fields, in the order of the form.\n" in text
    assert "\nCrossing: The sentence in which a text becomes too long" in text
    assert "  language_name\n" in text


@pytest.mark.parametrize("name", [each.name for each in SHIPPED])
def test_every_template_can_be_described(name: str) -> None:
    """Guard that no class of the data hides its fields, and nothing private is shown."""
    text = described(name)

    assert text.startswith(f"{name}: ")
    assert "  _" not in text.replace("  _\n", "")
    assert "typing." not in text


def test_unknown_template() -> None:
    """Guard the message for a misspelt name."""
    with pytest.raises(
        UnknownTemplate, match=r"no template 'reprot\.html'; did you mean report\.md"
    ):
        shipped_text("reprot.html")


@pytest.mark.parametrize("name", ["report.md", "page.css", "paste.html"])
def test_copy_is_ours(name: str) -> None:
    """Guard that one starts from what the program uses."""
    assert (OURS / name).read_text("utf-8") == shipped_text(name)


def test_own_templates(tmp_path: Path) -> None:
    """Guard what is said about the files of a project's folder."""
    folder = tmp_path / "templates"
    (folder / "parts").mkdir(parents=True)
    for name, text in {
        "report.md": '{% extends "vetpartner:report.md" %}{% include "parts/a.md" %}',
        "parts/a.md": '{% include "parts/b.md" %}',
        "parts/b.md": "b",
        "index.html": "mine",
        "zzz.html": "mine",
        "table.md": "\n{% if %}",
        "table.html": "old",
        "page.css": "{{",
        "look.toml": 'logo = "school.png"',
        "fonts/a.ttf": "a",
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "agenda.md").write_bytes(b"\xff")
    shutil.copyfile(GREEN / "templates/logos/cfs.png", folder / "school.png")
    (folder / "logos").mkdir()
    (folder / "logos/broken.png").write_bytes(b"\x89PNG")

    expected = [
        ("agenda.md", "replaces", "templates/agenda.md: templates/agenda.md is not UTF-8"),
        ("fonts/a.ttf", "a part", "None"),
        ("index.html", "replaces", "None"),
        (
            "logos/broken.png",
            "a part",
            "templates/logos/broken.png: it is no PNG, JPEG or SVG",
        ),
        ("look.toml", "replaces", "None"),
        ("page.css", "replaces", "None"),
        ("parts/a.md", "a part", "None"),
        ("parts/b.md", "a part", "None"),
        ("report.md", "extends", "None"),
        ("school.png", "a part", "None"),
        (
            "table.html",
            "a part",
            (
                "templates/table.html: one template makes all formats now, and this one is not "
                "used; put what it says into table.md"
            ),
        ),
        (
            "table.md",
            "replaces",
            "templates/table.md:2: Expected an expression, got 'end of statement block'",
        ),
        ("zzz.html", "a part", NOBODY),
    ]
    found = own(tmp_path, logos=["logos/broken.png"])
    assert expected == [(each.name, each.use, str(each.problem)) for each in found]


def test_no_own_templates(tmp_path: Path) -> None:
    """Guard a project without any."""
    assert () == own(tmp_path)
