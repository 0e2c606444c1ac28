"""Attacks on the engine of templates: nothing is reached, nothing explodes, nothing never ends."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from reported import Folder, partnership

from vetpartner.export.report import report
from vetpartner.render import sandbox
from vetpartner.render.language import language
from vetpartner.render.markdown import narrative
from vetpartner.render.own_templates import TemplateProblem
from vetpartner.render.page import Paragraph, walk
from vetpartner.render.sandbox import LONGEST_TEXT
from vetpartner.render.templates import blocks, render
from vetpartner.render.words import filled, hashes, html_words, page_words

if TYPE_CHECKING:
    from pathlib import Path

STEPS = "it takes too many steps: does it ever end?"
MANY = "a list is too large"


def made(folder: Path, text: str, **more: str) -> str:
    """Return the texts of the page that a template of the project's own makes."""
    _write(folder, "report.md", text, more)
    p = evolve(partnership(), origin=Folder(folder=folder))
    return report(p, "final", draft=True).page.said


def made_html(folder: Path, text: str, **more: str) -> str:
    """Return what the same template makes of the same data as HTML."""
    _write(folder, "paste.html", text, more)
    data = report(partnership(), "final", draft=True).data
    words = {**html_words(language("en")), "hashes": hashes, "narrative": narrative}
    return render("paste.html", {"report": data}, words=words, folder=folder)


def _write(folder: Path, name: str, text: str, more: dict[str, str]) -> None:
    (folder / "templates").mkdir(exist_ok=True)
    for file, content in {name: text, **more}.items():
        (folder / "templates" / file).write_text(content, encoding="utf-8")


def problem(folder: Path, text: str, **more: str) -> TemplateProblem:
    """Return what is said about a template of a page; HTML is refused for the same reason."""
    with pytest.raises(TemplateProblem) as caught:
        made(folder, text, **more)
    with pytest.raises(TemplateProblem) as again:
        made_html(folder, text, **more)

    assert caught.value.reason.partition(";")[0] == again.value.reason.partition(";")[0]
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ ''|attr('__class__') }}",
        "{{ ''|attr('__cla' ~ 'ss__') }}",
        "{{ report.__init__.__globals__ }}",
        "{{ report['__attrs_attrs__'] }}",
        "{{ [report]|join(attribute='__class__') }}",
        "{{ ['a']|selectattr('__class__')|list }}",
        "{{ _.__globals__ }}",
        "{{ value.__closure__ }}",
        "{{ range.__call__ }}",
        "{{ range.__closure__ }}",
        "{{ self._TemplateReference__context }}",
        "{% for i in [1] %}{{ loop._iterator }}{% endfor %}",
        "{% macro m() %}{% endmacro %}{{ m._func }}",
        "{% import 'vetpartner:parts.md' as parts %}{{ parts.__dict__ }}",
        "{{ (1).__class__ }}",
        "{{ nothing_of_this_name.__class__ }}",
        "{{ (1).to_bytes(1000000000, 'big') }}",
        "{{ 'x'.encode().ljust(1000000000) }}",
        "{{ 'x'.ljust(10) }}",
        "{{ 'a'.translate({97: 'aa'}) }}",
        "{{ '{:>9}'.format(1) }}",
        "{{ '{0.__class__}'.format(report) }}",
        "{{ ','.join([]) }}",
        "{% set x = [1] %}{{ x.append(2) }}",
        "{% set x = {} %}{{ x.update(a=1) }}",
    ],
)
def test_closed_attributes(tmp_path: Path, text: str) -> None:
    """Guard everything that leads from a value to the inside of the program, or grows it."""
    found = problem(tmp_path, text)

    assert "unsafe" in found.reason or "is undefined" in found.reason
    assert "templates/report.md" == found.file


