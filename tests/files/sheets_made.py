"""Spreadsheets of partners, work packages and activities made of a plan, as people make them.

The heads are made up, in eight languages; so is the order of sheets, tables and columns. Days and
amounts are written as they are in the country, leaders by acronym or by name, and no ids stand
there but numbers of work packages.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from babel import Locale

if TYPE_CHECKING:
    from datetime import date

    import vetpartner as vp

Rows = list[list[Any]]
HEADS: dict[str, dict[str, list[str]]] = {
    "en": {
        "facts": ["Project title", "Acronym", "Project start", "Project duration", "Lump sum"],
        "partners": ["No", "Partner", "Short name", "Country", "Town", "OID", "Role", "E-mail"],
        "packages": ["WP", "Title", "Lead partner", "From month", "To month", "Budget (EUR)"],
        "activities": ["WP", "Activity", "Type", "Led by", "Start", "End", "Venue", "Participants",
                       "Cost"],
        "words": ["Work package {}", "coordinator", "partner", "Total", "Activities"],
        "kinds": ["TPM", "LTTA", "Multiplier event", "Task"],
    },
    "de": {
        "facts": ["Projekttitel", "Akronym", "Projektbeginn", "Projektlaufzeit", "Pauschalbetrag"],
        "partners": ["Nr", "Partner", "Kürzel", "Land", "Ort", "OID", "Rolle", "E-Mail"],
        "packages": ["AP", "Titel", "Leitung", "Von Monat", "Bis Monat", "Budget (EUR)"],
        "activities": ["AP", "Aktivität", "Art", "Federführung", "Beginn", "Ende", "Ort",
                       "Teilnehmerzahl", "Betrag"],
        "words": ["AP {}", "Koordinator", "Partner", "Summe", "Aktivitäten"],
        "kinds": ["Treffen", "Schulung", "Konferenz", "Aufgabe"],
    },
    "hr": {
        "facts": ["Naziv projekta", "Akronim", "Početak projekta", "Trajanje projekta",
                  "Paušalni iznos"],
        "partners": ["R. br.", "Naziv", "Kratica", "Država", "Grad", "OID", "Uloga", "E-pošta"],
        "packages": ["RP", "Naslov", "Nositelj", "Od mjeseca", "Do mjeseca", "Proračun (EUR)"],
        "activities": ["RP", "Aktivnost", "Vrsta", "Nositelj", "Početak", "Završetak", "Mjesto",
                       "Broj sudionika", "Iznos"],
        "words": ["Radni paket {}", "Koordinator", "Partner", "Ukupno", "Aktivnosti"],
        "kinds": ["Sastanak", "Osposobljavanje", "Konferencija", "Zadatak"],
    },
    "es": {
        "facts": ["Título del proyecto", "Acrónimo", "Inicio del proyecto",
                  "Duración del proyecto", "Importe a tanto alzado"],
        "partners": ["Nº", "Entidad", "Sigla", "País", "Ciudad", "OID", "Rol", "Correo"],
        "packages": ["PT", "Título", "Responsable", "Desde mes", "Hasta mes", "Presupuesto"],
        "activities": ["PT", "Actividad", "Tipo", "Responsable", "Inicio", "Fin", "Lugar",
                       "Participantes", "Importe"],
        "words": ["PT{}", "Coordinador", "Socio", "Total", "Actividades"],
        "kinds": ["Reunión", "Formación", "Conferencia", "Tarea"],
    },
    "fr": {
        "facts": ["Titre du projet", "Acronyme", "Début du projet", "Durée du projet",
                  "Montant forfaitaire"],
        "partners": ["N°", "Nom de l'organisation", "Sigle", "Pays", "Ville", "OID", "Rôle",
                     "Courriel"],
        "packages": ["Lot de travail", "Intitulé", "Chef de file", "Du mois", "Au mois",
                     "Montant"],
        "activities": ["Lot de travail", "Activité", "Type", "Responsable", "Début", "Fin", "Lieu",
                       "Nombre de participants", "Montant"],
        "words": ["Lot de travail {}", "Coordinateur", "Partenaire", "Total", "Activités"],
        "kinds": ["Réunion", "Formation", "Conférence", "Tâche"],
    },
    "it": {
        "facts": ["Titolo del progetto", "Acronimo", "Inizio del progetto", "Durata del progetto",
                  "Somma forfettaria"],
        "partners": ["N.", "Denominazione", "Sigla", "Paese", "Città", "OID", "Ruolo", "Mail"],
        "packages": ["WP", "Titolo", "Capofila", "Dal mese", "Al mese", "Importo"],
        "activities": ["WP", "Attività", "Tipo", "Responsabile", "Inizio", "Fine", "Luogo",
                       "Partecipanti", "Importo"],
        "words": ["WP{}", "Coordinatore", "Partner", "Totale", "Attività"],
        "kinds": ["Riunione", "Formazione", "Conferenza", "Compito"],
    },
    "pl": {
        "facts": ["Tytuł projektu", "Akronim", "Data rozpoczęcia projektu",
                  "Czas trwania projektu", "Kwota ryczałtowa"],
        "partners": ["Lp", "Nazwa organizacji", "Skrót", "Kraj", "Miasto", "OID", "Rola", "E-mail"],
        "packages": ["Pakiet pracy", "Tytuł", "Lider", "Początek (miesiąc)", "Koniec (miesiąc)",
                     "Budżet"],
        "activities": ["Pakiet pracy", "Działanie", "Rodzaj", "Lider", "Początek", "Koniec",
                       "Miejsce", "Liczba uczestników", "Kwota"],
        "words": ["Pakiet pracy {}", "Koordynator", "Partner", "Razem", "Działania"],
        "kinds": ["Spotkanie", "Szkolenie", "Konferencja", "Zadanie"],
    },
    "el": {
        "facts": ["Τίτλος σχεδίου", "Ακρωνύμιο", "Έναρξη σχεδίου", "Διάρκεια σχεδίου",
                  "Κατ' αποκοπή ποσό"],
        "partners": ["Κωδικός", "Επωνυμία", "Ακρωνύμιο", "Χώρα", "Πόλη", "OID", "Ρόλος", "Email"],
        "packages": ["ΠΕ", "Τίτλος", "Υπεύθυνος", "Από μήνα", "Έως μήνα", "Προϋπολογισμός"],
        "activities": ["ΠΕ", "Δραστηριότητα", "Είδος", "Υπεύθυνος", "Έναρξη", "Λήξη", "Τόπος",
                       "Συμμετέχοντες", "Ποσό"],
        "words": ["Πακέτο εργασίας {}", "Συντονιστής", "Εταίρος", "Σύνολο", "Δραστηριότητες"],
        "kinds": ["Συνάντηση", "Κατάρτιση", "Εκδήλωση διάδοσης", "Εργασία"],
    },
}  # fmt: skip
WRITTEN = {
    *(f"project/{name}" for name in ("title", "acronym", "start", "months", "lump_sum")),
    "project/coordinator",
    *(f"organisation/{name}" for name in ("name", "acronym", "country", "city", "oid")),
    *(f"work package/{name}" for name in ("title", "lead", "when", "amount", "grant")),
    *(f"activity/{name}" for name in ("kind", "title", "work_package", "lead", "when", "city")),
    *(f"activity/{name}" for name in ("country", "expected", "amount")),
}
"""The fields that such a spreadsheet has, as `measured` names them."""


def _euros(amount: Any, language: str) -> Any:  # noqa: ANN401
    text = f"{int(amount):,}"
    how = {"en": text, "de": text.replace(",", ".") + ",00 €", "es": text.replace(",", ".") + ",00",
           "fr": text.replace(",", " ") + " €", "it": f"€ {text.replace(',', '.')},00"}  # fmt: skip
    return how.get(language, int(amount)) if language != "en" else int(amount)


def _day(day: date, language: str) -> Any:  # noqa: ANN401
    if language in {"en", "pl"}:
        return day
    if language in {"es", "fr", "it", "el"}:
        return f"{day:%d/%m/%Y}"
    return f"{day.day}.{day.month}.{day.year}."[: None if language == "hr" else -1]


def sheets(p: vp.Partnership, language: str) -> dict[str, Rows]:
    """Return the rows of each sheet: partners, work plan with two tables, budget."""
    words, plan, project = HEADS[language], p.plan, p.plan.project
    package, coordinator, partner, total, activities = words["words"]
    country = Locale(language).territories
    acronym = {o.id: o.acronym for o in plan.organisations}
    name = {o.id: o.name for o in plan.organisations}
    assert project.lump_sum is not None
    assert project.start is not None
    facts: list[Any] = [project.title, project.acronym, _day(project.start, language),
                        project.months, _euros(project.lump_sum.amount, language)]  # fmt: skip
    first: Rows = [[label, value] for label, value in zip(words["facts"], facts, strict=True)]
    first += [[], words["partners"]]
    for n, o in enumerate(plan.organisations, 1):
        role = coordinator if o.id == project.coordinator else partner
        first.append(
            [n, o.name, o.acronym, country[o.country or ""], o.city, o.oid, role, "x@y.eu"]
        )
    second: Rows = [words["packages"]]
    for w in plan.work_packages:
        months = w.when.months
        assert months is not None
        whole = sum(share.amount for share in w.grant.values())
        second.append([package.format(w.id[2:]), w.title, acronym[w.lead or ""],
                       months[0].number, months[1].number, _euros(whole, language)])  # fmt: skip
    second += [[total, "", "", "", "", _euros(project.lump_sum.amount, language)], [], [activities]]
    second.append(words["activities"])
    tables = ("meetings", "trainings", "dissemination_events", "tasks")
    for kind, table in zip(words["kinds"], tables, strict=True):
        for a in getattr(plan, table):
            ends = a.when.months or (a.when.first, a.when.last)
            days = [str(end) if a.when.months else _day(end, language) for end in ends]
            where = f"{a.venue.city} ({a.venue.country})" if a.venue else ""
            second.append([package.format(a.work_package[2:]), a.title, kind, name[a.lead], *days,
                           where, a.expected or "", _euros(a.amount.amount, language)])  # fmt: skip
    third: Rows = [["", *acronym.values(), total]]
    for w in plan.work_packages:
        shares = [w.grant[o].amount for o in acronym]
        third.append([f"{package.format(w.id[2:])} – {w.title}",
                      *(_euros(each, language) for each in (*shares, sum(shares)))])  # fmt: skip
    sums = [sum(w.grant[o].amount for w in plan.work_packages) for o in acronym]
    third.append([total, *(_euros(each, language) for each in (*sums, sum(sums)))])
    return {"1": first, "2": second, "3": third}


def xlsx(rows: dict[str, Rows]) -> bytes:
    """Return sheets as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, held in rows.items():
        sheet = book.create_sheet(title)
        for row in held:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_text(rows: dict[str, Rows], separator: str = ";") -> bytes:
    """Return all sheets below each other, with an empty line between them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    for held in rows.values():
        writer.writerows([[*map(_text, row)] for row in held])
        writer.writerow([])
    return out.getvalue().encode("utf-8")


def _text(value: Any) -> str:  # noqa: ANN401
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


PLAIN = {
    *(f"organisation/{name}" for name in ("name", "acronym", "country", "city")),
    *(f"work package/{name}" for name in ("title", "lead", "when")),
    *(f"activity/{name}" for name in ("kind", "title", "work_package", "lead", "when", "city")),
    *("activity/country", "project/title", "project/acronym"),
}
"""The fields of a sheet that says what is known of a partnership, and nothing else."""


def plain_sheets(p: vp.Partnership) -> dict[str, Rows]:
    """Return what is known of a partnership in three tables, with dates as the files write them."""
    plan = p.plan
    name = {o.id: o.acronym or o.name for o in plan.organisations}
    kinds = {
        "meetings": "project meeting",
        "trainings": "training",
        "dissemination_events": "dissemination event",
        "tasks": "task",
    }
    facts: Rows = [["Project title", plan.project.title], ["Acronym", plan.project.acronym]]
    partners: Rows = [["Name of partner", "Abbreviation", "Land", "City"]]
    partners += [[o.name, o.acronym, o.country, o.city] for o in plan.organisations]
    packages: Rows = [["WP No.", "WP title", "WP leader", "Period"]]
    packages += [[w.id, w.title, name.get(w.lead or ""), _when(w.when)] for w in plan.work_packages]
    activities: Rows = [
        ["WP", "Name of the activity", "Kind", "Leader", "Dates", "City", "Country"]
    ]
    for table, kind in kinds.items():
        for a in getattr(plan, table):
            where = (a.venue.city, a.venue.country) if a.venue else (None, None)
            lead = name.get(a.lead or "")
            activities.append([a.work_package, a.title, kind, lead, _when(a.when), *where])
    return {
        "Partners": [*facts, [], *partners],
        "Work packages": packages,
        "Activities": activities,
    }


def _when(when: vp.When) -> str | None:
    text = str(when)
    return None if text == "undecided" else text
