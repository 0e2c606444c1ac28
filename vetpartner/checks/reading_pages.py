"""What the mistakes mean that are found while files are read and reports made, by slug."""

from __future__ import annotations

READING = {
    "no-project": """Guard that there is something to read.

A project is a folder with `project.toml`, a planning workbook or a JSON document.
Give its path; `vetpartner new FOLDER` makes one to start from.""",
    "unreadable-file": """Guard that each file can be opened.

It may be missing, or belong to somebody else.
Look at the message of your computer, which is part of the finding.""",
    "file-too-large": """Guard against files that no project needs.

Put long lists into tables of their own, and pictures into `evidence/`.""",
    "not-utf-8": """Guard that texts are written in UTF-8.

Letters such as č or ß are lost otherwise.
Save the file again as UTF-8 in your editor.""",
    "not-toml": """Guard that a file is TOML.

Texts stand in quotes, days and numbers do not, and no key stands twice in a table.
The line and column show where reading stopped.""",
    "not-json": """Guard that a document is JSON.

The line and column show where reading stopped.""",
    "not-a-workbook": """Guard that a planning workbook is an .xlsx file.

Save it again as .xlsx.""",
    "nested-too-deeply": """Guard against lists within lists that no project needs.

The project format has at most a list in a table.""",
    "unknown-key": """Guard that each key and table is one of the format.

What is not known is not used, so that a slip of the pen would be lost silently.
The way out names similar keys; the reference of the file format lists all of them.""",
    "missing-key": """Guard that a table has the keys that it cannot do without, such as `id`.

Add the key that the finding names.""",
    "wrong-type": """Guard that each value is a text, number, day, list or table as its key asks.

Nothing is converted silently: `"19"` in quotes is a text and no number.""",
    "unknown-word": """Guard that a value is one of the words that a key allows.

The way out names similar words.""",
    "empty-text": """Guard that no text is empty.

Leave the key out until it is known, so that it is shown as missing.""",
    "control-character": """Guard against invisible characters, which harm calendars and workbooks.

Type the text again.""",
    "bad-id": """Guard that ids are short and plain.

Letters, digits, dot, dash and underscore will do; ids become names of files and addresses.""",
    "bad-date": """Guard that a date exists and is written in one of the forms of the format.

Write 2023-12-04, a range 2023-12-04..2023-12-05, times 2023-12-04 09:00..13:00, M7 or 2026-05.""",
    "bad-money": """Guard that an amount has one reading.

`1.234` is twelve hundred to one reader and one and a bit to another.
Write 12500.00 or 12_500 without separators of thousands in quotes.""",
    "bad-share": """Guard that a share lies between 0 and 100 %.

Write "40 %" or 0.40.""",
    "impossible-number": """Guard that a number can be right at its place.

There are no negative participants, and no project of a thousand months.""",
    "impossible-value": """Guard that values agree with each other within one table.

A date does not end before it begins.""",
    "narrative-name": """Tell which file of `narrative/` is not read.

A narrative is called after its report and language, `final.en.md`.""",
    "rules-problem": """Guard that the project's own `rules.toml` can be read.

It has the same form as the rules that come with the package.""",
    "evidence-file-missing": """Guard that a file of evidence is where a fact says.

Put it into the folder, or correct the name.""",
    "evidence-file-empty": """Guard that a file of evidence has something in it.

An empty file proves nothing; save it again.""",
    "evidence-file-unreadable": """Guard that a file of evidence can be opened.

It may belong to somebody else; copy it again.""",
    "evidence-file-of-unknown-type": """Guard that others can open a file of evidence.

It is looked at by its content, not by its name.
Save it as PDF, as a picture, as an office document or as text.""",
    "evidence-file-of-other-type": """Guard that a file of evidence is what its name says.

A web page saved as `list.pdf` opens nowhere in five years.
Open it, and save it again.""",
    "evidence-outside-folder": """Guard that evidence lies in the project's folder.

Otherwise it is lost when the folder is handed on.""",
    "narrative-missing": """Guard that every obligatory question of a report is answered.

A report that says nothing to a question loses its points.
Answer under the question's heading in `narrative/`; `vetpartner report … --scaffold` writes all
questions, and `--draft` makes the report with the gaps marked.""",
    "narrative-unknown-question": """Guard that every answer has its question.

An answer under a heading that the report does not ask is not shown.
The message names similar questions.""",
    "narrative-other-language": """Tell which answers exist only in another language.

They are shown in that language, marked, so that nothing is silently left out.
Write the answer in the narrative of the report's language.""",
    "report-language": """Tell that there are no words for headings in the project's language.

Headings are then in English; the coordinator's own words stay as they are.""",
    "disclaimer-unknown": """Tell that the disclaimer for every output is not known.

The rules of the action say none, or the national agency is not known.
State `national_agency`, or add the disclaimer to a `rules.toml`.""",
    "disclaimer-unverified": """Tell that the disclaimer's wording in this language is not verified.

Compare it with the text that your national agency gives.""",
}
"""Each page: what is guarded, why, and how to put it right."""