@pytest.mark.parametrize(
    "text",
    [
        "{{ [report.kind]|map(attribute='__class__')|list }}",
        "{{ [report.kind]|map('attr', '__class__')|list }}",
        "{{ [report.kind]|groupby('__class__')|map('first')|list }}",
    ],
)
def test_closed_attributes_of_lists(tmp_path: Path, text: str) -> None:
    """Guard the ways to an attribute that give a placeholder instead of an error."""
    assert made(tmp_path, text) in {"[Undefined]", "[]"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ 'x' * 10**9 }}", "the result of * is too large"),
        ("{{ 9 ** 99 }}", "the result of ** is too large"),
        ("{{ 'x' * 1000000 }}", "the result of * is too large"),
        ("{{ [1] * 1000000 }}", "the result of * is too large"),
        ("{{ 9999999999999999 * 2 }}", "the result of * is too large"),
        ("{{ report * report }}", "bad operand type"),
        ("{{ '%999999999d' % 1 }}", "% does not fill texts here"),
        ("{{ 'x'|center(9) }}", "No filter named 'center'"),
        ("{{ 'x'|indent(999999999) }}", "No filter named 'indent'"),
        ("{{ '%9d'|format(1) }}", "No filter named 'format'"),
        ("{{ 'x'|replace('', 'xx') }}", "No filter named 'replace'"),
        ("{{ [1, 2]|random }}", "No filter named 'random'"),
        ("{{ lipsum() }}", "'lipsum' is undefined"),
        ("{{ cycler(1) }}", "'cycler' is undefined"),
        ("{% set n = namespace() %}", "'namespace' is undefined"),
        ("{% debug %}", "unknown tag 'debug'"),
        ("{% do 1 %}", "unknown tag 'do'"),
        ("{{ range(100001) }}", f"a range has more than {LONGEST_TEXT} rounds"),
        ("{{ 1.5|round(1000000000, 'ceil') }}", "1000000000 is too many"),
        ("{{ [1]|batch(1000000000, 'x')|list }}", "1000000000 is too many"),
        ("{{ [1]|slice(1000000000)|list }}", "1000000000 is too many"),
        ("{{ {}|tojson(indent=1000000000) }}", "1000000000 is too many"),
        ("{{ 1 // 0 }}", "by zero"),
        ("{{ report.sections[99].id }}", "has no element 99"),
        ("{{ range(1, 2, 0) }}", "must not be zero"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "calls itself without end"),
        ("{% include 'report.md' %}", "calls itself without end"),
        (f"{{{{ {'(' * 5000}1{')' * 5000} }}}}", "nested too deeply"),
        (
            f"{'{% for i in [1] %}' * 25}{'{% endfor %}' * 25}",
            "it is too involved: too many statically nested blocks",
        ),
        ("{{ _('{a.__class__}', a='x') }}", "{a.__class__}"),
    ],
)
def test_refused(tmp_path: Path, text: str, reason: str) -> None:
    """Guard what makes a huge value at once, and that its reason is said."""
    if reason.startswith("{"):
        assert reason == made(tmp_path, text)
    else:
        found = problem(tmp_path, text)

        assert reason in found.reason
        assert "templates/report.md" == found.file


DOUBLINGS = {
    "a sum": ("{% set x = 'x' %}", "{% set x = x + x %}", "the result of + is too large"),
    "a sum of lists": ("{% set x = [1] %}", "{% set x = x + x %}", "the result of + is too large"),
    "a tilde": ("{% set x = 'x' %}", "{% set x = x ~ x %}", "a text is longer than"),
    "a block": (
        "{% set x = 'x' %}",
        "{% set y = x %}{% set x %}{{ y }}{{ y }}{% endset %}",
        "it writes more than",
    ),
    "a join": ("{% set x = 'x' %}", "{% set x = [x, x]|join %}", MANY),
    "a filter": ("{% set x = '\"' %}", "{% set x = x|tojson|string|tojson|string %}", STEPS),
    "lists in lists": ("{% set x = [1] %}", "{% set x = [x, x] %}", MANY),
    "pairs in pairs": ("{% set x = 1 %}", "{% set x = (x, x) %}", MANY),
    "tables in tables": ("{% set x = 1 %}", "{% set x = {1: x, 2: x} %}", MANY),
    "named tables": ("{% set x = 1 %}", "{% set x = dict(a=x, b=x) %}", MANY),
}


@pytest.mark.parametrize("name", DOUBLINGS)
def test_doubling(tmp_path: Path, name: str) -> None:
    """Guard against a text or list that a few lines make larger than any memory."""
    first, again, reason = DOUBLINGS[name]

    assert reason in problem(tmp_path, first + again * 40 + "{{ x }}").reason


BLOCKS = "{% block a0 %}x{% endblock %}" + "".join(
    f"{{% block a{n + 1} %}}{{{{ self.a{n}() }}}}{{{{ self.a{n}() }}}}{{% endblock %}}"
    for n in range(40)
)
RECURSIVE = (
    "{% set r = [1, 2] %}{% for i in r recursive %}"
    "{% if loop.depth < 40 %}{{ loop(r) }}{% endif %}{% endfor %}"
)
MACRO = "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(40) }}"
FEW = 50_000
"""Steps in these tests, so that they are quick."""


@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(3000) %}{% for j in range(3000) %}{% endfor %}{% endfor %}",
        "{% set r = range(3000) %}{% for i in r %}{% for j in r %}{% endfor %}{% endfor %}",
        "{% set r = 'x' * 3000 %}{% for i in r %}{% for j in r %}{% endfor %}{% endfor %}",
        RECURSIVE,
        MACRO,
        BLOCKS,
        "{% for i in range(3000) %}{{ range(3000)|list|length }}{% endfor %}",
        "{% for i in range(3000) %}{{ range(3000)|map('upper')|list|length }}{% endfor %}",
        "{% for i in range(90000) %}{{ report|string|length }}{% endfor %}",
    ],
    ids=[
        "ranges",
        "one range twice",
        "letters",
        "a loop that calls itself",
        "a macro that calls itself",
        "blocks",
        "lists",
        "filters",
        "texts",
    ],
)
def test_never_ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Guard the coordinator's time: each of these would run for days, and is stopped."""
    monkeypatch.setattr(sandbox, "MOST_STEPS", FEW)

    assert STEPS in problem(tmp_path, text).reason


