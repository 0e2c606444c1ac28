"""Attacks on the engine of templates: nothing is reached, nothing explodes, nothing never ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from reported import Folder, partnership

from vetpartner.export.report import report
from vetpartner.render import sandbox as templating_budget
from vetpartner.render.language import filled
from vetpartner.render.sandbox import LONGEST_TEXT
from vetpartner.render.templates import TemplateProblem

if TYPE_CHECKING:
    from pathlib import Path

STEPS = "it takes too many steps: does it ever end?"
MANY = "a list is too large"


def made(folder: Path, text: str, **more: str) -> str:
    """Return the page that a template of the project's own makes, beside other files of it."""
    (folder / "templates").mkdir(exist_ok=True)
    for name, content in {"report.html": text, **more}.items():
        (folder / "templates" / name).write_text(content, encoding="utf-8")
    return report(evolve(partnership(), origin=Folder(folder=folder)), "final", draft=True).html


def problem(folder: Path, text: str, **more: str) -> TemplateProblem:
    """Return what is said about a template."""
    with pytest.raises(TemplateProblem) as caught:
        made(folder, text, **more)
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
        "{{ range._budget }}",
        "{{ self._TemplateReference__context }}",
        "{% for i in [1] %}{{ loop._iterator }}{% endfor %}",
        "{% macro m() %}{% endmacro %}{{ m._func }}",
        "{% import 'vetpartner:report_parts.html' as parts %}{{ parts.__dict__ }}",
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
    assert "templates/report.html" == found.file


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
        ("{{ 1.5|round(1000000000, 'ceil') }}", "1000000000 places are too many"),
        ("{{ [1]|batch(1000000000, 'x')|list }}", "1000000000 is too many"),
        ("{{ [1]|slice(1000000000)|list }}", "1000000000 is too many"),
        ("{{ {}|tojson(indent=1000000000) }}", "unexpected keyword argument 'indent'"),
        ("{{ 1 // 0 }}", "by zero"),
        ("{{ report.sections[99].id }}", "has no element 99"),
        ("{{ range(1, 2, 0) }}", "must not be zero"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "calls itself without end"),
        ("{% include 'report.html' %}", "calls itself without end"),
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
        assert "templates/report.html" == found.file


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
    monkeypatch.setattr(templating_budget, "MOST_STEPS", FEW)

    assert STEPS in problem(tmp_path, text).reason


def test_files_that_include_the_next_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard the same without any loop or call."""
    monkeypatch.setattr(templating_budget, "MOST_STEPS", FEW)
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
    assert "######" == made(tmp_path, "{{ hashes(1000000000) }}")
    assert "{n:&gt;999999999}" == made(tmp_path, "{{ ngettext('{n}', '{n:>999999999}', 2) }}")
    long = "{% set x %}{% for i in range(50000) %}{{ 'x' * 50 }}{% endfor %}{% endset %}"
    assert "a text is longer than" in problem(tmp_path, long + "{{ narrative(x, 3) }}").reason


def test_everyday_templates_are_not_hindered(tmp_path: Path) -> None:
    """Guard what a template needs: loops, lists, sums, texts, joins, rounding."""
    text = (
        "{% for i in range(3) %}{{ i * 2 + 1 }};{% endfor %}"
        "{{ ['a', 'b']|join(', ') }};{{ 'a' ~ '<' ~ 1 }};{{ 2.346|round(2) }};"
        "{{ [3, 1]|sort|first }};{{ {'a': 1}.items()|list }};{{ 'Ab'.upper() }};"
        "{{ [1, 2, 3, 4]|batch(2)|list }};{{ [{'n': 'x'}, {'n': '&'}]|join('<', attribute='n') }}"
    )

    expected = "1;3;5;a, b;a&lt;1;2.35;1;[(&#39;a&#39;, 1)];AB;[[1, 2], [3, 4]];x&lt;&amp;"
    assert expected == made(tmp_path, text)


def test_values_in_braces() -> None:
    """Guard texts with values: names are filled in once, and nothing else is."""
    assert "a {b} {0}" == filled("{x} {y} {0}", {"x": "a", "y": "{b}", "0": "{0}"})
    with pytest.raises(KeyError):
        filled("{x}", {})
