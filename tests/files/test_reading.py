"""Reading folders and files: everything wrong at once, and never a traceback."""

from pathlib import Path

import pytest

from vetpartner.files import InvalidProject, load, read
from vetpartner.files.disk import LARGEST_FILE
from vetpartner.values.finding import Severity

GOOD = '[project]\nacronym = "X"\n'


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    """Write a project folder; `facts_toml` stands for facts.toml."""
    for name, content in files.items():
        path = tmp_path / name.replace("_toml", ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return tmp_path


def slugs(path: Path) -> list[str]:
    """Return the slugs of what reading finds."""
    return [finding.slug for finding in read(path).findings]


def test_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    """A typo in one file does not hide those in another."""
    made = folder(
        tmp_path,
        project_toml='[project]\ntitel = "x"\n',
        facts_toml='[[held]]\noff = "M1"\n',
        rules_toml="action = 3\n",
    )

    found = read(made).findings

    assert None is read(made).partnership
    assert ["facts.toml", "project.toml", "rules.toml"] == sorted(
        {finding.place.file for finding in found if finding.place}
    )


def test_load_raises_with_all_findings(tmp_path: Path) -> None:
    """Programmers get one exception that holds, and prints, everything."""
    made = folder(tmp_path, project_toml='[project]\ntitel = "x"\nmonths = "y"\n')

    with pytest.raises(InvalidProject, match="titel") as caught:
        load(made)
    assert 2 == len(caught.value.findings)
    assert "did you mean `title`?" in str(caught.value)


def test_a_table_in_the_wrong_file(tmp_path: Path) -> None:
    """Facts in project.toml are shown the way to facts.toml, and the other way round."""
    made = folder(
        tmp_path,
        project_toml='[project]\n[[held]]\nof = "M1"\n',
        facts_toml='[[meetings]]\nid = "M1"\n',
    )

    assert {"it belongs in facts.toml", "it belongs in project.toml"} == {
        finding.way_out for finding in read(made).findings
    }


def test_a_table_that_nobody_knows(tmp_path: Path) -> None:
    """Guard that the name is pointed at, and not what stands in it."""
    made = folder(tmp_path, project_toml='[project]\ntitle = "X"\n[other]\nkey = 1\n')
    made = folder(made, facts_toml="  sold = 3\n")
    found = {finding.message.split()[0]: finding.place for finding in read(made).findings}

    assert {"`other`": (3, 1), "`sold`": (1, 3)} == {
        name: (place.line, place.column) for name, place in found.items() if place is not None
    }


@pytest.mark.parametrize(
    ("content", "slug", "line", "column"),
    [
        (b'[project]\ntitle = "\xe9cole"\n', "not-utf-8", 2, 10),
        (b"[project]\nx = " + b"[" * 5000 + b"\n", "nested-too-deeply", 1, 1),
        (b"[project\n", "not-toml", 1, 9),
        (b"title = ", "not-toml", 1, 9),
        (b"[project]\nlump_sum = 1e999999999999999999999\n", "not-toml", 2, 33),
        (b"[project]\nlump_sum = " + b"9" * 5000 + b"\n", "not-toml", 3, 1),
    ],
)
def test_files_that_are_not_what_they_should_be(
    tmp_path: Path, content: bytes, slug: str, line: int, column: int
) -> None:
    """Encodings, nesting and syntax end in one finding at their place."""
    found = read(folder(tmp_path, project_toml=content)).findings

    assert [slug] == [finding.slug for finding in found]
    place = found[0].place
    assert place
    assert slug == "not-toml" or (line, column) == (place.line, place.column)


def test_huge_files_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of 50 MB is a mistake, and is refused before it is loaded."""
    monkeypatch.setattr("vetpartner.files.reading.LARGEST_TOML", 10)

    assert ["file-too-large"] == slugs(folder(tmp_path, project_toml=GOOD))


def test_empty_file(tmp_path: Path) -> None:
    """An empty project is a project of which nothing is known."""
    reading = read(folder(tmp_path, project_toml=""))

    assert reading.partnership is not None
    assert None is reading.partnership.plan.project.title


def test_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    """What Windows programs write is read."""
    made = folder(tmp_path, project_toml=b'\xef\xbb\xbf[project]\r\ntitle = "x"\r\n')

    assert "x" == load(made).plan.project.title


def test_nothing_there(tmp_path: Path) -> None:
    """A wrong path is a finding with the way out."""
    (tmp_path / "notes.txt").write_text("x")

    assert ["no-project"] == slugs(tmp_path / "missing")
    assert ["no-project"] == slugs(tmp_path / "notes.txt")
    assert ["unreadable-file"] == slugs(tmp_path)


@pytest.mark.parametrize(
    ("file", "content"),
    [("facts.toml", b"[[held"), ("narrative/final.en.md", b"\xff"), ("rules.toml", b"action =")],
)
def test_a_broken_part_stops_the_whole(tmp_path: Path, file: str, content: bytes) -> None:
    """A partnership without its facts, words or rules would say something false."""
    assert None is read(folder(tmp_path, project_toml=GOOD, **{file: content})).partnership


PARTS = ["facts.toml", "rules.toml", "narrative/final.en.md"]
PARTS += ["tables/participants.csv", "tables/costs.xlsx"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("how", ["a link to nowhere", "a link out of the folder", "too large"])
def test_a_part_that_cannot_be_opened_stops_the_whole(part: str, how: str, tmp_path: Path) -> None:
    """Guard that nobody is missing, and no money, because a single file could not be opened."""
    outside = tmp_path / "outside"
    outside.write_text("")
    place = folder(tmp_path / "p", project_toml=GOOD)
    file = place / part
    file.parent.mkdir(exist_ok=True)
    if how == "too large":
        with file.open("wb") as new:
            new.truncate(LARGEST_FILE + 1)
    else:
        file.symlink_to(place / "nowhere" if how == "a link to nowhere" else outside)
    reading = read(place)

    assert reading.partnership is None
    assert [part] == [f.message.split()[0].rstrip(":") for f in reading.findings.errors]


def test_a_comment_that_is_not_closed_hides_no_other_answer(tmp_path: Path) -> None:
    """Guard answers below a hint that lost its end: each stays below its own question."""
    words = (
        "## sum.objectives\n\n<!-- hint without end\n\n## sum.results\n\n<!-- hint -->\nA.\n"
        "\n## imp.sharing\n<!-- open\n\n<!-- closed,\n## sum.results\nleft out -->\nB.\n"
    )
    made = folder(tmp_path, project_toml=GOOD, **{"narrative/final.en.md": words})
    narrative = load(made).narrative("final", "en")

    assert narrative
    assert "A." == narrative.answer("sum.results")
    assert "B." == narrative.answer("imp.sharing")


def test_narratives_are_read(tmp_path: Path) -> None:
    """Answers stand under their question; comments and other files are left out."""
    words = (
        "preface\n\n## sum.results — What came of it?\n<!-- hint -->\nA *course*.\n\n"
        "### Own heading\nmore\n\n## wp.WP2.results\nyes\n<!-- open comment"
    )
    files = {"narrative/final.en.md": words, "narrative/notes.md": "x"}
    reading = read(folder(tmp_path, project_toml=GOOD, **files))

    assert reading.partnership
    narrative = reading.partnership.narrative("final", "en")
    assert narrative
    assert "A *course*.\n\n### Own heading\nmore" == narrative.answer("sum.results")
    assert "yes" == narrative.answer("wp.WP2.results")
    assert [("narrative-name", Severity.NOTE)] == [(f.slug, f.severity) for f in reading.findings]
    origin = reading.partnership.origin
    assert origin
    place = origin.locate("narrative/final.en/wp.WP2.results")
    assert "narrative/final.en.md:10:1" == str(place)
    assert "## wp.WP2.results" == origin.line(place)
    assert "narrative/final.en.md:1:1" == str(origin.locate("narrative/final.en"))
    assert None is origin.locate("narrative/final.hr")


def test_evidence_is_looked_for(tmp_path: Path) -> None:
    """Named files must be in the folder and hold something."""
    made = folder(
        tmp_path,
        project_toml='[[meetings]]\nid = "M1"\n',
        facts_toml=(
            '[[held]]\nof = "M1"\nevidence = [\n'
            '  { kind = "agenda", file = "evidence/agenda.pdf" },\n'
            '  { kind = "minutes", file = "evidence/minutes.pdf" },\n'
            '  { kind = "photo", file = "../photo.jpg" },\n'
            '  { kind = "list", file = "evidence/list.pdf" },\n'
            '  { kind = "link", url = "https://example.org" },\n]\n'
        ),
        **{"evidence/minutes.pdf": "", "evidence/list.pdf": "%PDF-1.7"},
    )

    found = read(made).findings

    assert ["evidence-file-empty", "evidence-file-missing", "evidence-outside-folder"] == sorted(
        finding.slug for finding in found
    )
    assert {"facts.toml:3:12"} == {str(finding.place) for finding in found}


def test_own_rules_with_a_mistake(tmp_path: Path) -> None:
    """Mistakes in rules.toml come with their line."""
    made = folder(
        tmp_path, project_toml=GOOD, rules_toml='action = "X"\ncall = 2019\ntitle = "x"\nfoo = 1\n'
    )

    found = read(made).findings

    assert ["rules-problem"] == [finding.slug for finding in found]
    assert "rules.toml:4:7" == str(found[0].place)


def test_places_of_addresses(tmp_path: Path) -> None:
    """Addresses of findings lead to lines: things by id, facts by number, the rest nearby."""
    made = folder(
        tmp_path,
        project_toml='[project]\ntitle = "x"\n\n[[meetings]]\nid = "M1"\nwhen = "M3"\n',
        facts_toml=(
            '[[held]]\nof = "M1"\n\n[[held]]\nof = "M1"\nparticipants = 3\n\n'
            '[[noted]]\nnote = "n"\n'
        ),
    )
    origin = load(made).origin
    assert origin
    places = {
        "project/title": "project.toml:2:9",
        "project/start": "project.toml:1:1",
        "meetings/M1/when": "project.toml:6:8",
        "meetings/M1/venue": "project.toml:4:1",
        "meetings": "project.toml:4:1",
        "meetings/M9": "project.toml:1:1",
        "held/M1": "facts.toml:1:1",
        "held/M1#2/participants": "facts.toml:6:16",
        "noted/#1": "facts.toml:8:1",
        "trainings/T1": "project.toml:1:1",
    }

    assert places == {address: str(origin.locate(address)) for address in places}
    assert made == origin.folder


def test_a_single_file_travels_without_its_evidence(tmp_path: Path) -> None:
    """Evidence is looked for in folders only: a file sent to a partner is complete in itself."""
    file = tmp_path / "p.toml"
    evidence = '[{ kind = "agenda", file = "evidence/agenda.pdf" }]'
    file.write_text(f'[[meetings]]\nid = "M1"\n[[held]]\nof = "M1"\nevidence = {evidence}\n')

    assert () == tuple(read(file).findings)
    assert load(file).facts[0].evidence


def test_a_narrative_of_too_many_headings(tmp_path: Path) -> None:
    """What no form asks is not read heading by heading."""
    (tmp_path / "project.toml").write_text("[project]\n", "utf-8")
    (tmp_path / "narrative").mkdir()
    (tmp_path / "narrative" / "final.en.md").write_text("\n## a.b\n" * 20_001, "utf-8")

    assert ["file-too-large"] == [finding.slug for finding in read(tmp_path).findings.errors]