def test_files_that_include_the_next_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard the same without any loop or call."""
    monkeypatch.setattr(sandbox, "MOST_STEPS", FEW)
    chain = {
        f"a{n}.html": f'{{% include "a{n + 1}.html" %}}{{% include "a{n + 1}.html" %}}'
        for n in range(40)
    }

    assert STEPS in problem(tmp_path, '{% include "a0.html" %}', **chain, **{"a40.html": ""}).reason


@pytest.mark.parametrize("name", ["x' * 99 ~ '", "a' * 5000 ~ '", "\\0"])
def test_impossible_names_of_files(tmp_path: Path, name: str) -> None:
    """Guard names that the file system itself refuses."""
    assert "there is no template" in problem(tmp_path, f"{{% include '{name}' %}}").reason


def test_ring_of_links(tmp_path: Path) -> None:
    """Guard two links that lead to each other."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").symlink_to("b.html")
    (tmp_path / "templates" / "b.html").symlink_to("a.html")

    reason = problem(tmp_path, "{% include 'a.html' %}").reason
    assert "there is no template 'a.html'" == reason.partition("; did you mean")[0]


def test_functions_have_bounds_too(tmp_path: Path) -> None:
    """Guard our own functions, which a template may call with anything."""
    assert "######" == made_html(tmp_path, "{{ hashes(1000000000) }}")
    assert "{n:>999999999}" == made(tmp_path, "{{ ngettext('{n}', '{n:>999999999}', 2) }}")
    long = "{% set x %}{% for i in range(50000) %}{{ 'x' * 50 }}{% endfor %}{% endset %}"
    with pytest.raises(TemplateProblem, match="a text is longer than"):
        made_html(tmp_path, long + "{{ narrative(x, 3) }}")


def test_everyday_templates_are_not_hindered(tmp_path: Path) -> None:
    """Guard what a template needs: loops, lists, sums, texts, joins, rounding."""
    text = (
        "{% for i in range(3) %}{{ i * 2 + 1 }};{% endfor %}"
        "{{ ['a', 'b']|join(', ') }};{{ 'a' ~ '<' ~ 1 }};{{ 2.346|round(2) }};"
        "{{ [3, 1]|sort|first }};{{ {'a': 1}.items()|list }};{{ 'Ab'.upper() }};"
        "{{ [1, 2, 3, 4]|batch(2)|list }};{{ [{'n': 'x'}, {'n': '&'}]|join('<', attribute='n') }}"
    )

    expected = "1;3;5;a, b;a<1;2.35;1;[('a', 1)];AB;[[1, 2], [3, 4]];x<&"
    assert expected == made(tmp_path, text)
    assert expected == unescape(made_html(tmp_path, text))


TYPED = "x** <b> # [a](https://x.org) `c`"
MIXED = [
    "{{ t }}",
    "**{{ t }}**",
    "{{ t ~ '' }}",
    "{% macro m() %}**m**{% endmacro %}{{ m() ~ t }}",
    "{% macro m() %}**m**{% endmacro %}{{ t ~ m() ~ t }}",
    "{% macro m() %}**m**{% endmacro %}{{ m() + t }}",
    "{% macro m() %}**m**{% endmacro %}{{ [m(), t]|join }}",
    "{% macro m() %}**m**{% endmacro %}{{ [m(), 'a']|join(t) }}",
    "{% set x %}{{ t }}{% endset %}{{ x ~ t }}",
    "{% filter upper|lower %}{{ t }}{% endfilter %}",
    "{% autoescape false %}{{ t ~ '' }}{% endautoescape %}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ t }}{% endcall %}",
    "{{ [t]|tojson }}",
    "{{ t|title|trim|string }}",
]


@pytest.mark.parametrize("text", MIXED)
def test_typed_texts_are_never_read_as_markdown(tmp_path: Path, text: str) -> None:
    """Guard every way to put a typed text beside the Markdown of a template."""
    _write(tmp_path, "report.md", text, {})
    spoken = language("en")
    found = blocks(
        "report.md", {"t": TYPED}, words=page_words(spoken), language=spoken, folder=tmp_path
    )
    pieces = [run for block in walk(found) if isinstance(block, Paragraph) for run in block.text]

    assert TYPED.casefold() in "".join(run.text for run in pieces).casefold()
    assert not any(run.href or run.code for run in pieces)


@pytest.mark.parametrize("name", ["safe", "e", "escape", "forceescape"])
def test_nothing_makes_markdown_of_a_text(tmp_path: Path, name: str) -> None:
    """Guard the filters of HTML, which a page does not have."""
    _write(tmp_path, "report.md", "{{ report.title|" + name + " }}", {})

    with pytest.raises(TemplateProblem, match=f"No filter named '{name}'"):
        made(tmp_path, "{{ report.title|" + name + " }}")


def test_values_in_braces() -> None:
    """Guard texts with values: names are filled in once, and nothing else is."""
    assert "a {b} {0}" == filled("{x} {y} {0}", {"x": "a", "y": "{b}", "0": "{0}"})
    with pytest.raises(KeyError):
        filled("{x}", {})
