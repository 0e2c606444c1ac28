"""Application forms made of a plan, in the layout of the e-forms of call 2025, as Word and PDF.

Filled in forms of real projects are not public, so these are made. The English labels are those
of the forms KA220-ADU and KA210-YOU of call 2025, round 2, as they are printed without answers,
with the other action's name; those in German and Croatian are OUR OWN WORDS, unverified: no form in
these languages was seen. They have columns for leaders and months too, which the form does not ask.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import vetpartner as vp
from vetpartner.programme import country_name

if TYPE_CHECKING:
    from collections.abc import Iterator

Block = str | list[list[str]]

ENGLISH = {
    "contents": "Table of contents",
    "context": "Context",
    "title": "Project Title",
    "facts": [
        "Project Start Date (dd/mm/yyyy)",
        "Project Duration",
        "Project End Date (dd/mm/yyyy)",
        "National Agency of the Applicant Organisation",
        "Language used to fill in the form",
    ],
    "lump": "Project lump sum",
    "applicant": "Applicant organisation",
    "partners": "Partner organisations",
    "organisation": ["OID", "Legal name", "Country", "Region", "City", "Website"],
    "composition": [
        "Organisation ID", "Legal name", "Country", "City", "Organisation type", "Newcomer",
    ],
    "packages": ["Work package id", "Title", "Number of activities", "Grant (EUR)"],
    "package": "Work package No.{} - {}",
    "items": ["Budget Items", "Allocated amount (EUR)"],
    "total": "Total",
    "sum": "Total (EUR)",
    "lump_row": "Project lump sum (EUR)",
    "activities": [
        "Activity title", "Venue", "Estimated start date", "Estimated end date",
        "Leading Organisation", "Participating Organisations",
        "Amount allocated to activity (EUR)", "Expected results",
    ],
    "yes": ("Yes", "No"),
    "language": "English",
}  # fmt: skip
GERMAN = {
    "contents": "Inhaltsverzeichnis",
    "context": "Kontext",
    "title": "Projekttitel",
    "facts": [
        "Projektbeginn (dd/mm/yyyy)", "Projektdauer", "Projektende (dd/mm/yyyy)",
        "Nationale Agentur", "Sprache des Antrags",
    ],
    "lump": "Pauschalbetrag",
    "applicant": "Antragstellende Organisation",
    "partners": "Partnerorganisationen",
    "organisation": ["OID", "Name der Organisation", "Land", "Region", "Stadt", "Webseite"],
    "composition": [
        "OID", "Name der Organisation", "Land", "Stadt", "Art der Organisation", "Neuling",
    ],
    "packages": ["Arbeitspaket", "Titel", "Federführung", "Monate", "Betrag (EUR)"],
    "package": "Arbeitspaket {} – {}",
    "items": ["Arbeitspaket", "Betrag (EUR)"],
    "total": "Gesamt",
    "sum": "Gesamt",
    "lump_row": "Pauschalbetrag",
    "activities": [
        "Aktivität", "Veranstaltungsort", "Beginn", "Ende", "Federführung", "Beteiligte Partner",
        "Betrag (EUR)", "Ergebnisse",
    ],
    "yes": ("Ja", "Nein"),
    "language": "Englisch",
}  # fmt: skip
CROATIAN = {
    "contents": "Sadržaj",
    "context": "Kontekst",
    "title": "Naziv projekta",
    "facts": [
        "Početak projekta (dd/mm/yyyy)", "Trajanje projekta", "Kraj projekta (dd/mm/yyyy)",
        "Nacionalna agencija", "Jezik prijave",
    ],
    "lump": "Paušalni iznos",
    "applicant": "Prijavitelj",
    "partners": "Partneri",
    "organisation": ["OID", "Naziv organizacije", "Država", "Regija", "Grad", "Web stranica"],
    "composition": [
        "OID", "Naziv organizacije", "Država", "Grad", "Vrsta organizacije", "Novi sudionik",
    ],
    "packages": ["Radni paket", "Naslov", "Voditelj", "Mjeseci", "Iznos (EUR)"],
    "package": "Radni paket {} – {}",
    "items": ["Radni paket", "Iznos (EUR)"],
    "total": "Ukupno",
    "sum": "Ukupno",
    "lump_row": "Paušalni iznos",
    "activities": [
        "Naziv aktivnosti", "Mjesto održavanja", "Datum početka", "Datum završetka", "Nositelj",
        "Sudjelujuće organizacije", "Iznos (EUR)", "Rezultati",
    ],
    "yes": ("Da", "Ne"),
    "language": "Engleski",
}  # fmt: skip
LANGUAGES: dict[str, dict[str, Any]] = {"en": ENGLISH, "de": GERMAN, "hr": CROATIAN}


def form(p: vp.Partnership, language: str = "en") -> list[Block]:
    """Return the form of a plan: headings that begin with `# `, paragraphs and tables."""
    return list(_small(p) if p.plan.project.action == "KA210-VET" else _large(p, language))


def _day(day: Any) -> str:  # noqa: ANN401
    return f"{day:%d/%m/%Y}"


def _euros(amount: Any) -> str:  # noqa: ANN401
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",")


def _country(code: str, language: str) -> str:
    from babel import Locale

    return Locale(language).territories[code] if language != "en" else country_name(code)


def _head(p: vp.Partnership) -> Iterator[Block]:
    project = p.plan.project
    yield f"Call {project.call} Round {project.round or 1} KA2"
    yield f"Form ID {project.action}-0A1B2C3D Deadline (Brussels Time) 01 Jan 2020 12:00:00"
    yield "# Application"
    yield [["Programme", "Erasmus+"], ["Action Type", f"An invented form ({project.action})"]]


def _context(p: vp.Partnership, words: dict[str, Any]) -> Iterator[Block]:
    project, plan = p.plan.project, p.plan
    assert project.start is not None
    span = vp.When.project_months(1, project.months).span(project.start)
    yield f"# {words['context']}"
    yield words["title"]
    yield str(project.title)
    agency = f"{project.national_agency} - An agency"
    yield [
        words["facts"],
        [_day(project.start), str(project.months), _day(span.last), agency, words["language"]],
    ]
    yield [[words["lump"], _euros(plan.project.lump_sum.amount)]]


def _organisations(p: vp.Partnership, words: dict[str, Any], language: str) -> Iterator[Block]:
    rows = [
        [o.oid or "", o.name or "", _country(o.country or "", language), "", o.city or "",
         o.website or ""]
        for o in p.plan.organisations
    ]  # fmt: skip
    yield f"# {words['applicant']}"
    yield [words["organisation"], rows[0]]
    yield f"# {words['partners']}"
    yield [words["organisation"], *rows[1:]]


def _composition(p: vp.Partnership, words: dict[str, Any], language: str) -> Block:
    return [
        words["composition"],
        *(
            [o.oid or "", o.name or "", _country(o.country or "", language), o.city or "",
             o.kind or "", words["yes"][not o.newcomer]]
            for o in p.plan.organisations
        ),
    ]  # fmt: skip


def _priorities(p: vp.Partnership) -> Iterator[Block]:
    law = vp.rules(p.plan.project.action, p.plan.project.call)
    label = {each.key: each.label for each in law.priorities}
    first, *others = p.plan.project.priorities
    yield "# Relevance of the project"
    yield "Please select the most relevant priority according to the objectives of your project."
    yield f"{first.partition(':')[0]}: {label[first]}"
    yield (
        "If relevant, please select up to two additional priorities according to the objectives "
        "of your project."
    )
    yield from (f"{key.partition(':')[0]}: {label[key]}" for key in others)
    yield "How does the project address the selected priorities ?"
    yield "In words that belong to no field, with a date such as 12/05/2024 and 4 000 EUR."
    yield "Please select up to three topics addressed by your project"
    yield from p.plan.project.topics
    yield "Please describe the motivation for your project and explain why it should be funded."
    yield "Because it is invented."


def _large(p: vp.Partnership, language: str) -> Iterator[Block]:
    words, plan, official = LANGUAGES[language], p.plan, language == "en"
    names = {o.id: str(o.name) for o in plan.organisations}
    yield from _head(p)
    yield f"# {words['contents']}"
    yield [[words["context"], "3"], ["Project Summary", "4"], [words["title"], "5"]]
    yield "PAGE"
    yield from _context(p, words)
    yield from _organisations(p, words, language)
    yield "PAGE"
    rows = []
    for w in plan.work_packages:
        whole = sum(m.amount for m in w.grant.values())
        count = sum(a.work_package == w.id for a in plan.activities)
        months = w.when.months
        assert months is not None
        more = (
            [str(count)]
            if official
            else [names[str(w.lead)], f"M{months[0].number}–M{months[1].number}"]
        )
        rows.append([w.id, str(w.title), *more, _euros(whole)])
    blank = [""] * (len(words["packages"]) - 2)
    yield [words["packages"], *rows, [words["total"], *blank, _euros(plan.project.lump_sum.amount)]]
    yield "# Budget Summary"
    label = {w.id: words["package"].format(w.id[2:], w.title) for w in plan.work_packages}
    yield [
        words["items"],
        *([label[w.id], row[-1]] for w, row in zip(plan.work_packages, rows, strict=True)),
        [words["total"], _euros(plan.project.lump_sum.amount)],
    ]
    yield "Distribution of the grant amount among participating organisations"
    yield [
        ["", *label.values(), words["sum"]],
        *(
            [names[o.id], *(_euros(w.grant[o.id].amount) for w in plan.work_packages),
             _euros(sum(w.grant[o.id].amount for w in plan.work_packages))]
            for o in plan.organisations
        ),
        [words["sum"], *(row[-1] for row in rows), _euros(plan.project.lump_sum.amount)],
        [words["lump_row"], _euros(plan.project.lump_sum.amount), *[""] * len(rows)],
    ]  # fmt: skip
    yield "PAGE"
    if official:
        yield from _priorities(p)
    yield "# Partnership composition"
    yield _composition(p, words, language)
    for w in plan.work_packages:
        yield "PAGE"
        yield f"# {label[w.id]}"
        yield "What are the specific objectives of this work package and how do they contribute?"
        yield "An invented answer."
        own = [a for a in plan.activities if a.work_package == w.id]
        if own:
            whole = _euros(sum(a.amount.amount for a in own))
            yield [
                words["activities"],
                *(_activity(p, a, language) for a in own),
                [words["total"], *[""] * 5, whole, ""],
            ]


def _activity(p: vp.Partnership, a: Any, language: str) -> list[str]:  # noqa: ANN401
    names = {o.id: str(o.name) for o in p.plan.organisations}
    span = a.when.span(p.plan.project.start)
    where = _venue(a, language)
    others = ", ".join(names[o] for o in a.organisations)
    return [str(a.title), where, _day(span.first), _day(span.last), names[a.lead], others,
            _euros(a.amount.amount), "An invented result"]  # fmt: skip


def _venue(a: Any, language: str) -> str:  # noqa: ANN401
    if a.venue is None:
        return ""
    return f"{a.venue.city}, {_country(a.venue.country, language)}"


def _small(p: vp.Partnership) -> Iterator[Block]:
    words, plan = ENGLISH, p.plan
    names = {o.id: str(o.name) for o in plan.organisations}
    yield from _head(p)
    yield "PAGE"
    yield from _context(p, words)
    yield from _priorities(p)
    yield "PAGE"
    for n, o in enumerate(plan.organisations):
        yield "# Participating Organisations" if not n else "# Partner Organisations"
        if not n:
            yield "# Applicant organisation"
        yield [
            ["Organisation ID", "Legal name", "Country"],
            [str(o.oid), str(o.name), country_name(str(o.country))],
        ]
        yield "# Applicant details" if not n else "# Partner organisation details"
        yield [["Legal name", str(o.name)], ["Country", country_name(str(o.country))],
               ["City", str(o.city)]]  # fmt: skip
        yield "What are the organisation's main activities?"
        yield "An invented answer."
    yield "PAGE"
    yield "# Activities"
    rows = []
    for a in plan.activities:
        span = a.when.span(plan.project.start)
        days = str((span.last - span.first).days + 1)
        rows.append(
            [str(a.title), _day(span.first), _day(span.last), days, _euros(a.amount.amount)]
        )
    yield [
        ["Activity Title", "Estimated start date", "Estimated end date",
         "Activity duration (in days)", "Grant amount allocated to the activity (EUR)"],
        *rows,
        ["Total", "", "", "", _euros(plan.project.lump_sum.amount)],
    ]  # fmt: skip
    for a, row in zip(plan.activities, rows, strict=True):
        yield "# Activity Details"
        yield "Please complete the following table"
        yield [["Activity Title", row[0]], ["Venue", _venue(a, "en")],
               ["Estimated start date", row[1]], ["Estimated end date", row[2]],
               ["Leading Organisation", names[a.lead]],
               ["Grant amount allocated to the activity", row[4]]]  # fmt: skip
        yield "Describe the content of the proposed activity."
        yield "An invented answer."
    yield "PAGE"
    yield "# Budget Summary"
    yield [["Activities", "Estimated cost (EUR)"], *([r[0], r[4]] for r in rows),
           ["Total", _euros(plan.project.lump_sum.amount)]]  # fmt: skip


def docx(blocks: list[Block]) -> bytes:
    """Return a form as Word, always the same bytes."""
    from docx import Document
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(42), Cm(29.7)
    for block in blocks:
        if isinstance(block, list):
            table = document.add_table(rows=0, cols=max(map(len, block)))
            for row in block:
                for cell, text in zip(table.add_row().cells, row, strict=False):
                    cell.text = text
        elif block == "PAGE":
            document.add_page_break()
        elif block.startswith("# "):
            document.add_heading(block[2:], 1)
        else:
            document.add_paragraph(block)
    out = io.BytesIO()
    document.save(out)
    held, new = zipfile.ZipFile(out), io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in held.namelist():
            archive.writestr(zipfile.ZipInfo(name), held.read(name), zipfile.ZIP_DEFLATED)
    return new.getvalue()


def pdf(blocks: list[Block], *, inset: str = "4pt", head: str = "") -> bytes:
    """Return a form as PDF; `inset` is the room in a cell, `head` stands on each page."""
    import typst

    source = (
        "#set document(date: none)\n"
        "#set page(width: 29.7cm, height: 21cm, margin: 1.2cm,"
        " header: align(right, sys.inputs.head), footer: [EN #h(1fr)"
        ' #context counter(page).display("1 / 1", both: true)])\n'
        '#set text(font: "Libertinus Serif", size: 9pt)\n'
        "#let blocks = json(bytes(sys.inputs.blocks))\n"
        "#for b in blocks { if type(b) == array {"
        f" table(columns: b.at(0).len(), inset: (x: 4pt, y: {inset}), ..b.flatten()) }}"
        ' else if b == "PAGE" { pagebreak() }'
        ' else if b.starts-with("# ") { text(size: 14pt, b.slice(2)) ; parbreak() }'
        " else { b; parbreak() } }\n"
    )
    made = [
        [[*row, *[""] * (max(map(len, b)) - len(row))] for row in b] if isinstance(b, list) else b
        for b in blocks
    ]
    inputs = {"blocks": json.dumps(made), "head": head}
    return typst.compile(source.encode(), sys_inputs=inputs, ignore_system_fonts=True)
