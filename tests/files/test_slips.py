"""Slips of the pen in TOML: each with the line that was meant, all of a file at once."""

import random
import time
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from vetpartner.files import read
from vetpartner.files.fixing import fixes
from vetpartner.files.meant import retyped
from vetpartner.files.slips import LONGEST, MOST, Gap, slips

SMALL = Path(__file__).parents[2] / "examples" / "small-harvest"
MEANT = [
    ("title = “Green”", 'title = "Green"'),
    ("title = „Grün“", 'title = "Grün"'),
    ("title = «Vert»", 'title = "Vert"'),
    ("title = ‘Green’", 'title = "Green"'),  # noqa: RUF001 - as typed
    ('title = "Green”', 'title = "Green"'),
    ("title = “the “Green” week”", 'title = "the “Green” week"'),
    ('title = "the "Green" week"', r'title = "the \"Green\" week"'),
    ("title = 'L'école'", 'title = "L\'école"'),
    ('title = "unclosed', 'title = "unclosed"'),
    ("title = Kick-off in Split", 'title = "Kick-off in Split"'),
    ("title = Kick-off # a remark", 'title = "Kick-off"  # a remark'),
    ('title: "Green"', 'title = "Green"'),
    ('title := "Green"', 'title = "Green"'),
    ('title "Green"', 'title = "Green"'),
    ('title = "Green",', 'title = "Green"'),
    ('title = "Green";', 'title = "Green"'),
    ('title\u00a0=\u00a0"Green"', 'title = "Green"'),
    ('“title” = "Green"', 'title = "Green"'),
    ('work package = "WP1"', 'work_package = "WP1"'),
    (r'file = "evidence\M1\Udo.pdf"', 'file = "evidence/M1/Udo.pdf"'),
    ("when =", "# when ="),
    ("amount = 16 000", "amount = 16000"),
    ("amount = 16 000 €", 'amount = "16000.00 EUR"'),
    ("amount = €1.234,50", 'amount = "1234.50 EUR"'),
    ("amount = 1,234,567", "amount = 1234567"),
    ("months = 24 months", "months = 24"),
    ("number = 40%", "number = 40"),
    ("start = 1.9.2024", "start = 2024-09-01"),
    ("start = 2024-9-1", "start = 2024-09-01"),
    ("start = 1 September 2024", "start = 2024-09-01"),
    ("when = 2025-05-12..2025-05-14", 'when = "2025-05-12..2025-05-14"'),
    ("when = 12.5.2025 - 14.5.2025", 'when = "2025-05-12..2025-05-14"'),
    ("when = M3..M6", 'when = "M3..M6"'),
    ("newcomer = yes", "newcomer = true"),
    ("newcomer = Nein", "newcomer = false"),
    ("country = NO", 'country = "NO"'),
    ("languages = en, hr", 'languages = ["en", "hr"]'),
    ("languages = [en; hr]", 'languages = ["en", "hr"]'),
    ('languages = ["en" "hr"]', 'languages = ["en", "hr"]'),
    ("languages = [“en”, „hr“]", 'languages = ["en", "hr"]'),
    ("venue = { city: Split, country = “HR” }", 'venue = { city = "Split", country = "HR" }'),
    ("[[meetings]", "[[meetings]]"),
    ("[meetings]]", "[[meetings]]"),
    ("[[Work Packages]]:", "[[work_packages]]"),
    ("[[tpms]", "[[meetings]]"),
    ("[[project]", "[project]"),
    ("// a remark", "# a remark"),
    ("-- a remark", "# a remark"),
    ("deviation_share = 12,5%", 'deviation_share = "12.5 %"'),
    ("when = 3.-7.2.2025", 'when = "2025-02-03..2025-02-07"'),
    ("grant = { x = 1 250 €, y = 2.000,50 }", 'grant = { x = "1250.00 EUR", y = 2000.50 }'),
    ("[[work_package]]", "[[work_packages]]"),
    ("[organization]", "[[organisations]]"),
    ("[[tasks", "[[tasks]]"),
    ("[project", "[project]"),
    ("meetings]]", "[[meetings]]"),
    ("((tasks))", "[[tasks]]"),
    (",[[tasks]]", "[[tasks]]"),
    ("[[agreement.instalments]", "[[agreement.instalments]]"),
    ('title = Green"', 'title = "Green"'),
    ('languages = ["en", "hr]', 'languages = ["en", "hr"]'),
]
RETYPED = [
    ('call = "2026"', "call = 2026"),
    ('languages = "en, hr"', 'languages = ["en", "hr"]'),
    ('agenda = "Welcome, and a tour"', 'agenda = ["Welcome, and a tour"]'),
    ('expected = "14"  # all of them', "expected = 14  # all of them"),
    ("expected = 14.0", "expected = 14"),
    ('start = "7. März 2025"', "start = 2025-03-07"),
    ('when = "28.4.–2.5.2025"', 'when = "2025-04-28..2025-05-02"'),
    ('amount = "1.250,50 €"', 'amount = "1250.50 EUR"'),
    ("deviation_share = 15", 'deviation_share = "15 %"'),
    ('cancelled = "ja"', "cancelled = true"),
    ("title = 2025", 'title = "2025"'),
    ('start = "2025"', None),
    ('expected = "about 12"', None),
    ('when = "soon"', None),
    ('amount = "16.000"', None),
]
ASKED = [
    ("amount = 250,000", "`amount = 250000.00` or `amount = 250.00`"),
    ("start = 5/6/2025", "write the day as 2024-02-12 or with dots, day first: 12.2.2024"),
    ("start = 5.6.25", "write the day as 2024-02-12"),
    ("amount = 12-3", "write a number such as 12500.00"),
]


