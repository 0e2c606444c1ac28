"""Many invented projects, each another one, with what only a look at all of them can find.

Nobody and nothing in them is real. A number always gives the same project. Every fifth shares
something with the one after it, see `SHARED`: what the questions of a portfolio must find, and in
no other pair.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EVERY = 5
SHARED = ("result", "event", "evidence", "invoice", "person", "nearly")
"""What project 0, 5, 10 … shares with the next one, in turn."""
PLACES = (
    *(("HR", "Split"), ("HR", "Osijek"), ("IT", "Gorizia"), ("IT", "Udine"), ("DE", "Bremen")),
    *(("DE", "Chemnitz"), ("PT", "Porto"), ("PT", "Braga"), ("AT", "Graz"), ("AT", "Linz")),
    *(("SI", "Celje"), ("SI", "Ptuj"), ("FR", "Brest"), ("ES", "Vigo"), ("PL", "Radom")),
    *(("PL", "Opole"), ("GR", "Volos"), ("GR", "Chania"), ("RO", "Arad"), ("IE", "Sligo")),
)
GIVEN = (
    "Ana Marko Lena Jonas Giulia Matteo Inês Tiago Zofia Paweł Eleni Nikos Ioana Radu Aoife Sean"
)
SOUNDS = "ba ko ri mel tan du ves hor lin gar pol sa dim fer nok zu wel jar tos vin"
CRAFTS = (
    *("welding", "joinery", "bakery", "plumbing", "masonry", "tailoring", "forestry"),
    *("beekeeping", "printing", "glazing", "roofing", "catering", "viticulture", "optics"),
    *("robotics", "logistics", "horology", "upholstery", "ceramics", "tanning"),
)
THEMES = (
    *("repair", "simulation", "apprenticeship", "safety", "energy", "recycling"),
    *("mentoring", "assessment", "inclusion", "drawing", "measuring", "language"),
    *("hygiene", "drones", "sensors", "timber", "copper", "textiles", "packaging"),
    *("irrigation"),
)
KINDS = ["curriculum", "handbook", "toolkit", "study", "guide", "course", "platform", "workbook"]


EVENT, AWAY = date(2026, 5, 6), date(2026, 9, 16)
"""The days on which two have one event, and one person is at two places."""
HUB = 12
"""So many of the first of each hundred projects have one school in common."""
BROKEN = (22, 103)
"""Number 22 of every 103 cannot be read: its facts are no TOML."""


def day_of(number: int) -> date:
    """Return the first day of a project; all are of the call of 2025."""
    return date(2025, 11 + number % 2, 1)


def write_many(folder: Path, count: int, first: int = 0) -> list[Path]:
    """Write so many projects into a folder, and return their folders."""
    return [write_project(folder / f"p{n:05}", n, count) for n in range(first, first + count)]


def write_project(folder: Path, number: int, count: int = 1000) -> Path:
    """Write an invented project; organisations and people come from a pool that grows with all."""
    made = _Made(number, count)
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "narrative").mkdir(exist_ok=True)
    for name, text in made.texts().items():
        (folder / name).write_text(text, "utf-8")
    for name in made.evidence:
        held = f"%PDF-1.4\n% invented {name} of project {number}\n" + "x" * (400 + number % 700)
        if name == "M1-minutes.pdf" and made.shares("evidence"):
            held = f"%PDF-1.4\n% invented minutes that two projects of {made.pair} hand in\n"
        (folder / "evidence" / name).write_text(held, "utf-8")
    return folder


def person(number: int) -> str:
    """Return an invented name: another one for each number."""
    given, sounds = GIVEN.split(), SOUNDS.split()
    parts, rest = [], number
    for _ in range(4):
        parts.append(sounds[rest % len(sounds)])
        rest = rest // len(sounds) + number % 7
    return f"{given[number % len(given)]} {''.join(parts).capitalize()}"


def entry(table: str, **fields: object) -> str:
    """Return a table of TOML with these fields; an amount, a day and a part of it stand bare."""
    lines = (f"{name} = {_toml(value)}" for name, value in fields.items())
    return "\n".join((f"[[{table}]]", *lines, ""))


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {_toml(one)}' for name, one in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


class _Made:
    """The texts of one project."""

    def __init__(self, number: int, count: int) -> None:
        self.number, self.count = number, count
        self.rnd = random.Random(number)  # noqa: S311 - the same for the same number
        self.pair = number // EVERY
        self.start = day_of(number)
        self.evidence: list[str] = []
        self.homes = self._homes()

    def shares(self, what: str) -> bool:
        """Tell whether it shares something with its neighbour."""
        return self.number % EVERY < 2 and SHARED[self.pair % len(SHARED)] == what

    def _homes(self) -> list[int]:
        """Return the numbers of its organisations: one of its own, others from the pool."""
        pool = max(self.count * 2, 20)
        others = {self.rnd.randrange(pool) for _ in range(self.rnd.randrange(3, 6))}
        # Neighbours that share something have a partner in common, as those have who apply twice.
        common = {pool + self.pair} if self.number % EVERY < 2 else set()
        # One school takes part wherever it is asked, more often than a call allows.
        hub = {pool * 4} if self.number % 100 < HUB else set()
        return [pool * 5 + self.number, *sorted(common | others | hub)]

    def texts(self) -> dict[str, str]:
        plan, facts = self._plan(), self._facts()
        return {
            "project.toml": plan,
            "facts.toml": facts,
            "tables/participants.csv": self._participants(),
            "tables/attendance-T1.csv": self._attendance(),
            "narrative/interim.en.md": "## sum.objectives\n\nInvented words of a report. " * 20
            + "\n",
        }

    def place(self, home: int) -> tuple[str, str]:
        return PLACES[home % len(PLACES)]

    def day(self, month: int, day: int = 10) -> date:
        months = self.start.month - 1 + month
        return date(self.start.year + months // 12, months % 12 + 1, day)

    def _title(self, n: int) -> str:
        if n == 2 and self.shares("result"):
            return f"Guide for repairing instruments, number {self.pair}, with drawings"
        if n == 2 and self.shares("nearly"):
            last = ("teachers", "trainers")[self.number % EVERY]
            return f"Workbook about careful glazing for small {CRAFTS[self.pair % 20]} {last}"
        craft = CRAFTS[(self.number * 7 + n) % len(CRAFTS)]
        theme = THEMES[(self.number * 3 + n * 5) % len(THEMES)]
        word = f"{SOUNDS.split()[self.number % 20]}{self.number}"
        return f"{KINDS[n % 8].capitalize()} {word}{n} {theme} in {craft}"

    def _plan(self) -> str:
        n, homes = self.number, self.homes
        project = {
            "reference": f"2025-1-{self.place(homes[0])[0]}01-KA220-VET-{250000000 + n:09}",
            "acronym": f"Inv{n}",
            "title": f"Invented project {n}: {self._title(0)}",
            "action": "KA220-VET",
            "call": 2025,
            "round": 1,
            "start": self.start,
            "months": 24,
            "lump_sum": 250_000,
            "coordinator": "o0",
            "priorities": ["HORIZ:GREEN", "VET:LABOUR"],
        }
        lines = [
            "# An invented project.",
            entry("project", **project).replace("[[project]]", "[project]"),
        ]
        for i, home in enumerate(homes):
            lines += self._organisation(i, home)
        share = 250_000 // 5 // len(homes)
        for w in range(1, 6):
            months = "M1..M24" if w == 1 else f"M{w * 2}..M{w * 4 + 4}"
            grant = {f"o{i}": share for i in range(len(homes))}
            lead = f"o{w % len(homes)}"
            about = {"id": f"WP{w}", "title": f"Invented package {w}", "lead": lead}
            lines.append(entry("work_packages", **about, when=months, grant=grant))
        for i in range(1, 5):
            at = i * 5 - 4, 10 + n % 12
            lines.append(self._activity("meetings", f"M{i}", at, i, f"Meeting {i} of Inv{n}"))
        for i in range(1, 4):
            at, title = (3 + i * 5, 3 + n % 9), f"Training {i} of Inv{n}"
            more = {"hours": 18, "learning_outcomes": ["plan a lesson"]}
            trainers = [f"p{i % len(homes)}0"]
            made = self._activity("trainings", f"T{i}", at, i + 1, title, **more, trainers=trainers)
            lines.append(made)
        title = f"Open day of Inv{n}"
        lines.append(self._activity("dissemination_events", "E1", (20, 12), 2, title))
        lines += self._work()
        parts = (("40 %", "signature"), ("40 %", "interim report"), ("20 %", "final report"))
        for i, (part, trigger) in enumerate(parts, start=1):
            lines.append(entry("payments", id=f"P{i}", share=part, trigger=trigger))
        lines.append(entry("reports", id="interim", kind="interim", due=self.day(12, 28)))
        return "\n".join(lines)

    def _organisation(self, i: int, home: int) -> list[str]:
        """Return an organisation and two people of it, the same in every project that has it."""
        land, city = self.place(home)
        names = {"name": f"Invented school {home}", "acronym": f"S{home}", "country": land}
        oid = f"E{10000000 + home}"
        lines = [entry("organisations", id=f"o{i}", **names, city=city, oid=oid, kind="VET school")]
        for k in range(2):
            who = home * 2 + k
            named = {"id": f"p{i}{k}", "name": person(who), "organisation": f"o{i}"}
            lines.append(entry("people", **named, email=f"person{who}@s{home}.example.org"))
        return lines

    def _work(self) -> list[str]:
        """Return tasks, results and indicators."""
        lines = []
        for i in range(1, 7):
            about = {"id": f"A{i}", "work_package": f"WP{i % 4 + 2}", "title": f"Work {i}"}
            lead, when = f"o{i % len(self.homes)}", f"M{i * 2}..M{i * 2 + 3}"
            lines.append(entry("tasks", **about, lead=lead, when=when, results=[f"D{i}"]))
        for i in range(1, 9):
            about = {"id": f"D{i}", "work_package": f"WP{i % 4 + 2}", "title": self._title(i)}
            lead, due = f"o{i % len(self.homes)}", f"M{i * 3 - 1}"
            lines.append(entry("deliverables", **about, lead=lead, due=due, languages=["en"]))
        for i in range(1, 5):
            about = {"id": f"I{i}", "work_package": f"WP{i + 1}", "title": f"Indicator {i}"}
            lines.append(entry("indicators", **about, unit="people", baseline=0, target=20 + i))
        return lines

    def _activity(
        self,
        table: str,
        id_: str,
        at: tuple[int, int],
        home: int,
        title: str,
        **more: object,
    ) -> str:
        home %= len(self.homes)
        land, city = self.place(self.homes[home])
        day, last = self.day(*at), self.day(at[0], at[1] + 1)
        name = f"Hall of school {self.homes[home]}"
        if id_ == "M2" and self.shares("event"):
            day, last = EVENT, EVENT + timedelta(days=1)
            land, city, name = "DE", "Bremen", f"Harbour hall {self.pair}"
        return entry(
            table,
            id=id_,
            work_package=f"WP{home % 4 + 2}",
            title=title,
            host=f"o{home}",
            when=f"{day}..{last}",
            expected=12,
            organisations=[f"o{i}" for i in range(len(self.homes))],
            venue={"city": city, "country": land, "name": name},
            **more,
        )

    def _facts(self) -> str:
        lines = ["# Invented facts."]
        for i in range(1, 3 + self.number % 3):
            day = self.day(i * 5 - 4, 10 + self.number % 12)
            if i == 2 and self.shares("event"):
                day = EVENT
            proofs = self._proofs(f"M{i}", "agenda", "minutes", "attendance list")
            known = day + timedelta(days=9)
            held = {"of": f"M{i}", "recorded": known, "participants": 12, "evidence": proofs}
            lines.append(entry("held", **held))
            for k in range(len(self.homes)):
                there = {"of": f"M{i}", "when": day, "organisation": f"o{k}", "person": f"p{k}0"}
                lines.append(entry("attended", **there, role="staff"))
        proofs = self._proofs("T1", "programme", "attendance list", "certificate")
        lines.append(entry("held", of="T1", recorded=self.day(9), evidence=proofs))
        lines += self._away() if self.shares("person") else []
        for i in range(1, 4):
            due, proofs = self.day(i * 3 - 2, 20), self._proofs(f"D{i}", "result")
            told = {"of": f"D{i}", "when": due, "languages": ["en"], "evidence": proofs}
            lines.append(entry("delivered", **told))
        lines.append(entry("paid", of="P1", when=self.day(1, 5), amount=100_000))
        lines += [self._spent(i) for i in range(12)]
        agreed = {"of": "M1", "text": "Send the list of results", "owner": "o1"}
        lines.append(entry("decided", **agreed, when=self.day(1, 12), due=self.day(13, 9)))
        if self.number % BROKEN[1] == BROKEN[0]:
            lines.append("[[held]\n")
        return "\n".join(lines)

    def _away(self) -> list[str]:
        """Return that a person of the common partner trains, elsewhere for the neighbour."""
        land, city = (("PT", "Porto"), ("AT", "Graz"))[self.number % 2]
        i = self.homes.index(max(self.count * 2, 20) + self.pair)
        about = {"of": "T2", "when": AWAY}
        there = {"organisation": f"o{i}", "person": f"p{i}0", "role": "trainer"}
        venue = {"city": city, "country": land}
        known = AWAY + timedelta(days=4)
        return [
            entry("held", **about, recorded=known, venue=venue),
            entry("attended", **about, **there),
        ]

    def _spent(self, i: int) -> str:
        """Return a cost; the fourth is the neighbour's too where they share an invoice."""
        same = i == 3 and self.shares("invoice")
        return entry(
            "spent",
            of=f"WP{i % 4 + 2}",
            organisation=f"o{i % len(self.homes)}",
            amount=103 if same else 90 + (self.number * 13 + i * 7) % 400,
            category="travel",
            document=f"2026/{7000 + self.pair}" if same else f"R-{self.number}-{i}",
            when=self.day(4 + i % 6, 15),
        )

    def _proofs(self, of: str, *kinds: str) -> list[object]:
        names = [f"{of}-{kind.replace(' ', '-')}.pdf" for kind in kinds]
        self.evidence += names
        pairs = zip(kinds, names, strict=True)
        return [{"kind": kind, "file": f"evidence/{name}"} for kind, name in pairs]

    def _participants(self) -> str:
        rows = ["id,name,organisation,role,activities"]
        for i in range(24):
            name = person(1_000_000 + self.number * 24 + i)
            rows.append(f"L{i:02},{name},o{i % len(self.homes)},learner,T1")
        return "\n".join(rows) + "\n"

    def _attendance(self) -> str:
        days = [self.day(8, 3 + self.number % 9 + k) for k in range(2)]
        rows = ["participant,day,hours,signed"]
        rows += [f"L{i:02},{day},6,yes" for i in range(24) for day in days]
        return "\n".join(rows) + "\n"
