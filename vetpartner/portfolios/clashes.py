"""Who is in two places on one day, in two projects: people, and organisations that host.

People are compared by their keyed words, and nobody's name is known here.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.portfolios.twice import Found, in_several
from vetpartner.values.page_text import folded
from vetpartner.values.table import Column, Table, data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.portfolios.one import One

LONGEST = 31
"""Days of an activity that are compared; nobody is away for longer without coming home."""
_SURE = ("same e-mail address", "same name and organisation")


@frozen(kw_only=True)
class Clash:
    """Somebody who is in two places: the keyed word that tells them, and why they are one person.

    `first` and `last` are the days on which it is so; `where` says where each project has them.
    `people` are the indices of the paths with their keyed word, to look up the name there.
    """

    who: str
    why: str
    first: date
    last: date
    countries: int
    where: tuple[str, ...]
    sure: bool
    people: tuple[int, ...] = ()


PEOPLE_CLASHES = Table(
    name="people_clashes",
    about="One row for each person who is in two places on one day, in two projects.",
    caption="Who is in two places on one day: each row is a question, and no verdict",
    columns=(
        Column("who", "Who", "text", "keyed word; the page has the name", names=True),
        Column("why", "One person, because of", "word", "what the projects have in common"),
        Column("first", "From", "day", "first day"),
        Column("last", "To", "day", "last day"),
        Column("countries", "Countries", "count", "number of countries"),
        Column("where", "Projects and places", "lines", "project, activity and place"),
        data("sure", "flag", "whether all of them say that the person is there on these days"),
    ),
    empty="Nobody is known to be in two places on one day.",
)
ORGANISATION_CLASHES = Table(
    name="organisation_clashes",
    about="One row for each organisation that hosts in two places on one day, in two projects.",
    caption="Who hosts in two places on one day",
    columns=(
        Column("who", "Who", "text", "short name", names=True),
        Column("first", "From", "day", "first day"),
        Column("last", "To", "day", "last day"),
        Column("where", "Projects and places", "lines", "project, activity and place"),
    ),
    empty="No organisation hosts in two places on one day.",
)


def keys(one: One) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield who of a project is where on each day: a key of person and day, and the place."""
    columns = ("activity", "title", "first", "last", "city", "country", "sure")
    people = one.rows("presences", "name", "name_too", "mail", "organisation_key", *columns)
    for name, too, mail, home, id_, title, first, last, city, country, sure in people:
        if not (city or country):
            continue
        told = {"id": id_, "title": title, "city": city, "country": country, "sure": sure}
        told |= {"mail": mail, "home": home, "words": f"{name} {too} {mail}"}
        for day in _days(first, last):
            for word in (name, too):
                if word is not None:
                    yield f"person {word} {day}", told
            if mail is not None:
                yield f"mail {mail} {day}", told
    about = ("id", "title", "first", "last", "city", "country", "kind", "mode", "status")
    for row in one.rows("activities", *about, "host_key"):
        id_, title, first, last, city, country, kind, mode, status, host = row
        if host and city and kind != "task" and mode != "online" and status != "cancelled":
            told = {"id": id_, "title": title, "city": city, "country": country, "sure": True}
            told["words"] = host
            for day in _days(first, last):
                yield f"host {host} {day}", told


def _days(first: str | None, last: str | None) -> Iterator[str]:
    if first is None or last is None:
        return
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    for n in range(min((end - begin).days + 1, LONGEST)):
        yield (begin + timedelta(days=n)).isoformat()


def clashes(
    pairs: Iterable[tuple[str, Found]], homes: dict[int, dict[str, str]]
) -> tuple[Table, Table]:
    """Return the clashes of people and of organisations, of all keys that stand twice."""
    people: dict[tuple[Any, ...], list[Clash]] = {}
    hosts: dict[tuple[Any, ...], list[Clash]] = {}
    for key, found in in_several(pairs):
        head, _, day = key.rpartition(" ")
        kind, _, word = head.partition(" ")
        places = {(each.told["country"], folded(each.told["city"] or "")) for each in found}
        if len(places) < 2:  # noqa: PLR2004 - one place is no clash
            continue
        clash = Clash(
            who=_host(word, found, homes) if kind == "host" else word,
            why=_why(kind, found),
            first=date.fromisoformat(day),
            last=date.fromisoformat(day),
            countries=len({country for country, _ in places if country}),
            where=tuple(dict.fromkeys(map(_place, sorted(found, key=lambda f: f.at)))),
            sure=all(each.told["sure"] for each in found),
            people=tuple(sorted({each.at for each in found})),
        )
        # Who is told by an e-mail address and by two readings of a name is one person all the same.
        same = tuple(sorted({(each.at, each.told["id"], each.told["words"]) for each in found}))
        known = people if kind != "host" else hosts
        known.setdefault((kind, word, same), []).append(clash)
    best: dict[tuple[Any, ...], Clash] = {}
    for (*_, same), clashes_ in people.items():
        for one in _joined(clashes_):
            at = (same, one.first, one.last)
            if at not in best or _certain(one) < _certain(best[at]):
                best[at] = one
    return (
        PEOPLE_CLASHES.of(sorted(best.values(), key=_rank)),
        ORGANISATION_CLASHES.of(
            sorted((one for some in hosts.values() for one in _joined(some)), key=_rank)
        ),
    )


def _why(kind: str, found: list[Found]) -> str:
    if kind == "mail":
        return _SURE[0]
    homes = {each.told.get("home") for each in found}
    if len(homes) == 1 and None not in homes:
        return _SURE[1]
    mails = {each.told.get("mail") for each in found} - {None}
    return "same name, other e-mail address" if len(mails) > 1 else "same name only"


def _host(word: str, found: list[Found], homes: dict[int, dict[str, str]]) -> str:
    return next((homes[f.at][word] for f in found if word in homes.get(f.at, {})), word)


def _place(one: Found) -> str:
    place = ", ".join(filter(None, (one.told["city"], one.told["country"])))
    doubt = "" if one.told["sure"] else " (not known on which days)"
    return f"{one.told['label']}: {one.told['id']} in {place}{doubt}"


def _joined(found: list[Clash]) -> Iterator[Clash]:
    """Yield one clash for days that follow each other."""
    first, *others = sorted(found, key=lambda one: one.first)
    for one in others:
        if (one.first - first.last).days <= 1:
            first = evolve(first, last=one.last)
        else:
            yield first
            first = one
    yield first


def _certain(one: Clash) -> tuple[int, str]:
    return (_SURE.index(one.why) if one.why in _SURE else len(_SURE), one.who)


def _rank(one: Clash) -> tuple[Any, ...]:
    return not one.sure, _certain(one)[0], -one.countries, one.first, one.where, one.who
