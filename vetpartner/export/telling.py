"""What is new in a calendar, in words: for the page of the organiser and the mails to partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.export.events import clean
from vetpartner.model import Organisation, zone_of
from vetpartner.model.languages import in_language
from vetpartner.programme.countries import zone_at
from vetpartner.render.language import has_catalogue, language
from vetpartner.values.catalogue import ENGLISH
from vetpartner.values.phrase import count, say
from vetpartner.values.translations import unmarked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from vetpartner.export.calendar_state import Mailbox, Said
    from vetpartner.export.invitations import Update
    from vetpartner.model import Partnership
    from vetpartner.values.phrase import Phrase

_CHANGED = say("Changed: {title} ({project})")
_CANCELLED = say("Cancelled: {title} ({project})")
_SUBJECTS = {
    "new": say("Invitation: {title} ({project})"),
    "changed": _CHANGED,
    "organiser": _CHANGED,
    "cancelled": _CANCELLED,
    "withdrawn": say("No longer for you: {title} ({project})"),
    "gone": _CANCELLED,
    "undated": _CHANGED,
    "parts": _CHANGED,
    "whole": _CHANGED,
}


def language_of(p: Partnership, organisation: str | None) -> str:
    """Return the language of mails to an organisation: its own, or the first of the project.

    English where there are no words for it.
    """
    own = getattr(p.get(organisation), "language", None)
    wanted = (own, *p.plan.project.languages[:1])
    return next((code for code in wanted if code and has_catalogue(code, papers=True)), ENGLISH)


class Teller:
    """Says what is new, in the language and with the hours of an organisation; in English alone."""

    def __init__(self, p: Partnership, organisation: str | None = None) -> None:
        """Take the organisation; without one it is for the page that the organiser reads."""
        home = p.get(organisation)
        self.p, self.label = p, p.plan.project.label
        code = language_of(p, organisation) if organisation else ENGLISH
        self.language = language(code, papers=True)
        self.shown = in_language(p, code) if organisation else p
        self.zone = zone_at(home) if isinstance(home, Organisation) else ""

    def _say(self, phrase: Phrase) -> str:
        return phrase.within(self.language)

    def when(self, said: Said, place: str = "", *, here: bool = True) -> str:
        """Return when an entry is: its days, or its hours in its zone and in that of the reader.

        `place` stands behind the hours in its own zone; with `here` those of the reader follow.
        """
        begin, end = said.moment(said.starts), said.moment(said.ends)
        if begin is None or end is None:
            first, last = said.days
            if first == last:
                return self.language.value(first) + place
            return f"{self.language.value(first)} – {self.language.value(last)}{place}"
        there = f"{self._hours(begin, end)} ({said.zone}){place}"
        if not self.zone or not here:
            return there
        own = zone_of(self.zone)
        mine = begin.astimezone(own), end.astimezone(own)
        same = all(a.utcoffset() == b.utcoffset() for a, b in zip(mine, (begin, end), strict=True))
        if same:
            return there
        same_days = [m.date() for m in mine] == [begin.date(), end.date()] == [begin.date()] * 2
        hours = f"{mine[0]:%H:%M}–{mine[1]:%H:%M}" if same_days else self._hours(*mine)
        mine_too = f"{hours} ({self.zone})"
        return self._say(say("{there}; for you {here}", there=there, here=mine_too))

    def _hours(self, begin: datetime, end: datetime) -> str:
        first, last = self.language.value(begin.date()), self.language.value(end.date())
        if begin.date() == end.date():
            return f"{first}, {begin:%H:%M}–{end:%H:%M}"
        return f"{first}, {begin:%H:%M} – {last}, {end:%H:%M}"

    def title(self, update: Update) -> str:
        """Return how an entry is called, in the language where the program has named it."""
        phrases = update.entry.phrases
        named = ": ".join(map(self._say, phrases)) if phrases else update.entry.title
        things = (each.get(update.entry.id) for each in (self.p, self.shown))
        own, told = (getattr(thing, "title", None) for thing in things)
        named = named.replace(own, unmarked(told)) if own and told else named
        return clean(" ".join(named.split()))

    def sentences(self, update: Update) -> Iterator[str]:
        """Yield what is new about an entry."""
        title, when = self.title(update), self.when(update.said)
        if update.news == "new":
            if update.for_some:
                names = ", ".join(one.name for one in update.to)
                yield self._say(
                    say("{title}: {when}, now for {names} too", title=title, when=when, names=names)
                )
            else:
                place = f", {update.said.place}" if update.said.place else ""
                yield clean(f"{title}: {self.when(update.said, place)}")
        elif update.news == "changed" and update.old is not None:
            yield from self._differences(title, update.old, update.said)
        elif update.news != "organiser":
            yield self._say(self._called_off(update, title))
        if update.instead_of is not None and update.organiser is not None:
            yield self._say(
                say(
                    "{name} invites to {title} from now on, and no longer {old}",
                    name=update.organiser.name,
                    title=title,
                    old=update.instead_of.name,
                )
            )

    def _called_off(self, update: Update, title: str) -> Phrase:
        when = self.when(update.old or update.said, here=False)
        if update.news == "cancelled":
            return say("{title} on {when} is cancelled", title=title, when=when)
        if update.news == "parts":
            return say("{title} is shown day by day from now on", title=title)
        if update.news == "whole":
            return say("{title} is shown as a whole from now on", title=title)
        if update.news == "undated":
            return say("{title} has no date any more, until now {when}", title=title, when=when)
        if update.news == "gone":
            return say("{title} on {when} no longer takes place", title=title, when=when)
        if update.for_some:
            names = ", ".join(one.name for one in update.to)
            return say(
                "{names}: no longer invited to {title} on {when}",
                names=names,
                title=title,
                when=when,
            )
        return say(
            "{organisation} no longer takes part: {title} on {when}",
            organisation=self.p.label(update.recipient),
            title=title,
            when=when,
        )

    def _differences(self, title: str, old: Said, new: Said) -> Iterator[str]:
        if old.when != new.when:
            before, after = self.when(old, here=False), self.when(new)
            yield self._say(
                say(
                    "{title} moved from {before} to {after}",
                    title=title,
                    before=before,
                    after=after,
                )
            )
        if old.place != new.place and new.place:
            place = clean(new.place)
            yield self._say(say("{title} takes place here: {place}", title=title, place=place))
        elif old.place != new.place:
            yield self._say(say("{title}: the place is not fixed yet", title=title))
        if old.link != new.link and new.link:
            link = clean(new.link)
            yield self._say(say("{title} has the link {link}", title=title, link=link))
        elif old.link != new.link:
            yield self._say(say("{title} has no link any more", title=title))
        if old.status != new.status:
            tentative = new.status == "tentative"
            yield self._say(
                say(
                    "{title} is not certain yet" if tentative else "{title} takes place for sure",
                    title=title,
                )
            )

    # The mail.

    def calendar_name(self, organisation: str) -> str:
        """Return how the calendar of the deadlines of an organisation is called."""
        return f"{self.label} ({self.p.label(organisation)}, {self._say(say('Deadlines'))})"

    def subject(self, together: Sequence[Update]) -> str:
        """Return the subject of a mail."""
        if len(together) == 1:
            title = self.title(together[0])
            values = (("title", title), ("project", self.label))
            return self._say(evolve(_SUBJECTS[together[0].news], values=values))
        return self._say(
            count(
                "{project}: {n} change in your calendar",
                "{project}: {n} changes in your calendar",
                len(together),
                project=self.label,
            )
        )

    def text(self, together: Sequence[Update], organiser: Mailbox) -> str:
        """Return the words of a mail."""
        meetings = [u for u in together if not u.entry.is_deadline]
        dates = [u for u in together if u.entry.is_deadline]
        parts = [
            [self._say(say("Dear colleagues,"))],
            [self._say(say("this is new in your calendar of {project}:", project=self.label))],
            [f"- {line}" for u in meetings for line in self.sentences(u)],
        ]
        if dates:
            head = self._say(say("Deadlines")) + self.language.colon
            parts.append([head, *(f"- {line}" for u in dates for line in self.sentences(u))])
        parts += [list(self._what_to_do(together)), [organiser.name, self.label]]
        return "\r\n\r\n".join("\r\n".join(map(clean, part)) for part in parts if part) + "\r\n"

    def _what_to_do(self, together: Sequence[Update]) -> Iterator[str]:
        asked = [u for u in together if u.method == "REQUEST" and not u.in_list]
        if len(asked) == 1:
            yield self._say(say("Please answer the invitation that is attached."))
        elif asked:
            yield self._say(
                count(
                    "Please answer the {n} invitation that is attached.",
                    "Please answer each of the {n} invitations that are attached.",
                    len(asked),
                )
            )
        if any(u.cancels for u in together):
            yield self._say(say("What is off is attached too: opened, it leaves your calendar."))
        if any(u.in_list for u in together):
            yield self._say(
                say(
                    "Open {file} to add the deadlines to your calendar; they need no answer.",
                    file="deadlines.ics",
                )
            )
