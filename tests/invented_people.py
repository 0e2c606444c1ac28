"""Three hundred invented people in ten languages, some of them twice, and some who look alike.

Nobody of them is real. Names are put together by counting, so that the list is the same each time:
twenty-four of each language, three of whom stand in the list again in another spelling, and three
more who are somebody else with a name that is nearly theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model import Participant

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = {
    "hr": (
        "Ana Marija Ivana Petra Lucija Iva Ivan Marko Luka Josip Matej Tin",
        ("Horvat Kovačević Babić Marić Jurić Novak Knežević Vuković Božić Pavlović Šimić Đurđević"),
    ),
    "de": (
        "Anna Lena Sophie Jürgen Lukas Felix Käthe Jonas Björn Maria Heike Uwe",
        "Müller Schäfer Weiß Köhler Becker Großmann Schulz Hofmann Krüger Lange Böhm Scholz",
    ),
    "es": (
        "María Lucía Carmen Andrés José Íñigo Marta Jesús Sofía Pablo Nuria Raúl",
        "García López Núñez Martínez Peña Ibáñez Muñoz Castro Gómez Ruiz Vázquez Ortega",
    ),
    "pt": (
        "João Inês Conceição Luís Gonçalo Beatriz Tomás Leonor Tiago Mafalda Rui Sónia",
        (
            "Silva Araújo Gonçalves Simões Magalhães Pereira "
            "Brandão Sousa Carvalho Leitão Mota Nóbrega"
        ),
    ),
    "it": (
        "Giulia Niccolò Chiara Matteo Nicolò Elisa Luca Beatrice Davide Sara Gioele Noè",
        "Rossi Bianchi D'Angelo Esposito Ferrari Colombo Ricci Marino Greco Conti Gallo Costa",
    ),
    "fr": (
        "Élodie François Zoé Benoît Chloé Jérôme Aurélie Noël Camille Hélène Gaël Théo",
        (
            "Dupont Lefèvre Garçon Moreau Béranger Fournier "
            "Lemaître Girard Bonnet Dupuis Roussel Faure"
        ),
    ),
    "pl": (
        ("Łukasz Małgorzata Paweł Agnieszka Stanisław Zofia Michał Katarzyna Jan Ewa Rafał Dorota"),
        (
            "Wójcik Kowalczyk Zieliński Wiśniewski Dąbrowski "
            "Krawczyk Szymański Woźniak Głowacki Mazur "
            "Żak Łuczak"
        ),
    ),
    "el": (
        (
            "Γιώργος Μαρία Δημήτρης Ελένη Χριστίνα Νίκος "
            "Αικατερίνη Παύλος Σοφία Θωμάς Ιωάννα Ευάγγελος"
        ),
        (
            "Παπαδόπουλος Νικολάου Οικονόμου Δημητρίου "
            "Βασιλείου Γεωργίου Καραγιάννης Μακρής Αντωνίου "
            "Μπακογιάννης Χατζής Ψαρράς"
        ),
    ),
    "bg": (
        "Иван Мария Георги Елена Чавдар Юлия Николай Цветана Димитър Жана Христо Яна",
        (
            "Петров Георгиев Димитров Желязков Христов "
            "Йорданов Щерев Цонев Михайлов Кръстев Ангелов "
            "Юруков"
        ),
    ),
    "lv": (
        "Jānis Līga Andris Māra Kārlis Ilze Ģirts Dace Edgars Sanita Raivis Zane",
        (
            "Bērziņš Kalniņš Ozoliņš Liepiņš Krūmiņš Zariņš "
            "Pētersons Balodis Eglītis Šķēle Ķīsis Āboliņš"
        ),
    ),
}
"""Given names and family names."""

AGAIN = {
    "hr": (("horvat ana", "hr"), ("Mag. Marija Kovačević", "hr"), ("Ivana Babic", "other")),
    "de": (("Mueller, Anna", "de"), ("SCHÄFER Lena", "other"), ("Sophie Weiss", "other")),
    "es": (("garcia maria", "other"), ("Lucía de López", "es"), ("Núñez Carmen", "es")),
    "pt": (("Joao da Silva", "other"), ("Inês Araujo", "pt"), ("Conceição S. Gonçalves", "pt")),
    "it": (("Rossi Giulia", "other"), ("Niccolo Bianchi", "it"), ("Chiara D’Angelo", "it")),
    "fr": (("DUPONT Elodie", "fr"), ("Mme Françoi Lefèvre", "fr"), ("Zoe Garcon", "other")),
    "pl": (("Lukasz Wojcik", "other"), ("Kowalczyk Małgorzata", "pl"), ("Paweł Zielińsky", "pl")),
    "el": (
        ("Giorgos Papadopoulos", "other"),
        ("Nikolaou Maria", "el"),
        ("Dimitris Oikonomou", "other"),
    ),
    "bg": (("Ivan Petrov", "other"), ("Мария Петрова Георгиев", "bg"), ("Georgi Dimitrov", "bg")),
    "lv": (("Berzins Janis", "other"), ("Liga Kalnina", "lv"), ("Andris Ozolins", "other")),
}
"""Who stands in the list again: the first three of a language in their order, and from where."""

SIMILAR = {
    "hr": ("Ivo Horvat", "Marin Kovačević", "Ivan Babić"),
    "de": ("Anne Müller", "Leon Schäfer", "Sophie Weise"),
    "es": ("Mario García", "Lucía López García", "Carmelo Núñez"),
    "pt": ("Joana Silva", "Inês Araújo", "Luísa Simões"),
    "it": ("Giulio Rossi", "Niccolò Bianco", "Chiara Angeli"),
    "fr": ("Élodie Dumont", "Françoise Lefèvre", "Zoé Garcin"),
    "pl": ("Łucja Wójcik", "Małgorzata Kowalska", "Paula Zieliński"),
    "el": ("Γεωργία Παπαδοπούλου", "Μάριος Νικολάου", "Δήμητρα Οικονόμου"),
    "bg": ("Ивана Петрова", "Марин Георгиев", "Георги Димов"),
    "lv": ("Jana Bērziņa", "Līva Kalniņa", "Andrejs Ozoliņš"),
}
"""Who is somebody else: sisters and brothers, and an Inês Araújo at another school."""


def three_hundred() -> tuple[tuple[Participant, ...], frozenset[frozenset[str]]]:
    """Return the people, and the pairs of ids that are one person."""
    people = list(_people())
    same = {
        frozenset((f"{language}{number}", f"{language}again{number}"))
        for language in NAMES
        for number in range(3)
    }
    return tuple(people), frozenset(same)


def _people() -> Iterator[Participant]:
    for language, (given, family) in NAMES.items():
        firsts, lasts = given.split(), family.split()
        for number in range(24):
            shift = number // 12
            name = f"{firsts[number % 12]} {lasts[(number + 5 * shift) % 12]}"
            yield Participant(id=f"{language}{number}", name=name, organisation=language)
    for language, spelled in AGAIN.items():
        for number, (name, home) in enumerate(spelled):
            yield Participant(id=f"{language}again{number}", name=name, organisation=home)
    for language, names in SIMILAR.items():
        for number, name in enumerate(names):
            home = "other" if name == "Inês Araújo" else language
            yield Participant(id=f"{language}similar{number}", name=name, organisation=home)
