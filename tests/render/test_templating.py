"""A project's own templates: they extend ours, and cannot reach or break anything."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from reported import Folder, partnership

import vetpartner as vp
from vetpartner.export.report import Report, report
from vetpartner.render.own_templates import TemplateProblem, own_templates
from vetpartner.render.sandbox import LARGEST_FILE
from vetpartner.render.templates import render

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"


def with_template(folder: Path, text: str, name: str = "report.md") -> Report:
    """Return a draft of the final report of a project with a template of its own."""
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / name).write_text(text, encoding="utf-8")
    p = evolve(partnership(), origin=Folder(folder=folder))
    return report(p, "final", draft=True)


def problem(folder: Path, text: str) -> TemplateProblem:
    """Return what is said about a broken template."""
    with pytest.raises(TemplateProblem) as caught:
        assert with_template(folder, text).html
    return caught.value


def test_replaces_ours(tmp_path: Path) -> None:
    """Guard that a template of the same name takes the place of ours, once for all formats."""
    made = with_template(tmp_path, "{{ report.title }} in **{{ _('Total') }}**")

    assert "<p>Welding &amp; &lt;more&gt; in <strong>Total</strong></p>" in made.html
    assert "Welding & &lt;more&gt; in **Total**\n" == made.markdown


def test_extends_ours_and_overrides_one_block(tmp_path: Path) -> None:
    """Guard that everything else stays as it is."""
    text = '{% extends "vetpartner:report.md" %}{% block contents %}**ours**{% endblock %}'
    made = with_template(tmp_path, text)

    assert "<strong>ours</strong>" in made.html
    assert "<nav" not in made.html
    assert '<main id="content"' in made.html
    assert "**ours**" in made.markdown


def test_columns_of_a_table_are_chosen(tmp_path: Path) -> None:
    """Guard that a template shows a table of ours with fewer columns."""
    made = with_template(tmp_path, '{{ tables.organisations.only("what", "role") }}')

    assert "| Organisation | Role |\n| --- | --- |\n" in made.markdown


def test_one_for_the_old_pair_ends_in_a_finding(tmp_path: Path) -> None:
    """Guard that templates of version 0.1 are named with the new block, and nothing else breaks."""
    text = (
        '{% extends "vetpartner:report.html" %}{% block cover %}<h1>x</h1>{% endblock %}'
        "{% block style %}h1 { color: teal }{% endblock %}"
    )
    made = with_template(tmp_path, text, "report.html")
    (finding,) = (f for f in made.findings if f.slug == "template-outdated")

    assert (
        "templates/report.html: one template makes all formats now, and this one is not used; "
        "put block 'cover' into report.md, as Markdown, what block 'style' says into page.css"
    ) == finding.message
    assert "<h1>x" not in made.html


def test_a_letterhead_of_the_old_pair_is_not_left_out_in_silence(tmp_path: Path) -> None:
    """Guard papers that are signed: without their own template there is none."""
    from vetpartner.papers.account_letter import account_letter

    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "account.html").write_text(
        "{% block summary %}{% endblock %}", "utf-8"
    )
    p = vp.load(GREEN).on(date(2025, 1, 31))

    with pytest.raises(TemplateProblem, match=r"put block 'summary' into account\.md"):
        account_letter(evolve(p, origin=Folder(folder=tmp_path)), "cfs")


def test_a_part_that_there_is_not(tmp_path: Path) -> None:
    """Guard the message for a misspelt part, and one that is not closed."""
    assert "there is no part `::: notte`; did you mean note or none?" == (
        problem(tmp_path, "::: notte\n:::").reason
    )
    assert "is not closed" in problem(tmp_path, "::: note\nx").reason
    assert problem(tmp_path, "::: note\n{{ report.title }}:::").reason.endswith(
        "; `:::` counts at the beginning of a line only, not in `…:::`"
    )


def test_includes_its_own_parts(tmp_path: Path) -> None:
    """Guard that a template may be split into files of its folder."""
    (tmp_path / "templates" / "parts").mkdir(parents=True)
    (tmp_path / "templates" / "parts" / "a.md").write_text("part {{ draft }}", encoding="utf-8")

    assert "part yes\n" == with_template(tmp_path, '{% include "parts/a.md" %}').markdown


def test_misspelt_name_says_where_and_what_it_may_be(tmp_path: Path) -> None:
    """Guard the commonest mistake: file, line and near names, no traceback of the engine."""
    found = problem(tmp_path, "first\n{{ reprot.title }}")

    expected = "templates/report.md:2: 'reprot' is undefined; did you mean report or project?"
    assert expected == str(found)
    assert ("templates/report.md", 2) == (found.file, found.line)


def test_misspelt_attribute_names_similar_ones(tmp_path: Path) -> None:
    """Guard that attributes are looked up among those of the object."""
    found = problem(tmp_path, "\n\n{{ report.titel }}")

    assert "'titel'; did you mean title?" in found.reason.replace("attribute 'titel'", "'titel'")
    assert 3 == found.line


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (
            '{% extends "vetpartner:report.md" %}\n{% block covr %}x{% endblock %}',
            2,
            "vetpartner:report.md has no block 'covr'; did you mean cover?",
        ),
        (
            '{% extends "vetpartner:reprt.md" %}',
            1,
            (
                "there is no template 'vetpartner:reprt.md'; "
                "did you mean vetpartner:report.md or vetpartner:parts.md?"
            ),
        ),
        (
            "\n{{ report.title|uper }}",
            2,
            "No filter named 'uper'; did you mean upper?",
        ),
    ],
)
def test_misspelt_block_template_and_filter(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    """A block that nothing would show stops the page too; each names what is like it."""
    found = problem(tmp_path, text)

    assert ("templates/report.md", line, reason) == (found.file, found.line, found.reason)


def test_a_block_inside_a_block_may_be_new(tmp_path: Path) -> None:
    """Guard own blocks for templates that extend this one: they are shown where they stand."""
    made = with_template(
        tmp_path,
        '{% extends "vetpartner:report.md" %}'
        "{% block cover %}# {% block mine %}Mine{% endblock %}\n\n{% endblock %}",
    )

    assert "<h1>Mine</h1>" in made.html


def test_syntax(tmp_path: Path) -> None:
    """Guard unfinished tags, also in a file that is included."""
    found = problem(tmp_path, "\n{% if report %}")
    (tmp_path / "templates" / "broken.html").write_text("\n\n{{ 1 + }}", encoding="utf-8")
    inside = problem(tmp_path, '{% include "broken.html" %}')

    assert ("templates/report.md", 2) == (found.file, found.line)
    assert ("templates/broken.html", 3) == (inside.file, inside.line)


@pytest.mark.parametrize(
    "name",
    [
        "../secret.html",
        "/etc/passwd",
        "link.html",
        "missing.html",
        "vetpartner:../report.py",
        "vetpartner:nothing.html",
    ],
)
def test_reads_no_file_outside(tmp_path: Path, name: str) -> None:
    """Guard files beside and above the folder, also through a symbolic link."""
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "link.html").symlink_to(tmp_path / "secret.html")
    found = problem(tmp_path, f'{{% include "{name}" %}}')

    assert f"there is no template {name!r}" == found.reason.partition("; did you mean")[0]


def test_size_and_encoding(tmp_path: Path) -> None:
    """Guard templates that are no text, or too much of it."""
    assert "larger than 1 MB" in problem(tmp_path, "x" * (LARGEST_FILE + 1)).reason

    made = with_template(tmp_path, "x")
    (tmp_path / "templates" / "report.md").write_bytes(b"\xff\xfe")
    with pytest.raises(TemplateProblem, match="is not UTF-8"):
        assert made.html


def test_data_cannot_be_changed(tmp_path: Path) -> None:
    """Guard that a template gets nothing that it could alter."""
    found = problem(tmp_path, "{% set x = [1] %}{{ x.append(2) }}")

    assert "is unsafe" in found.reason


def test_nothing_given_to_templates_holds_a_path(tmp_path: Path) -> None:
    """Guard that no object of a report leads to the disk."""
    made = with_template(tmp_path, "x")

    assert [] == list(paths(made.data, set()))


def paths(value: Any, seen: set[int]) -> Any:  # noqa: ANN401 - whatever a report holds
    """Yield every path below a value."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Path):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from paths(item, seen)
    elif hasattr(value, "__attrs_attrs__"):
        for field in value.__attrs_attrs__:
            yield from paths(getattr(value, field.name), seen)