@pytest.mark.parametrize(("line", "right"), MEANT, ids=[line for line, _ in MEANT])
def test_what_was_meant(line: str, right: str) -> None:
    """Each slip has its line to paste, which is TOML, and what stands around it stays."""
    before = "" if right.startswith("[") else '[[risks]]\nid = "R1"\n'
    read_ = slips(f"{before}{line}\nnote = 7\n")

    (slip,) = read_.found
    assert (right, before.count("\n") + 1) == (slip.right, slip.line)
    assert read_.held is not None
    assert f"{before}{right}\nnote = 7\n" == read_.text
    assert tomllib.loads(read_.text, parse_float=Decimal) == read_.held
    assert slip.why


@pytest.mark.parametrize(("line", "right"), RETYPED, ids=[line for line, _ in RETYPED])
def test_a_value_of_another_kind(line: str, right: str | None) -> None:
    """A value that is TOML and not what its key holds has its line to paste, where it is sure."""
    slip = retyped(line)

    assert right == (None if slip is None else slip.right)
    if right is not None:
        assert tomllib.loads(right)


@pytest.mark.parametrize(("line", "way_out"), ASKED, ids=[line for line, _ in ASKED])
def test_what_may_be_meant_in_two_ways_is_asked(line: str, way_out: str) -> None:
    """Nothing is put right that could be another thing."""
    read_ = slips(f"[project]\n{line}\n")

    (slip,) = read_.found
    assert (None, way_out) == (slip.right, slip.way_out)
    assert {"project": {}} == read_.held
    assert [Gap(("project",), line, (line.split(maxsplit=1)[0],))] == list(read_.gaps)


@pytest.mark.parametrize(
    ("text", "said", "held"),
    [
        (
            "[project]\nmonths = 24\nmonths = 36\n",
            (3, "months stands twice: in line 2 too"),
            {"project": {"months": 24}},
        ),
        (
            '[project]\nsummary = """\none\n\n[[meetings]]\nid = "M1"\n',
            (2, "the text that begins in line 2 with three quotes is not closed by three"),
            {"project": {}, "meetings": [{"id": "M1"}]},
        ),
        (
            "[project]\nthis is no line of TOML at all\n",
            (2, "Expected '=' after a key"),
            {"project": {}},
        ),
    ],
)
def test_what_nobody_can_put_right(
    text: str, said: tuple[int, str], held: dict[str, object]
) -> None:
    """It is said where it stands, and never guessed."""
    read_ = slips(text)

    (slip,) = read_.found
    assert said[0] == slip.line
    assert slip.why.startswith(said[1])
    assert slip.right is None
    assert held == read_.held


