"""Calendars as `icalendar.Calendar`, parsed from the bytes of a feed when they are looked into."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from icalendar import Calendar, vText
from icalendar.parser import unescape_backslash

from vetpartner.export.feeds import feed
from vetpartner.state.entries import choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.model import Partnership


def calendar(
    p: Partnership,
    *,
    partner: str | None = None,
    person: str | None = None,
    work_package: str | None = None,
    deadlines: bool = False,
) -> Calendar:
    """Return meetings, trainings, events, deliverables and deadlines as a calendar.

    For a `partner` or a `person` only what concerns them, for a `work_package` only what belongs to
    it, with `deadlines` only what is due; they can be combined.
    Raises `UnknownId` for an unknown one.
    Nothing in it depends on the present time: the same partnership gives the same bytes.
    """
    wanted = choice(
        p, partner=partner, person=person, work_package=work_package, deadlines=deadlines
    )
    return Unread(feed(p, wanted))


_TEXTS = ("NAME", "X-WR-CALNAME", "X-WR-CALDESC")


class Unread(Calendar):
    """A calendar of which nothing but the bytes is known: `to_ical()` gives them as they are.

    The first look into it parses them, and from then on it is an `icalendar.Calendar` like any
    other, also by its type.
    """

    def __init__(self, data: bytes) -> None:
        """Take the bytes; nothing is parsed, so that nothing else is set up."""
        _own(self)["feed"] = data

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - any attribute
        if name == "to_ical":
            return object.__getattribute__(self, name)
        return getattr(_read(self), name)

    def to_ical(self, sorted: bool = True) -> bytes:  # noqa: A002, FBT001, FBT002 - as in icalendar
        """Return the bytes; how they are without sorting only icalendar knows."""
        data: bytes = _own(self)["feed"] if sorted else _read(self).to_ical(sorted=False)
        return data


def _own(made: Calendar) -> dict[str, Any]:
    """Return the attributes of a calendar without looking into it."""
    own: dict[str, Any] = object.__getattribute__(made, "__dict__")
    return own


def _read(made: Calendar) -> Calendar:
    """Parse a calendar in its place."""
    parsed = Calendar.from_ical(_own(made).pop("feed"))
    _own(made).update(vars(parsed))
    for name, value in parsed.items():
        # icalendar does not know these as texts, and would leave their commas escaped.
        text = vText(unescape_backslash(value)) if name in _TEXTS else value
        OrderedDict.__setitem__(made, name, text)
    object.__setattr__(made, "__class__", Calendar)
    return made


def _after_reading(name: str) -> Callable[..., Any]:
    def look(made: Calendar, *given: object) -> Any:  # noqa: ANN401 - any method
        return getattr(_read(made), name)(*given)

    return look


# Python asks the type for these, and not the value.
for _name in (
    "__setattr__",
    "__delattr__",
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__contains__",
    "__iter__",
    "__reversed__",
    "__len__",
    "__eq__",
    "__ne__",
    "__or__",
    "__ror__",
    "__ior__",
    "__repr__",
):
    setattr(Unread, _name, _after_reading(_name))