def test_path_is_closed_even_if_it_is_given(tmp_path: Path) -> None:
    """Guard the second wall: a path in the context has no usable attribute."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "x.html").write_text("{{ folder.read_text() }}", encoding="utf-8")

    with pytest.raises(TemplateProblem, match="is unsafe"):
        render("x.html", {"folder": tmp_path}, words={}, folder=tmp_path)


def test_own_templates(tmp_path: Path) -> None:
    """Guard projects without a folder, and folders without templates."""
    assert own_templates(None) is None
    assert own_templates(tmp_path) is None

    (tmp_path / "templates").mkdir()
    assert tmp_path / "templates" == own_templates(tmp_path)


def test_folder_that_leads_elsewhere(tmp_path: Path) -> None:
    """Guard files of the computer: a folder from somebody else may hold a link in its place."""
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "templates").symlink_to(tmp_path)

    with pytest.raises(TemplateProblem, match="templates: it leads out of the project's folder"):
        own_templates(tmp_path / "project")


def test_mark_at_the_beginning_of_a_file(tmp_path: Path) -> None:
    """Guard pages against the invisible mark that some editors put before a text."""
    assert "x\n" == with_template(tmp_path, "\ufeffx").markdown


def test_problem_without_a_line() -> None:
    """Guard the message where no line is known."""
    with pytest.raises(TemplateProblem) as caught:
        render("nothing.html", {}, words={})

    assert (
        "nothing.html: there is no template 'nothing.html'"
        == (str(caught.value).partition("; did you mean")[0])
    )