def test_a_list_of_several_lines() -> None:
    """Its commas and quotes are put right line by line."""
    read_ = slips('[[meetings]]\nagenda = [\n  "one"\n  “two”,\n\n  three\n]\nid = M1\n')

    assert [3, 4, 6, 8] == [slip.line for slip in read_.found]
    assert {"meetings": [{"agenda": ["one", "two", "three"], "id": "M1"}]} == read_.held


SEVERAL = {
    "a list without its begin": ("agenda =\n  “one”,\n]\n", {1: "agenda = [", 2: '  "one",'}),
    "a list with a colon": ('agenda : [\n  "one",\n]\n', {1: "agenda = ["}),
    "a list with nothing for =": ('agenda  [\n  "one",\n]\n', {1: "agenda = ["}),
    "a list without its end": ('agenda = [\n  "one",\n\n# more\nid = 1\n', {2: '  "one",]'}),
    "a list of one line": ('agenda = ["one"\n\nid = 1\n', {1: 'agenda = ["one"]'}),
    "a list with more behind it": ("agenda = [\n  1,\n]'\n", {3: "]"}),
    "a text without its begin": ('summary =\none\n"""\n', {1: 'summary = """'}),
    "a text with quotes of a letter": ('summary = ”””\none\n"""\n', {1: 'summary = """'}),
    "a text that ends with such": ('summary = """\none”””\nid = 1\n', {2: 'one"""'}),
    "a text of which nothing says where it ends": (
        'summary = """\none\n\n[[tasks]]\nnote = """\ntwo\n"""\nid = x\n',
        {1: None, 8: 'id = "x"'},
    ),
    "lines that hang on one that says nothing": ("eviden\n  { a = 1 },\n  2,\n]\n", {1: None}),
    "a key of the next row": (
        '[[tasks]]\nid = "A"\ntitle = "B"\nid = "C"\ntitle = "D"\n',
        {4: None},
    ),
    "a line for the head of a row": (
        '[[held]]\nof = "A"\nsome words\nof = "B"\nnote = “x”\n',
        {3: None, 5: 'note = "x"'},
    ),
    "a table of a table": (
        "[[trainings]]\nmode: 1\n[trainings.venue]\ncity = 1\n",
        {2: "mode = 1"},
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_of_several_lines(name: str) -> None:
    """What belongs together is put right, or left out, as one, and told in one line."""
    text, expected = SEVERAL[name]
    read_ = slips(text)

    assert expected == {slip.line: slip.right for slip in read_.found}
    assert read_.held is not None
    assert len(read_.gaps) == [*expected.values()].count(None)


def test_a_key_that_is_called_as_a_gap() -> None:
    """What stands for a line that is left out is told from what somebody wrote."""
    read_ = slips("[project]\nleft-out-in-line-9 = 1\nleft-out-in-line-x = 2\nno line\n")

    assert {"project": {"left-out-in-line-9": 1, "left-out-in-line-x": 2}} == read_.held
    assert [4] == [slip.line for slip in read_.found]


def test_names_of_tables_that_may_be_meant() -> None:
    """A misspelt table is read on as the one that is meant, and not put right."""
    for name in ("meetngs", "workpackage_s", "delivera", "organizatons"):
        (slip,) = slips(f'[[{name}]]\nid = "A"\n').found
        assert (False, "unknown-key") == (slip.sure, slip.slug)
        assert slip.right is not None
    assert () == slips("[[gadgets]]\nid = 1\n\n[[deliv]]\nid = 1\n").found
    assert () == slips("[staff]\nvalue = 1\n", known=()).found


def test_single_brackets_are_told_where_they_stand() -> None:
    """One of several meetings has one bracket, before or behind the others."""
    for text in ("[meetings]\n[[meetings]]\n", "[[meetings]]\n[meetings]\n", "[meetings]\n"):
        (slip,) = slips(text).found
        assert ("[meetings]", "[[meetings]]") == (text.split("\n")[slip.line - 1], slip.right)


def test_all_at_once(tmp_path: Path) -> None:
    """Slips of the pen and what is wrong otherwise come in one run, with nothing made up."""
    text = (SMALL / "project.toml").read_text("utf-8")
    text = text.replace('title = "Small', "title: “Small", 1)
    text = text.replace("months = 18", "months = 18 mo").replace("licence =", "license =", 1)
    (tmp_path / "project.toml").write_text(text, "utf-8")

    slugs = [finding.slug for finding in read(tmp_path).findings]
    assert ["not-toml", "not-toml"] == [slug for slug in slugs if slug == "not-toml"]
    assert "unknown-key" in slugs


def test_fix(tmp_path: Path) -> None:
    """Certain slips are put right in the file, and nothing else; the old is kept."""
    text = (SMALL / "project.toml").read_text("utf-8")
    spoilt = text.replace('action = "KA210-VET"', "action = KA210-VET").replace(
        "[[tasks]]", "[tasks]"
    )
    data = spoilt.replace("\n", "\r\n").encode("utf-8-sig")
    (tmp_path / "project.toml").write_bytes(data)

    shown = fixes(tmp_path)
    assert data == (tmp_path / "project.toml").read_bytes()
    assert shown == fixes(tmp_path, write=True)
    assert data == (tmp_path / "project.toml.bak1").read_bytes()
    assert text.replace("\n", "\r\n").encode() == (tmp_path / "project.toml").read_bytes()
    assert () == fixes(tmp_path)


SIGNS = "“”\"'[]{}=:;,#.\\ \t\n%€5a\u00a0"


@pytest.mark.parametrize("seed", range(60))
def test_spoilt_by_chance(seed: int) -> None:
    """Whatever is typed ends; what is said to be right is TOML, and a line is told once."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    text = (SMALL / "project.toml").read_text("utf-8")[:6000]
    for _ in range(drawn.randint(1, 12)):
        at = drawn.randrange(len(text))
        text = (
            text[:at] + drawn.choice(SIGNS) * drawn.randint(0, 3) + text[at + drawn.randint(0, 2) :]
        )
    read_ = slips(text)

    assert len(text.split("\n")) == len(read_.text.split("\n"))
    assert len({slip.line for slip in read_.found}) == len(read_.found)
    if read_.held is not None and not read_.gaps:
        assert tomllib.loads(read_.text, parse_float=Decimal) == read_.held


def test_many_and_large() -> None:
    """So many are told at once, and a large file takes no time for them."""
    assert MOST == len(slips("[project]\n" + "a b c d\n" * 500).found)
    text = "[project]\n" + "".join(f"a{i} = “x”\n" for i in range(LONGEST // 12))[:LONGEST]
    begun = time.process_time()
    assert slips(text[:LONGEST]).found
    assert time.process_time() - begun < 10
    assert () == slips(text + "x" * LONGEST).found


LONG = {
    "spaces": "a" + " " * 60_000 + "!",
    "an amount": "a = 1" + " " * 60_000 + "x",
    "points": "a = " + "1." * 30_000 + "x",
    "quotes": "a = “" + "”" * 60_000,
    "straight quotes": 'a = "' + '" ' * 30_000,
    "lists": "a = " + "[x " * 20_000,
    "tables": "a = " + "{ b = " * 10_000,
    "brackets": "[" * 60_000,
    "backslashes": 'a = "C:' + "\\a" * 30_000 + '"',
    "dashes": "a = " + " - " * 20_000,
}


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("cut", [4_000, 60_000])
def test_no_line_stalls(name: str, cut: int) -> None:
    """Guard patterns against lines that somebody made to keep them busy."""
    text = f"[project]\n{LONG[name][:cut]}\n" * (200_000 // (cut + 12))
    begun = time.process_time()
    slips(text)

    assert time.process_time() - begun < 15  # about one, and four times that while coverage counts
