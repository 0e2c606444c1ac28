"""What the mistakes mean that are found while files are read and reports made, by slug."""

from __future__ import annotations

READING = {
    "no-project": """There is something to read.

A project is a folder with `project.toml`, a planning workbook or a JSON document.
Give its path; `vetpartner new FOLDER` makes one to start from.""",
    "unreadable-file": """Each file can be opened.

It may be missing, or belong to somebody else.
Look at the message of your computer, which is part of the finding.""",
    "file-outside-folder": """The files of a project lie in its folder.

A link that leads out of it would bring files of your computer into copies and reports.
Put the file itself there.""",
    "change-unfinished": """A command that changes several files does all of it or nothing.

One was stopped after it had written down what it does, and before all was in place.
Nothing is lost: all is read as it would be, and the next command that writes completes it.""",
    "journal-broken": """What a stopped command left to do stands in `.vetpartner/journal.json`.

This one was not written by this program, or is damaged, so that nobody knows what was meant.
Look through your files, then delete it.""",
    "file-too-large": """No file is larger than a project needs.

Put long lists into tables of their own, and pictures into `evidence/`.""",
    "not-utf-8": """Texts are written in UTF-8.

Letters such as č or ß are lost otherwise.
Save the file again as UTF-8 in your editor.""",
    "not-toml": """A file that ends with .toml is TOML.

Texts stand in quotes, days and numbers do not, and no key stands twice in a table.
The line and column show where reading stopped.""",
    "not-json": """A document that ends with .json is JSON.

The line and column show where reading stopped.""",
    "not-a-workbook": """A planning workbook is an .xlsx file.

Its sheets are called as the tables of the file format, with a head for each key.
Save it again as .xlsx; a list of costs, participants or attendance goes into `tables/`.""",
    "not-a-form": """A form that comes back is the one that was sent.

A hidden sheet says what stood in it, so that it is known what was changed since.
Send the form again, and ask for it to be filled in and sent back as it is.""",
    "form-of-another": """A form is merged into the project for which it was made.

Forms of two projects look alike; merge it in the other folder.""",
    "form-differs": """What comes back in a form is a change that can be taken over.

A row or a column that is gone is not taken out here; take it out yourself if that is meant.
A formula counts with the value that it had when the form was saved.""",
    "too-many-mistakes": """A text has few enough mistakes that somebody can read them.

Of more than a thousand the others are counted; often one cause is behind all of them.""",
    "nested-too-deeply": """Lists are not nested more deeply than a project needs.

The project format has at most a list in a table.""",
    "unknown-key": """Each key and table is one of the format.

What is not known is not used, so that a slip of the pen would be lost silently.
The way out names similar keys; the reference of the file format lists all of them.""",
    "missing-key": """A table has the keys that it cannot do without, such as `id`.

Add the key that the finding names.""",
    "wrong-type": """Each value is a text, number, day, list or table as its key asks.

Nothing is converted silently: `"19"` in quotes is a text and no number.""",
    "unknown-word": """A value is one of the words that a key allows.

The way out names similar words.""",
    "empty-text": """No text is empty.

Leave the key out until it is known, so that it is shown as missing.""",
    "control-character": """Texts have no invisible characters: they harm calendars and workbooks.

Type the text again.""",
    "bad-id": """Ids are short and plain.

Letters, digits, dot, dash and underscore will do; ids become names of files and addresses.
A letter with an accent is one sign: typed as two, it looks the same and leads nowhere.""",
    "bad-date": """A date exists, and is written in one of the forms of the format.

Write 2023-12-04, a range 2023-12-04..2023-12-05, times 2023-12-04 09:00..13:00, M7 or 2026-05.""",
    "ambiguous-number": """A number has one reading.

In some countries 2.000 is two, and in others two thousand; nobody is asked later which it was.
Write 2000, or 2; a number that has three decimals, such as 4.125 hours, is written 4.1250.""",
    "bad-money": """An amount has one reading.

`1.234` is twelve hundred to one reader and one and a bit to another, in quotes and without.
Write 12500.00 or 12_500; the finding shows both readings.""",
    "bad-share": """A share lies between 0 and 100 %.

Write "40 %" or 0.40.""",
    "impossible-number": """A number is possible at its place.

There are no negative participants, and no project of a thousand months.""",
    "impossible-value": """Values agree with each other within one table.

A date does not end before it begins.""",
    "narrative-name": """A file in `narrative/` belongs to a report.

A narrative is called after its report and language, `final.en.md`.""",
    "table-name": """A file in `tables/` is a list.

Lists are read as .csv, .xlsx or .ods.
Save the file again as one of them.""",
    "table-unsafe": """No table harms the computer that opens it.

Refused are files that unpack to many times their size, declare entities, repeat cells or texts
without end, or lead out of the project's folder.
Copy the values into a new file.""",
    "table-encoding": """A CSV file is in UTF-8; another one is read in the likeliest code page.

A file that is not UTF-8 does not say in which code page it was written.
It is read in the one that fits the languages of the partners; look whether all letters are right,
and save the file again as CSV in UTF-8.""",
    "table-broken-csv": """A CSV file can be read to its end.

A quotation mark too many makes one cell of all that follows.
Look at the row that the finding names.""",
    "table-no-heading": """A table says what its columns are.

One of the first rows must hold at least two known headings, in any order, in English or another
language of the partners; rows above it may hold a title.""",
    "table-unknown-heading": """Each column of a table has a heading that is known.

Nothing is lost in your file, but what stands in the column is not counted.
The way out names similar headings.""",
    "table-heading-twice": """Each heading is there once.

Nobody can tell which of two columns is right, and only the first is used.
Rename one of them, or take it out.""",
    "table-two-sheets": """It is clear which sheet of a workbook is the list.

Two sheets with the same headings are read one after the other.
Of others only the first is read.""",
    "table-hidden-signs": """A cell contains no invisible characters.

Copied text brings no-break spaces and the like, which make two names of one.
They are left out while reading; type the text again if you like.""",
    "table-merged": """No cells are merged.

Only the first of them has the value; the others are empty.
Unmerge them, and write the value into each.""",
    "table-error-cell": """No cell holds an error such as `#REF!`.

It is read as empty.
Type the value.""",
    "table-formula": """Formulas have a value.

A program that wrote the file did not compute them, so that the cells are empty for other readers.
Open the file in a spreadsheet program and save it again.""",
    "table-value": """A cell holds what its heading says.

Yes and no, roles and states of attendance are known in the languages of the partners.
For fewer opportunities write yes, no or a number, and never the reason.""",
    "table-money": """A cell under a heading of money holds an amount.

Amounts are read as people write them: `12 500,00`, `12.500,00 €`, `10'300.30`, `(15.00)`.
What cannot be read as one is not guessed, and its row is left out.""",
    "cell-shows-otherwise": """A cell shows the number that it stores.

A cell of 16.4 that is formatted without decimals shows 16, and one of 0.5 may show 50 %.
Amounts are rounded to cents, other numbers are taken as they are stored.
Write the number that is meant, and give the cell as many decimals as it has.""",
    "table-money-ambiguous": """An amount has one reading.

`1.234` is one thousand and more to some readers, and one and a bit to others.
In `10 300.30` from a country with decimal commas the point may be a slip.
The finding shows both readings; write the right one without separators.""",
    "table-unknown-person": """The person of a cost is one of the people of the project.

People are found by id or by name; the cost is kept without the person.
Add them to `[[people]]`, or correct the name.""",
    "table-date": """A day has one reading.

`02/03/2024` is in February to one reader and in March to another.
Write 2024-03-02, or with dots and the day first: 2.3.2024.""",
    "table-sum": """A row is about somebody or about a cost; sums of other rows are left out.

Below many lists stands a row such as `Total`; its numbers are counted already.
Somebody who is called so needs a whole name or an id, a cost its date or document.""",
    "table-ones": """It is clear whether 1 means present or one hour.

It is so where 0 and 1 are the only numbers of a list.
Head a column as hours if they are hours.""",
    "table-unknown-organisation": """Each organisation in a list is one of the project.

They are counted, but for no organisation.
Write the organisation's id, name or acronym as in `project.toml`, or add it there.""",
    "table-unknown-activity": """A list belongs to an activity of the plan.

A list of attendance is called after the id of its activity, `attendance-T1.csv`.
The way out names similar ids.""",
    "table-unknown-participant": """Everybody in an attendance list is registered.

A name that nobody has is left out; an id that nobody has is kept, and leads to nowhere.
Add a row to the participants, or correct the id or name.""",
    "table-ambiguous-participant": """A name in a list means one person.

Two of the registered are called so; write the id, or add the organisation.""",
    "table-other-name": """Id and name in a row belong to the same person.

The id counts.
Correct one of them.""",
    "table-id-twice": """Each participant has one row.

The first one is kept, and the other left out.
Give one of them another id.""",
    "table-probably-same": """Each participant is in the list under one spelling.

They are not merged: you know better, and the names may be those of brother and sister.
If it is one person, keep one row, or the report counts them twice.""",
    "rules-problem": """The project's own `rules.toml` can be read.

It has the same form as the rules that come with the package.""",
    "evidence-file-missing": """A file of evidence is where a fact says.

Put it into the folder, or correct the name: capital letters count on Linux.""",
    "evidence-file-name": """A file of evidence can have its name on every computer.

Windows has no files with a sign such as : or ?, with a name such as `NUL.pdf`, or with a dot or a
space at the end; and Windows and macOS make one of `List.pdf` and `list.pdf`.
Give the file another name, and write it into the fact.""",
    "evidence-file-empty": """A file of evidence has something in it.

An empty file proves nothing; save it again.""",
    "evidence-file-unreadable": """A file of evidence can be opened.

It may belong to somebody else; copy it again.""",
    "evidence-file-of-unknown-type": """Others can open a file of evidence.

It is looked at by its content, not by its name.
Save it as PDF, as a picture, as an office document or as text.""",
    "evidence-file-of-other-type": """A file of evidence is what its name says.

A web page saved as `list.pdf` opens nowhere in five years.
Open it, and save it again.""",
    "evidence-outside-folder": """Evidence lies in the project's folder.

Otherwise it is lost when the folder is handed on.""",
    "seal-file-changed": """What was reported stays as it was sent.

The file has another hash than on the day of the seal.
Put it back as it was; what is different since belongs into the facts, not into the seal.""",
    "seal-file-missing": """A seal keeps everything that was put into it.

Put the file back as it was sent.""",
    "seal-file-added": """A seal holds nothing but what was put into it.

Take the file out, or make a new seal under another name.""",
    "seal-file-unsafe": """There are no links in a seal: they may lead anywhere.

Nothing behind them is read.
Put the file itself there.""",
    "seal-broken": """The list of a seal, `seal.json`, can be read.

Without it nobody can tell what was sealed.
Put it back as it was.""",
    "seal-chain-broken": """The list of an earlier seal is as the next one knew it.

Each seal keeps the hash of the one before, so that a list that was written anew is seen.
Put the earlier list back as it was.""",
    "narrative-missing": """Every obligatory question of a report is answered.

A report that says nothing to a question loses its points.
Answer under the question's heading in `narrative/`; `vetpartner report … --scaffold` writes all
questions, and `--draft` makes the report with the gaps marked.""",
    "deviation-without-reason": """Every large difference from the plan has a reason.

The final report asks what differs and why, and who reads it sees the difference in the tables.
A number may differ by `deviation_share` of `[project]`, 10 % if left out, and a date by
`deviation_days`, 14 if left out; another place, a cancelled activity or the like needs a reason
always. No rule says these numbers.
Write a `note` into the fact or a `reason` into the amendment; `--draft` makes the report with the
gaps marked.""",
    "answer-too-long": """An answer fits into its field of the online form.

The form cuts it off, or refuses it, after everything else is filled in.
The message shows the sentence in which it becomes too long; `vetpartner report … --paste` makes a
page with every answer counted.
Limits stand in `[[limits]]` of the project, as the form shows them; without one nothing is
said.""",
    "narrative-unknown-question": """Every answer has its question.

An answer under a heading that the report does not ask is not shown.
The message names similar questions.""",
    "narrative-other-language": """Answers are written in the language of the report.

They are shown in that language, marked, so that nothing is silently left out.
Write the answer in the narrative of the report's language.""",
    "report-language": """There are words for headings in the language of the report.

Headings are then in English; the coordinator's own words stay as they are.""",
    "template-outdated": """No own template is of an earlier version, which nothing uses.

One template in Markdown makes a page in all formats, in place of one for each format.
Write what its blocks say into the template that the message names.""",
    "word-template-refused": """A Word template is whole and does no harm.

Refused are macros, embedded objects, anything that is fetched from outside but links to click,
fields that read other files, and files that unpack to many times their size.
Nothing of such a file is used: a report in Word is not written with it, other formats are.
Copy styles, headers and footers into a new document.""",
    "disclaimer-unknown": """The disclaimer that every output must bear is known.

The rules of the action say none, or the national agency is not known.
State `national_agency`, or add the disclaimer to a `rules.toml`.""",
    "disclaimer-other-language": """The disclaimer is in the language of the report.

There are no words in that language for this call, so it has the English ones.
Ask your national agency for its text, and put it into a template of your own.""",
    "disclaimer-unverified": """The wording of the disclaimer is verified.

The words are those that projects use; no text of the Commission or an agency was read.
Compare it with the text that your national agency gives.""",
}
"""Each page: the rule, why it is one, and how to put it right."""
