"""Invented personal data, how they can be disguised, and strategies that plant them in texts."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen
from hypothesis import assume
from hypothesis import strategies as st
from strategies import partnerships

from vetpartner.model import (
    LINKS_TO,
    Evidence,
    Measure,
    Narrative,
    Participant,
    Partnership,
    Person,
    Session,
    Venue,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PEOPLE = (
    Person(id="silke", name="Silke Behrens", email="silke@sts.example.org", role="trainer"),
    Person(id="P2", name="Željka Dragičević", email="z.d@sts.example.org"),
)
LEARNERS = (
    Participant(id="L1", name="Ömer Öztürk", count=1, minors=1),
    Participant(id="vukasovic", name="Qadira Vukašović", count=1, fewer_opportunities=1),
)

NUMBERS = {
    "AT": ("7104 221096", "7465120856"),
    "BE": ("69.03.05-817.18", "95102250032"),
    "BG": ("0806022599",),
    "CH": ("756.9990.8899.18", "7565303900356"),
    "CZ and SK": ("760215/0226", "891128/2699"),
    "DE": ("45 836 207 880", "49919073854"),
    "DK": ("CPR 040584-2619",),
    "EE and LT": ("58301015278", "55508283259"),
    "ES": ("83107965H", "17756765-Y", "X7900365A", "Y-2009186-N"),
    "FI": ("020599-792D", "100468-046P"),
    "FR": ("2 74 06 69 056 948 27", "285017519705679"),
    "GR": ("13050407835", "22015925476"),
    "HR": ("34264567242", "OIB: 37672499123"),
    "HR, SI, RS, MK": ("2109006330028", "0902966332100"),
    "IE": ("2355775VA", "5880608CH"),
    "IS": ("120190-3180",),
    "IT": ("LPMCPB95C03H392F", "GCG VNT 92P07 F250V"),
    "NL": ("BSN 209830906", "bsn: 3096.70.895"),
    "NO": ("030484 54940", "15048414181"),
    "PL": ("09101604728", "PESEL 69051913406"),
    "PT": ("132439450", "NIF 190 145 803"),
    "RO": ("6850404043548",),
    "SE": ("560602-3058", "670217-8341"),
    "TR": ("34254962050",),
}
"""Numbers of nobody that have the right check digits, by where they are given out."""
IBANS = (
    "HR15 2528 7586 7870 2822 5",
    "DE98990580591456887857",
    "PL45 5175 8566 4930 0993 8247 5432",
    "SI83-5785-5400-1581-088",
)
PHONES = (
    "+385 91 234 5678",
    "00385912345678",
    "+49 (0)30 901820-17",
    "tel. 091/234-56-78",
    "06.12.34.56.78",
    "mobitel: 612 345 678",
)
BIRTHS = (
    "born 23.11.1987",
    "date of birth: 1987-11-23",
    "rođena 23. studenoga 1987.",
    "geb. am 23/11/1987",
    "née le 23 novembre 1987",
    "* 23.11.1987",
)
HOMES = (
    "Ulica Ljerke Gundulić 17b, 10000 Zagreb",
    "Gundulićstraße 17, 10115 Berlin",
    "12 rue de Gundulic, 75011 Paris",
    "via Gundulic 17, 38122 Trento",
    "calle Gundulic, 17, 28013 Madrid",
    "home address: Gundulićev prilaz 17",
    "Gundulićeva 17, 10000 Zagreb",
)
MAILS = (
    "silke@sts.example.org",
    "q.vuk+home@mail.example.com",
    "q.vuk (at) mail.example.com",
    "mailto:qvuk@example.net",
)
HANDLES = ("@sil_beh_87", "@qvuk.private", "https://www.linkedin.com/in/qvuk-private-17")
INITIALS = ("S. B.", "S.B.", "Ž.D.", "(QV)", "QV:")
NAMES = ("Silke", "Behrens", "DRAGICEVIC", "Željkom", "Öztürk", "Vukasovic", "qvukasovic")


@frozen
class Datum:
    """Something personal as it is typed, and what of it must not be readable any more."""

    kind: str
    text: str
    secret: str


def _core(text: str) -> str:
    """Return what of a number, address or handle must vanish: the longest run of what tells."""
    return max(re.findall(r"[^\s:(]+", text), key=len)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _number(text: str) -> str:
    """Return digits and letters of a number without the word before it."""
    return re.sub(r"^(?:OIB|BSN|bsn|CPR|NIF|PESEL):? |[^0-9A-Za-z]", "", text).casefold()


DATA = (
    *(Datum("number", text, _number(text)) for texts in NUMBERS.values() for text in texts),
    *(Datum("iban", text, _digits(text)) for text in IBANS),
    *(Datum("phone", text, _digits(text)[-9:]) for text in PHONES),
    *(Datum("birth", text, "1987") for text in BIRTHS),
    *(Datum("home", text, "gundulic") for text in HOMES),
    *(Datum("mail", text, _core(text).removeprefix("mailto:").split("@")[0]) for text in MAILS),
    *(Datum("handle", text, re.split(r"[@/]", text)[-1]) for text in HANDLES),
    *(Datum("initials", text, text) for text in INITIALS),
    *(Datum("name", text, text) for text in NAMES),
)
"""All that may be planted. The words around it stay."""

LOOK_ALIKE = str.maketrans("aeocpxAEOCPXKMTBHi", "аеосрхАЕОСРХКМТВНі")  # noqa: RUF001 - on purpose


def _inside(text: str, mark: str) -> str:
    """Put something between the second and the third letter or digit."""
    at = [n for n, sign in enumerate(text) if sign.isalnum()][1:2] or [0]
    return f"{text[: at[0] + 1]}{mark}{text[at[0] + 1 :]}"


def _emphasis(text: str) -> str:
    at = [n for n, sign in enumerate(text) if sign.isalnum()][1]
    return f"{text[:at]}**{text[at]}**{text[at + 1 :]}"


def _entities(text: str) -> str:
    return "".join(f"&#x{ord(c):X};" if n % 2 else c for n, c in enumerate(text))


DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "entities": _entities,
    "decimal entities": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "emphasis": _emphasis,
    "tag": lambda text: _inside(text, "<b></b>"),
    "comment": lambda text: _inside(text, "<!-- -->"),
    "soft hyphen": lambda text: _inside(text, "\N{SOFT HYPHEN}"),
    "zero width": lambda text: _inside(text, "\N{ZERO WIDTH SPACE}"),
    "joiner": lambda text: _inside(text, "\N{COMBINING GRAPHEME JOINER}"),
    "combining": lambda text: unicodedata.normalize("NFD", text),
    "accent": lambda text: _inside(text, "\N{COMBINING ACUTE ACCENT}"),
    "full width": lambda text: "".join(
        chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text
    ),
    "bold": lambda text: "".join(
        unicodedata.lookup(f"MATHEMATICAL BOLD {'SMALL' if c.islower() else 'CAPITAL'} {c.upper()}")
        if c.isascii() and c.isalpha()
        else c
        for c in text
    ),
    "escapes": lambda text: re.sub(r"([.@+*(-])", r"\\\1", text),
    "look-alike": lambda text: text.translate(LOOK_ALIKE),
}
"""Ways to write something so that a page shows it all the same."""


def readable(text: str) -> str:
    """Return what a reader of a page sees, without accents and case.

    This is written apart from the program, so that both would have to be wrong in the same way.
    """
    for _ in range(2):
        text = html.unescape(text)
    text = re.sub(r"<!--.*?-->|</?[a-z]+>|\\+", "", text)
    text = text.translate({there: here for here, there in LOOK_ALIKE.items()})
    text = unicodedata.normalize("NFKD", text)
    kept = (c for c in text if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return "".join(kept).replace("*", "").translate(str.maketrans("đĐ", "dD")).casefold()


def still_told(datum: Datum, text: str) -> bool:
    """Tell whether a datum can still be read in a text."""
    seen = readable(text)
    if datum.kind in {"number", "iban", "phone"}:
        return datum.secret in re.sub(r"[\s./()-]+", "", seen)
    if datum.kind == "home":
        return datum.secret in seen
    secret = re.escape(readable(datum.secret).strip("(:"))
    return re.search(rf"(?<![^\W_]){secret}(?![^\W_])", seen) is not None


CODES = {
    "action",
    "aspect",
    "aspects",
    "colour",
    "country",
    "currency",
    "font",
    "language",
    "languages",
    "national_agency",
    "oid",
    "pic",
    "priorities",
    "report",
    "slug",
    "timezone",
    "rate_month",
    "question",
}
"""Fields in which no words stand."""
LINKS = {"url", "website", "link", "file", "files"}
PLACES = {"address", "city"}
"""Fields in which an address stands that is of an organisation, not of a person."""
INNER = (Venue, Evidence, Measure, Session)
"""Classes within others in which words stand."""


IN_LINKS = [d for d in DATA if d.kind in {"name", "mail", "iban"} and "(" not in d.text]
"""What counts in links and file names, where digits mean much else, and in places."""


def sentence(name: str, typed: str) -> str:
    """Return a text for a field of this name, in which something personal is planted."""
    if name in {"file", "files"}:
        return f"evidence/{re.sub(r'[^0-9A-Za-z@.+_ -]', '', typed)}.pdf"
    if name in LINKS:
        return f"https://example.org/page?about={typed.replace(' ', '%20')}"
    return f"About {typed} this was agreed in 2024."


def text_fields(cls: type) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a class in which people type words, and their types."""
    hints = get_type_hints(cls)
    for a in attrs.fields(cls):
        kinds = get_args(hints[a.name]) or (hints[a.name],)
        linked = a.name in {"id", "corrects"} or LINKS_TO in a.metadata
        if linked or a.name in CODES or get_origin(hints[a.name]) is Literal:
            continue
        if str in kinds:
            yield a.name, hints[a.name]


