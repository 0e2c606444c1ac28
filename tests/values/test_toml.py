"""TOML within limits: what the parser of Python would not come to an end of is refused."""

from __future__ import annotations

import time

import pytest

from vetpartner.files.toml_text import positions
from vetpartner.values.toml import LONGEST_TREE, NotParsed, toml_of

DEEP = "a." * 60 + "a"


@pytest.mark.parametrize(
    ("text", "slug", "line"),
    [
        (f"{DEEP} = 1", "nested-too-deeply", 1),
        (f"x = 1\n[{DEEP}]", "nested-too-deeply", 2),
        (f"x = {{{DEEP} = 1}}", "nested-too-deeply", 1),
        ("a . " * 60 + "a = 1", "nested-too-deeply", 1),
        ('"a".' * 60 + "a = 1", "nested-too-deeply", 1),
        (f't = {{k = """it\\"s""", {DEEP} = "x"}}', "nested-too-deeply", 1),
        (f't = {{k = """\n""", {DEEP.replace(".", " . ")} = "x"}}', "nested-too-deeply", 2),
        (f"{DEEP} = 1 # {'x' * 1_000_000}", "nested-too-deeply", 1),
        ("[a]\n" * 300_002, "file-too-large", 1),
    ],
)
def test_refused(text: str, slug: str, line: int) -> None:
    """Guard against keys and tables of which a small file holds too many."""
    with pytest.raises(NotParsed) as raised:
        toml_of(text)

    assert (slug, line) == (raised.value.slug, raised.value.line)


@pytest.mark.parametrize(
    "text",
    [
        f'x = "{"Yes. No. " * 200}"',
        f'x = """\n{"A sentence of words. " * 200}\n"""',
        f'x = """\n{"Yes. No. " * 200}\n"""',
        f'x = "{"." * 2_000}"',
        f"x = [{'1.5, ' * 500}]",
        "# " + "a.b " * 300,
        "a.b.c = 1",
    ],
)
def test_texts_with_many_points(text: str) -> None:
    """Guard that long texts, numbers and remarks are no keys."""
    assert isinstance(toml_of(text), dict)


def test_looking_for_keys_takes_no_time() -> None:
    """Guard the look itself: words without end, and quotes that nobody closes."""
    begin = time.process_time()
    for part in ("a" * 100_000 + "." * 99, '"' * 100_000 + "." * 99, "a.b " * 25_000, ".a" * 9_999):
        text = f"x = '''\n{part}\n'''"
        try:
            toml_of(text)
        except NotParsed:
            assert part.startswith(".a")

    assert time.process_time() - begin < 5


def test_positions_of_a_long_text() -> None:
    """Guard that in a very long text a mistake is told with the line of its table."""
    text = '[project]\nx = 1\n[[held]]\nof = "M1"\n\n  [[held]] # remark\nof = "M2"\n'
    long = text + "# " + "x" * LONGEST_TREE
    exact, rough = positions(text), positions(long)

    assert (7, 6) == exact.value(("held", 1, "of"))
    assert (6, 1) == rough.value(("held", 1, "of"))
    assert (3, 1) == rough.value(("held", 0))
    assert (1, 1) == rough.key(("project", "x"))