def _filled(value: Any, plant: Callable[[str], str]) -> Any:  # noqa: ANN401
    """Return a thing of the model with something in each of its texts, deep inside too."""
    changes: dict[str, Any] = {}
    texts = dict(text_fields(type(value)))
    for a in attrs.fields(type(value)):
        old = getattr(value, a.name)
        if a.name in texts:
            many = get_origin(texts[a.name]) is tuple
            changes[a.name] = (plant(a.name),) if many else plant(a.name)
        elif isinstance(old, tuple) and old and isinstance(old[0], INNER):
            changes[a.name] = tuple(_filled(one, plant) for one in old)
        elif isinstance(old, INNER):
            changes[a.name] = _filled(old, plant)
    return attrs.evolve(value, **changes)


@st.composite
def planted(draw: st.DrawFn) -> tuple[Partnership, tuple[Datum, ...]]:
    """Draw a partnership in which something personal stands in every free text, and what it is."""
    p = draw(partnerships())
    # Letters that are the id of something are nobody's initials.
    assume(not {"qv", "sb", "zd"} & {thing.id.casefold() for _, thing in p.baseline.things()})
    chosen: list[Datum] = []

    def plant(name: str) -> str:
        datum = draw(st.sampled_from(DATA))
        if name in {*LINKS, *PLACES}:
            datum = draw(st.sampled_from(IN_LINKS))
        disguise = draw(st.sampled_from(sorted(DISGUISES)))
        if name in LINKS and disguise not in {"plain", "zero width", "soft hyphen"}:
            disguise = "plain"
        chosen.append(datum)
        return sentence(name, DISGUISES[disguise](datum.text))

    plan = p.baseline
    people = {"people": PEOPLE, "participants": (*LEARNERS, *plan.participants)}
    kinds: dict[str, Any] = {}
    for a in attrs.fields(type(plan)):
        held = getattr(plan, a.name)
        if isinstance(held, tuple):
            kinds[a.name] = tuple(_filled(one, plant) for one in held)
        elif held is not None:
            kinds[a.name] = _filled(held, plant)
    if plan.agreement is not None:
        rules = (*plan.agreement.rules, ("remark", (plant("rule"), plant("rule"))))
        kinds["agreement"] = attrs.evolve(kinds["agreement"], rules=rules)
    words = Narrative(report="final", language="en", answers=(("sum.aims", plant("answer")),))
    plan = attrs.evolve(plan, **{**kinds, **people})
    facts = tuple(_filled(fact, plant) for fact in p.facts)
    own = f"# {plant('rules')}\n"
    p = attrs.evolve(p, baseline=plan, facts=facts, narratives=(words,), own_rules=own)
    return p, tuple(chosen)
