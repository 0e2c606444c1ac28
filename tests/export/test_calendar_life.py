"""What happens to calendars over time: each step is a run of the command on an invented project."""

from __future__ import annotations

import base64
import quopri
import re
import shutil
import time
from datetime import date
from typing import TYPE_CHECKING

import icalendar
import pytest
from calendars import (
    NAMED,
    PEOPLE,
    PROJECT,
    SESSIONS,
    SIXTH,
    THIRD,
    THREE,
    Life,
    Sent,
    amended,
    by_title,
    text_of,
    with_sessions,
)

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.export.calendar_state import LEDGER, read_state
from vetpartner.export.drafts import OLD
from vetpartner.state.coming import coming

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """Return a project whose calendars are written again and again."""
    return Life(tmp_path)


# One state.


def test_a_training_gets_sessions(life: Life) -> None:
    """It does not "no longer take place": what stood for all of it says that it is by day now."""
    first = life.send(PROJECT, day="2025-01-31").of("b")
    sent = life.send(with_sessions(SESSIONS), day="2025-02-03")

    assert "no longer takes place" not in sent.words
    assert "Training is shown day by day from now on" in sent.words
    method, number, uid = sent.of("b")["Training"]
    assert ("CANCEL", 1, first["Training"][2]) == (method, number, uid)
    assert [("REQUEST", 0)] * 3 == [one[:2] for title, one in sent.of("b").items() if ":" in title]
    back = life.send(PROJECT, day="2025-02-10")
    assert "Training: Start is shown as a whole from now on" in back.words
    assert ("REQUEST", 2, uid) == back.of("b")["Training"]


def test_no_uid_has_a_sign_that_servers_refuse(life: Life) -> None:
    """Radicale and others answer 403 to a slash."""
    found = life.feed(THREE, day="2025-01-31")

    assert all(re.fullmatch(r"[0-9a-f]{32}@vetpartner", event[0]) for event in found.values())
    assert len(found) == len({event[0] for event in found.values()})


def test_feed_and_invitation_have_one_number(life: Life) -> None:
    """A change raises SEQUENCE once, whoever comes first, and nothing goes back."""
    before = life.feed(THREE, day="2025-01-31")["Training: Simulator"]
    moved = THREE.replace("2025-05-13 09:00..15:00", "2025-05-13 11:00..17:00")
    after = life.feed(moved, day="2025-02-15")
    now = after["Training: Simulator"]

    assert (before[0], 1, "2025-02-15") == (now[0], now[1], now[3])
    assert (0, "2023-11-01") == (after["Training: Start"][1], after["Training: Start"][3])
    assert ("REQUEST", 1, now[0]) == life.send(moved, day="2025-02-16").of("b")[
        "Training: Simulator"
    ]
    again = life.feed(THREE, day="2025-02-17")["Training: Simulator"]
    assert (now[0], 2, "2025-02-17") == (again[0], again[1], again[3])
    sent = life.send(THREE, day="2025-02-18")
    assert ("REQUEST", 2, now[0]) == sent.of("b")["Training: Simulator"]
    assert again == life.feed(THREE, day="2025-02-19")["Training: Simulator"]


def test_the_day_of_messages_never_goes_back(life: Life) -> None:
    """Feed and invitation bear the day of the last message about an entry, and no older one.

    LAST-MODIFIED stays the day of the change.
    """

    def days(data: bytes) -> tuple[str, str]:
        found = {str(e["SUMMARY"]): e for e in icalendar.Calendar.from_ical(data).walk("VEVENT")}
        meeting = found["Meeting"]
        return f"{meeting['DTSTAMP'].dt:%m-%d}", f"{meeting['LAST-MODIFIED'].dt:%m-%d}"

    def fed(facts: str, day: str, *more: str) -> tuple[str, str]:
        life.write(PROJECT, facts)
        assert life.run("-o", str(life.place / "feed.ics"), *more, day=day) == 0
        return days((life.place / "feed.ics").read_bytes())

    def sent(facts: str, day: str, *more: str) -> tuple[str, str]:
        life.write(PROJECT, facts)
        out = life.place / f"out-{day}"
        assert life.run("--updates", "-o", str(out), *more, day=day) == 0
        return days((out / "b" / "M1.ics").read_bytes())

    there = amended("M1", 'when = "2025-09-23 09:00..17:00"', "2025-02-03")
    back = amended("M1", 'when = "2025-09-16 09:00..17:00"', "2025-02-10")
    assert ("01-31", "11-01") == sent("", "2025-01-31")
    assert ("01-31", "11-01") == fed("", "2025-02-01")
    assert ("02-05", "02-05") == fed(there, "2025-02-05")
    assert ("02-05", "02-05") == sent(there, "2025-02-04")
    assert not life.send(PROJECT, there, day="2025-02-06").words
    assert ("02-05", "02-05") == fed(there, "2025-02-07")
    assert ("02-12", "02-12") == fed(there + back, "2025-02-12", "--force")
    assert ("02-14", "02-12") == sent(there + back, "2025-02-14")
    assert ("02-14", "02-12") == fed(there + back, "2025-02-11", "--force")


def test_moved_and_moved_back_between_two_mails(life: Life) -> None:
    """Who has the right day is not troubled; the feeds count both changes."""
    life.send(PROJECT, day="2025-01-31")
    there = amended("M1", 'when = "2025-09-23 09:00..17:00"')
    back = amended("M1", 'when = "2025-09-16 09:00..17:00"', "2025-02-05")
    assert life.feed(PROJECT, there, day="2025-02-03")["Meeting"][1] == 1
    assert life.feed(PROJECT, there + back, day="2025-02-05")["Meeting"][1] == 2
    assert not life.send(PROJECT, there + back, day="2025-02-06").words


@pytest.mark.parametrize(
    "edit",
    [
        ('acronym = "Demo"', 'acronym = "DEMO-VET"'),
        ('title = "Demo"', 'title = "Other"\nreference = "2023-1-HR01-KA220-VET-000157891"'),
        ('title = "Meeting"', 'title = "Third meeting"'),
        ('id = "WP1"\ntitle = "Management"', 'id = "WP1"\ntitle = "All"'),
        ('"WP1"', '"WP9"'),
        ('name = "Person Two"', 'name = "Person Two-Three"'),
        ('acronym = "B"', 'acronym = "BB"'),
    ],
)
def test_what_people_correct_is_no_news(life: Life, edit: tuple[str, str]) -> None:
    """Identity hangs on no text: nobody is called off and invited anew."""
    first = life.feed(PROJECT, day="2025-01-31")
    life.send(PROJECT, day="2025-01-31")
    corrected = PROJECT.replace(*edit)
    assert corrected != PROJECT

    assert not life.send(corrected, day="2025-02-03").words
    uids = {event[0] for event in first.values()}
    assert uids == {event[0] for event in life.feed(corrected, day="2025-02-04").values()}


def test_without_a_state_the_ids_are_the_same(life: Life) -> None:
    """What was published from Python has the ids of the command, and loses none for an acronym."""
    life.write(PROJECT)
    here = by_title(vp.feeds(vp.load(life.folder))[0].data)
    assert not (life.folder / LEDGER).exists()
    there = life.feed(PROJECT.replace('acronym = "Demo"', 'acronym = "X"'), day="2025-01-31")

    assert {e[0] for e in here.values()} == {e[0] for e in there.values()}


def test_what_an_earlier_version_sent_keeps_its_id(life: Life) -> None:
    """The UID of a meeting that partners have stays, also where the acronym is corrected then."""
    said = '"title": "Meeting", "status": "confirmed", "first": "2025-09-16", "last": "2025-09-16"'
    hours = '"starts": "2025-09-16T09:00:00", "ends": "2025-09-16T17:00:00"'
    old = f'"id": "M1", "sequence": 4, {said}, {hours}, "zone": "Europe/Zagreb"'
    to = '"place": "Split, HR", "recipients": ["a", "b"]'
    (life.folder / LEDGER).write_text(
        f'{{"sent": {{"meeting-M1@demo-2023.vetpartner": {{{old}, {to}}}}}}}', "utf-8"
    )
    moved = amended("M1", 'when = "2025-09-23 09:00..17:00"')
    corrected = PROJECT.replace('acronym = "Demo"', 'acronym = "X"')
    sent = life.send(corrected, moved, day="2025-02-03")

    assert ("REQUEST", 5, "meeting-M1@demo-2023.vetpartner") == sent.of("b")["Meeting"]
    feed = life.feed(corrected, moved, day="2025-02-04")["Meeting"]
    assert ("meeting-M1@demo-2023.vetpartner", 5) == feed[:2]


# Sessions.


def test_the_first_of_three_removed_is_that_one(life: Life) -> None:
    """The others keep their ids and their numbers, and nobody is told of them."""
    first = life.send(THREE, day="2025-01-31").of("b")
    rest = THREE.replace(SESSIONS.splitlines(keepends=True)[0], "")
    sent = life.send(rest, day="2025-02-03")

    assert {"Training: Start": ("CANCEL", 1, first["Training: Start"][2])} == sent.of("b")
    feed = life.feed(rest, day="2025-02-03")
    assert first["Training: Simulator"][2] == feed["Training: Simulator"][0]
    assert first["Training: session 3 of 3"][2] == feed["Training: session 2 of 2"][0]


@pytest.mark.parametrize("plan", [THREE, NAMED])
def test_sessions_come_back(life: Life, plan: str) -> None:
    """Shown as a whole in between, they keep their ids, and so does one that was moved then."""
    sent = life.send(plan, day="2025-01-31").of("b")
    first = {title: one for title, one in sent.items() if title.startswith("Training: ")}
    whole = life.send(PROJECT, day="2025-02-03").of("b")
    moved = plan.replace("2025-05-13 09:00", "2025-05-13 10:00")
    back = life.send(moved, day="2025-02-10").of("b")

    assert {"CANCEL"} == {whole[title][0] for title in first}
    assert "CANCEL" == back.pop("Training")[0]
    assert {t: ("REQUEST", number + 2, uid) for t, (_, number, uid) in first.items()} == back


def test_a_session_that_was_called_off_comes_back(life: Life) -> None:
    """The same one is known again; another one that is new gets none of its ids."""
    first = life.send(THREE, day="2025-01-31").of("b")["Training: Start"]
    rest = THREE.replace(SESSIONS.splitlines(keepends=True)[0], "")
    life.send(rest, day="2025-02-03")
    other = THREE.replace("2025-05-12 09:00..12:30", "2025-05-15 09:00..12:30")
    other = other.replace('"Start"', '"End"')
    assert first[2] != life.send(other, day="2025-02-04").of("b")["Training: End"][2]

    assert ("REQUEST", 2, first[2]) == life.send(THREE, day="2025-02-05").of("b")["Training: Start"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((0, 2), {"Training: Simulator": "CANCEL"}),
        ((0, 1), {"Training: session 3 of 3": "CANCEL"}),
        ((2, 1, 0), {}),
        ((1, 0, 2), {}),
    ],
)
def test_sessions_in_another_order(
    life: Life, lines: tuple[int, ...], told: dict[str, str]
) -> None:
    """It does not matter where a session stands in the file."""
    life.send(THREE, day="2025-01-31")
    each = SESSIONS.splitlines(keepends=True)
    sent = life.send(with_sessions(*(each[n] for n in lines)), day="2025-02-03")

    assert told == {title: one[0] for title, one in sent.of("b").items()}


def test_sessions_get_ids_later(life: Life) -> None:
    """Whoever writes ids into a plan that was sent troubles nobody, and may rename everything."""
    first = life.send(THREE, day="2025-01-31").of("b")
    each = SESSIONS.splitlines(keepends=True)
    named = [line.replace("{ ", f'{{ id = "S{n}", ') for n, line in enumerate(each)]
    assert not life.send(with_sessions(*named), day="2025-02-03").words
    other = named[1].replace("Simulator", "In the workshop").replace("13 09:00", "15 10:00")
    sent = life.send(with_sessions(other, named[0]), day="2025-02-04").of("b")

    assert ("REQUEST", 1, first["Training: Simulator"][2]) == sent["Training: In the workshop"]
    assert ("CANCEL", 1, first["Training: session 3 of 3"][2]) == sent["Training: session 3 of 3"]


def test_facts_about_sessions(life: Life) -> None:
    """A session is added, moved and cancelled with a reason, and the training stays as it is."""
    life.send(NAMED, day="2025-01-31")
    added = amended("T1", 'session = "S3"\nwhen = "2025-05-14 09:00..12:00"\ntitle = "Exam"')
    moved = amended("T1", 'session = "S1"\nwhen = "2025-05-12 10:00..13:30"', "2025-02-04")
    off = amended("T1", 'session = "S2"\ncancelled = true', "2025-02-05")

    sent = life.send(NAMED, added, day="2025-02-03")
    assert ["Training: Exam"] == list(sent.of("b"))
    sent = life.send(NAMED, added + moved, day="2025-02-04")
    assert {"Training: Start": ("REQUEST", 1)} == {t: e[:2] for t, e in sent.of("b").items()}
    sent = life.send(NAMED, added + moved + off, day="2025-02-05")
    assert {"Training: Simulator": ("CANCEL", 1)} == {t: e[:2] for t, e in sent.of("b").items()}
    assert (
        "Training: Simulator on 13 May 2025, 09:00–15:00 (Europe/Lisbon) is cancelled" in sent.words
    )
    data = (sent.out / "b" / "T1-S2.ics").read_bytes().replace(b"\r\n ", b"")
    assert b"Cancelled: invented" in data
    p = vp.load(life.folder)
    assert not p["T1"].cancelled
    assert "2025-05-12 09:00..2025-05-15 15:00" == str(p["T1"].when)


# Guards.


def test_an_older_day_is_refused(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    """What partners have would go back; who means it says so, and numbers rise all the same."""
    moved = amended("M1", 'when = "2025-09-23 09:00..17:00"')
    life.send(PROJECT, moved, day="2025-02-03")
    out = life.place / "late"
    for more in (("--updates", "-o", str(out)), ("-o", str(out / "x.ics"))):
        assert life.run(*more, day="2025-01-31") == 1
        assert (
            "last sent or published as of 2025-02-03, and this is 2025-01-31"
            in capsys.readouterr().err
        )
        assert not out.exists()
    assert life.run("--updates", "-o", str(out), "--force", day="2025-01-31") == 0
    method, number, _ = Sent(out).of("b")["Meeting"]
    assert ("REQUEST", 2) == (method, number)
    assert b"DTSTAMP:20250203T" in (out / "b" / "M1.ics").read_bytes()


def test_an_older_day_can_be_looked_at(life: Life) -> None:
    """While nothing was sent a feed of an earlier day is made again; numbers only rise."""
    moved = amended("M1", 'when = "2025-09-23 09:00..17:00"')
    days = ("2025-02-03", "2025-01-31", "2025-02-03")
    numbers = [life.feed(PROJECT, moved, day=day)["Meeting"][1:] for day in days]

    assert [1, 2, 3] == [number for number, *_ in numbers]
    assert ["09-23", "09-16", "09-23"] == [start[5:10] for _, start, _ in numbers]
    assert numbers[0][2] <= numbers[1][2] <= numbers[2][2]


def test_a_lost_state_is_told(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is invited twice because a file was lost; the very same drafts stop nothing."""
    sent = life.send(PROJECT, day="2025-01-31")
    (life.folder / LEDGER).unlink()
    life.write(PROJECT, amended("M1", 'when = "2025-09-23 09:00..17:00"'))
    before = {path: path.read_bytes() for path in sent.out.rglob("*") if path.is_file()}
    assert life.run("--updates", "-o", str(sent.out), day="2025-02-03") == 1
    told = capsys.readouterr().err
    assert "holds drafts of an earlier run, such as a/M1.ics" in told
    assert "add --force if nothing was sent" in told
    assert before == {path: path.read_bytes() for path in before}
    for other in (life.place / "other", life.folder / "to-send", life.place / "far" / "to-send"):
        assert life.run("--updates", "-o", str(other), day="2025-02-03") == 1
        assert "out1 holds drafts of an earlier run" in capsys.readouterr().err
        assert not other.exists()
    life.write(PROJECT)
    assert life.run("--updates", "-o", str(sent.out), day="2025-01-31") == 0
    assert not (sent.out / OLD).exists()


def test_answers_show_that_somebody_was_invited(
    life: Life, capsys: pytest.CaptureFixture[str]
) -> None:
    """Answers among the facts tell it without any drafts; those of another project do not."""
    sent = life.send(PROJECT, day="2025-01-31")
    taken(life, {"a.ics": reply(sent, "Meeting", TWO, "ACCEPTED")})
    (life.folder / LEDGER).unlink()
    shutil.rmtree(sent.out)
    out = str(life.place / "other")
    assert life.run("--updates", "-o", out, day="2025-02-07") == 1
    assert "the facts have answers to invitations, but" in capsys.readouterr().err
    assert life.run("--updates", "-o", out, "--force", day="2025-02-07") == 0
    other = Life(life.place / "q")
    other.write(PROJECT.replace("2023-11-01", "2023-12-01"))
    assert other.run("--updates", "-o", str(life.place / "third"), day="2025-02-07") == 0


def test_a_preview_writes_nothing(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    """It says in words what each partner would get, without a folder to write into."""
    life.write(PROJECT.replace('acronym = "B"', 'acronym = "B"\nlanguage = "hr"'))
    before = sorted(life.place.rglob("*"))
    assert life.run("--updates", "--dry-run", day="2025-01-31") == 0
    said = capsys.readouterr().out

    assert "one mail, in Croatian, to Person Two <two@b.example.org>" in said
    assert "  - Meeting: 16 September 2025, 09:00–17:00 (Europe/Zagreb), Split, HR" in said
    assert before == sorted(life.place.rglob("*"))
    assert life.run("--updates", day="2025-01-31") == 2


def test_only_what_is_new_lies_in_the_folder(life: Life) -> None:
    """Drafts of an earlier run are moved away; what is not ours stays where it is."""
    out = life.place / "out"
    life.write(PROJECT)
    life.run("--updates", "-o", str(out), day="2025-01-31")
    first = {p.relative_to(out).as_posix(): p.read_bytes() for p in out.glob("[ab]/*")}
    (out / "b" / "notes.txt").write_text("mine")
    (out / "b" / "mine.ics").write_text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    for day, when in (("2025-02-03", "23"), ("2025-02-10", "24")):
        life.write(PROJECT, amended("M1", f'when = "2025-09-{when} 09:00..17:00"'))
        assert life.run("--updates", "-o", str(out), day=day) == 0

    assert ["M1.ics", "mail.eml", "mine.ics", "notes.txt"] == sorted(
        p.name for p in out.glob("b/*")
    )
    kept = out / OLD / "2025-01-31"
    assert first == {p.relative_to(kept).as_posix(): p.read_bytes() for p in kept.glob("[ab]/*")}
    assert ["2025-01-31", "2025-02-03"] == sorted(p.name for p in (out / OLD).iterdir())


# One mail.


def test_one_mail_for_each_partner(life: Life) -> None:
    """All of a run is in it: words, a file for each meeting, deadlines in one calendar."""
    sent = life.send(PROJECT, day="2025-01-31")
    assert ["M1.ics", "T1.ics", "deadlines.ics", "mail.eml"] == sent.files("b")
    message = sent.mail("b")
    words, *files = message.iter_parts()

    assert "Demo: 6 changes in your calendar" == message["Subject"]
    assert "text/plain" == words.get_content_type()
    assert [("T1.ics", "REQUEST"), ("M1.ics", "REQUEST"), ("deadlines.ics", None)] == [
        (file.get_filename(), file["Content-Type"].params.get("method")) for file in files
    ]
    assert (
        "16 September 2025, 09:00–17:00 (Europe/Zagreb), Split, HR; "
        "for you 08:00–16:00 (Europe/Lisbon)"
    ) in text_of(message)
    deadlines = (sent.out / "b" / "deadlines.ics").read_text("utf-8")
    assert "ATTENDEE" not in deadlines
    assert "METHOD" not in deadlines
    assert 4 == deadlines.count("BEGIN:VEVENT")


def test_the_organiser_is_not_asked(life: Life) -> None:
    """Her own copy lists all who are invited; a colleague is asked."""
    colleague = PEOPLE.replace("p1", "p4").replace("One", "Four").replace("one@", "four@")
    sent = life.send(PROJECT, day="2025-01-31")
    data = (sent.out / "a" / "M1.ics").read_bytes().decode().replace("\r\n ", "")
    assert "METHOD" not in data
    assert "RSVP" not in data
    assert 'ATTENDEE;CN="Person One";PARTSTAT=ACCEPTED;ROLE=CHAIR:MAILTO:one@a.example.org' in data
    assert 'ATTENDEE;CN="Person Two":MAILTO:two@b.example.org' in data

    sent = life.send(
        PROJECT.replace('[[people]]\nid = "p2"', f'{colleague}[[people]]\nid = "p2"'),
        day="2025-02-03",
    )
    assert ["M1.ics", "T1.ics", "deadlines.ics", "mail.eml"] == sent.files("a")
    assert "Person Four <four@a.example.org>" == sent.mail("a")["To"]


# People and partners.


def test_a_partner_has_left(life: Life) -> None:
    """It gets a CANCEL for all that comes later, and nothing afterwards."""
    first = life.send(PROJECT, day="2025-01-31").of("b")
    left = amended("b", "left = 2025-02-28")
    sent = life.send(PROJECT, left, day="2025-03-05")

    assert {title: ("CANCEL", 1, uid) for title, (_, _, uid) in first.items()} == sent.of("b")
    assert "Person Two <two@b.example.org>" == sent.mail("b")["To"]
    assert {} == life.feed(PROJECT, left, day="2025-03-05", partner="b")
    moved = amended("M1", 'when = "2025-09-23 09:00..17:00"', "2025-03-10")
    sent = life.send(PROJECT, left + moved, day="2025-03-10")
    assert ([], ["M1.ics", "mail.eml"]) == (sent.files("b"), sent.files("a"))


def test_a_partner_is_replaced(life: Life) -> None:
    """Who is no longer in the plan is called off at the address that was written to."""
    life.send(PROJECT, day="2025-01-31")
    other = PROJECT.replace('"b"', '"c"').replace("School B", "School C").replace('"B"', '"C"')
    other = other.replace("Person Two", "Person Five").replace("two@b", "five@c")
    sent = life.send(other, day="2025-02-03")

    assert "Person Two <two@b.example.org>" == sent.mail("b")["To"]
    assert {"CANCEL"} == {method for method, *_ in sent.of("b").values()}
    assert "Person Five <five@c.example.org>" == sent.mail("c")["To"]
    assert ("REQUEST", 1) == sent.of("c")["Meeting"][:2]


def test_who_comes_back_gets_a_higher_number(life: Life) -> None:
    """A program that has called a meeting off ignores an invitation of the same number."""
    life.send(PROJECT, day="2025-01-31")
    alone = PROJECT.replace('host = "a"', 'host = "a"\norganisations = ["a"]')
    off = life.send(alone, day="2025-02-03").of("b")["Meeting"]
    back = life.send(PROJECT, day="2025-02-04").of("b")["Meeting"]

    assert (("CANCEL", 1), ("REQUEST", 2)) == (off[:2], back[:2])
    assert off[2] == back[2]


def test_an_address_is_corrected(life: Life) -> None:
    """The old one is called off, the new one invited, each by a mail of its own."""
    life.send(PROJECT, day="2025-01-31")
    sent = life.send(PROJECT.replace("two@b.", "zwei@b."), day="2025-02-03")

    to = {str(sent.mail("b", name)["To"]) for name in ("mail", "mail-2")}
    assert {"Person Two <two@b.example.org>", "Person Two <zwei@b.example.org>"} == to


def test_a_date_is_taken_back(life: Life) -> None:
    """A meeting without a date still takes place: nobody is told otherwise."""
    life.send(PROJECT, day="2025-01-31")
    undated = PROJECT.replace('when = "2025-09-16 09:00..17:00"\n', "")
    sent = life.send(undated, day="2025-02-03")

    assert "Meeting has no date any more, until now 16 September 2025" in sent.words
    assert "no longer takes place" not in sent.words
    assert "Changed: Meeting (Demo)" == sent.mail("b")["Subject"]
    assert ("CANCEL", 1) == sent.of("b")["Meeting"][:2]
    assert ("REQUEST", 2) == life.send(PROJECT, day="2025-02-04").of("b")["Meeting"][:2]


def test_the_organiser_changes(life: Life) -> None:
    """The new one sends a REQUEST with a higher number, and calls off in her own name later."""
    first = life.send(PROJECT, day="2025-01-31").of("b")
    sent = life.send(PROJECT.replace(PEOPLE, THIRD), day="2025-02-03")
    data = (sent.out / "b" / "M1.ics").read_text("utf-8")

    assert ("REQUEST", 1, first["Meeting"][2]) == sent.of("b")["Meeting"]
    assert 'ORGANIZER;CN="Person Three":MAILTO:three@a.example.org' in data
    assert "Person Three invites to Meeting from now on, and no longer Person One" in sent.words
    assert "Person One deletes what stands in the calendar there" in sent.words
    assert "Person Three <three@a.example.org>" == sent.mail("b")["From"]
    assert "one@a.example.org" not in str(sent.mail("a")["To"])
    off = amended("M1", "cancelled = true", "2025-02-04")
    sent = life.send(PROJECT.replace(PEOPLE, THIRD), off, day="2025-02-04")
    assert ("CANCEL", 2) == sent.of("b")["Meeting"][:2]
    assert "MAILTO:three@a.example.org" in (sent.out / "b" / "M1.ics").read_text("utf-8")


def test_a_cancel_names_who_invited(life: Life) -> None:
    """Where the organiser changes in the run that calls off, the old one stands in the CANCEL."""
    life.send(PROJECT, day="2025-01-31")
    off = amended("M1", "cancelled = true")
    sent = life.send(PROJECT.replace(PEOPLE, THIRD), off, day="2025-02-03")

    assert "CANCEL" == sent.of("b")["Meeting"][0]
    assert "MAILTO:one@a.example.org" in (sent.out / "b" / "M1.ics").read_text("utf-8")
    assert "MAILTO:three@a.example.org" in (sent.out / "b" / "T1.ics").read_text("utf-8")


def test_somebody_before_the_organiser_changes_nothing(life: Life) -> None:
    """Who stands first in the file does not invite for that."""
    life.send(PROJECT, day="2025-01-31")
    sent = life.send(PROJECT.replace(PEOPLE, THIRD + PEOPLE), day="2025-02-03")

    assert [] == sent.files("b")
    assert "MAILTO:one@a.example.org" in (sent.out / "a" / "M1.ics").read_text("utf-8")


def test_a_person_goes_to_another_partner(life: Life) -> None:
    """Who is still invited is not called off, whatever letters of the address are capital."""
    life.send(PROJECT, day="2025-01-31")
    moved = PROJECT.replace(
        'organisation = "b"\nemail = "two@b', 'organisation = "a"\nemail = "Two@b'
    )
    sent = life.send(moved, day="2025-02-03")

    assert not [
        one for one in (*sent.of("a").values(), *sent.of("b").values()) if one[0] == "CANCEL"
    ]


def test_what_is_over_is_not_told(life: Life) -> None:
    """Hours that are corrected after a meeting are no news."""
    life.send(PROJECT, day="2025-01-31")
    held = '[[held]]\nof = "T1"\nwhen = "2025-05-12..2025-05-14"\nrecorded = 2025-05-20\n'
    assert not life.send(PROJECT, held, day="2025-05-21").words


# Headers.


TITLES = {
    "el": "Τρίτη βιωσιμότητα Αθήνα εκπαίδευση για συνάντηση βιωσιμότητα τελικό συνέδριο",  # noqa: RUF001
    "bg": "Трета среща на партньорите за устойчиво обучение и заключителна конференция в София",
    "hr": "Završna konferencija o održivosti i sljedećim koracima strukovnih škola u Šibeniku",
    "pl": "Trzecie spotkanie partnerów i szkolenie nauczycieli zawodu w Łodzi, część pierwsza",
    "de": "Drittes Treffen der Partner über Lernortkooperation und Abschlussprüfung in München",
}


@pytest.mark.parametrize("code", TITLES)
def test_subjects_survive(life: Life, code: str) -> None:
    """Every space between words stays, wherever the line is folded."""
    for shift in range(0, 40, 3):
        title = f"{'x' * shift} {TITLES[code]}".strip()
        life.write(PROJECT.replace('title = "Meeting"', f'title = "{title}"'))
        out = life.place / f"{code}{shift}"
        off = life.folder / LEDGER
        off.unlink(missing_ok=True)
        life.run("--updates", "-o", str(out), "--force", day="2025-09-01")
        names = [p.name for p in (out / "b").glob("*.ics") if p.name == "M1.ics"]
        assert names == ["M1.ics"]
        life.write(
            PROJECT.replace('title = "Meeting"', f'title = "{title}"'),
            amended("M1", 'when = "2025-09-23 09:00..17:00"', "2025-09-02"),
        )
        life.run("--updates", "-o", str(out), day="2025-09-02")
        assert f"Changed: {title} (Demo)" == Sent(out).mail("b")["Subject"]
        lines = (out / "b" / "mail.eml").read_bytes().split(b"\r\n")
        assert not [line for line in lines if b"=?" in line and len(line) > 76]


def test_addresses_of_other_letters(life: Life) -> None:
    """A domain is written as servers know it; what no mail reaches is named with the way out."""
    domain = PROJECT.replace("two@b.example.org", "two@škola.example.org")
    sent = life.send(domain, day="2025-01-31")
    assert "Person Two <two@xn--kola-f6a.example.org>" == sent.mail("b")["To"]
    other = life.send(PROJECT.replace("two@b", "dvoje-ž@b"), day="2025-02-03")
    assert (
        "Person Two cannot be reached at dvoje-ž@b.example.org: write an address of plain"
        in other.words
    )


@pytest.mark.parametrize(
    ("address", "reached"),
    [
        ("two@straße.example.org", "two@xn--strae-oqa.example.org"),
        ("two@σπουδές.example.org", "two@xn--ixan6adnbq.example.org"),
        ("two@b..example.org", None),
        ("two@b.example.org.", None),
        ("two..x@b.example.org", None),
        ("two@a\N{ZERO WIDTH JOINER}b.example.org", None),
        ("two@b.example.org", "two@b.example.org"),
    ],
)
def test_what_mails_reach(life: Life, address: str, reached: str | None) -> None:
    """Nobody else gets the mail, and one address that no mail reaches does not stop the others."""
    sent = life.send(PROJECT.replace(TWO, address), day="2025-01-31")
    found = sent.mail("b")["To"].addresses[0].addr_spec if reached else None
    assert reached == found
    assert (reached is None) == ("Person Two cannot be reached at" in sent.words)
    assert "Person One" in sent.mail("a")["To"]


def test_the_same_run_gives_the_same_mail(life: Life) -> None:
    """Message ids and boundaries are steady, and differ from mail to mail."""
    first = life.send(PROJECT, day="2025-01-31")
    (life.folder / LEDGER).unlink()
    again = life.send(PROJECT, day="2025-01-31")

    for home in "ab":
        assert (first.out / home / "mail.eml").read_bytes() == (
            again.out / home / "mail.eml"
        ).read_bytes()
    assert first.mail("a")["Message-ID"] != first.mail("b")["Message-ID"]
    assert read_state(life.folder / LEDGER).day == "2025-01-31"


# Answers.


def reply(
    sent: Sent, title: str, who: str, word: str, stamp: str = "20250205T101500Z", **more: str
) -> str:
    """Return what a calendar program writes when somebody answers."""
    _, number, uid = sent.of("b")[title]
    rows = {
        "BEGIN": "VEVENT",
        f"ATTENDEE;PARTSTAT={word}": f"mailto:{who}",
        "DTSTAMP": stamp,
        "UID": uid,
        "SEQUENCE": str(number),
        **more,
        "END": "VEVENT",
    }
    lines = "".join(f"{name}:{value}\r\n" for name, value in rows.items())
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\n"
    return f"{head}{lines}END:VCALENDAR\r\n"


def by_mail(ics: str, sender: str) -> str:
    """Return an answer as a mail."""
    kind = 'Content-Type: text/calendar; method=REPLY; charset="utf-8"\r\n'
    return f"From: {sender}\r\nSubject: Accepted\r\nMIME-Version: 1.0\r\n{kind}\r\n{ics}"


TWO = "two@b.example.org"


def taken(life: Life, files: dict[str, str], day: str = "2025-02-06") -> str:
    """Take answers; return what was written into the facts."""
    folder = life.place / "replies"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    assert main(["people", "answers", str(life.folder), str(folder), "--on", day]) == 0
    return (life.folder / "facts.toml").read_text("utf-8")


def test_answers_come_back(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    """They become facts once, the last one counts, and status and list show them."""
    sent = life.send(PROJECT, day="2025-01-31")
    yes = reply(sent, "Meeting", "Two@b.example.org", "ACCEPTED")
    capsys.readouterr()
    facts = taken(life, {"a.ics": yes, "b.eml": by_mail(yes, f"Two <{TWO}>")})

    assert "M1 Meeting: Person Two comes\n" in capsys.readouterr().out
    assert 1 == facts.count("[[answered]]")
    assert facts == taken(life, {"a.ics": yes}, "2025-02-07")
    no = reply(sent, "Meeting", TWO, "DECLINED", "20250208T090000Z")
    facts = taken(life, {"c.ics": no, "a.ics": yes}, "2025-02-08")
    assert 2 == facts.count("[[answered]]")
    p = vp.load(life.folder)
    assert not p.settled.clashes
    as_told = str(vp.status(p.on(vp.load(life.folder).as_of)))
    assert "M1 Meeting (meeting), Split: nobody comes yet; not Person Two" in as_told
    assert "Person Two – does not come" in vp.attendance_list(p, "M1").html
    assert not [f for f in vp.check(p) if "answered" in f.address]


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("a.ics", {"who": "mallory@example.net"}, "mallory@example.net is nobody of this project"),
        ("a.eml", {"sender": "mallory@example.net"}, "answers for Person Two, and is unknown here"),
        ("a.ics", {"word": "NEEDS-ACTION"}, "says neither yes nor no to Meeting"),
        ("a.ics", {"UID": "x@y"}, "answers an invitation that is not of this project"),
        ("a.ics", {"text": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}, "holds no answer"),
        ("a.ics", {"text": "\x00\x01"}, "the calendar in it is cut off or broken"),
        ("a.eml", {"text": "Hello"}, "holds no answer"),
        ("a.ics", {"SEQUENCE": "x"}, "cannot be read"),
        ("a.ics", {"SEQUENCE": "0\r\nSEQUENCE:1"}, "cannot be read"),
        ("a.ics", {"stamp": "20250205T101500Z\r\nDTSTAMP:20250205T101500Z"}, "cannot be read"),
        ("a.ics", {"stamp": "x"}, "cannot be read"),
        ("a.ics", {"stamp": "99991231T235959"}, "says it was written on 9999-12-31, and this is"),
        ("a.eml", {"sender": "two@[1.2.3"}, "cannot be read"),
        ("a.ics", {"RECURRENCE-ID": "20250916T070000Z"}, "answers one of several dates"),
    ],
)
def test_what_is_not_taken_is_told(
    life: Life, capsys: pytest.CaptureFixture[str], name: str, change: dict[str, str], told: str
) -> None:
    """Nothing is taken from whom nobody knows, each file left out is named and stops no other."""
    sent = life.send(PROJECT, day="2025-01-31")
    more = {key: value for key, value in change.items() if key.isupper()}
    who, word = change.get("who", TWO), change.get("word", "ACCEPTED")
    ics = reply(sent, "Meeting", who, word, change.get("stamp", "20250205T101500Z"), **more)
    text = by_mail(ics, change.get("sender", TWO)) if name.endswith("eml") else ics
    capsys.readouterr()

    other = reply(sent, "Training", TWO, "ACCEPTED")
    facts = taken(life, {name: change.get("text", text), "other.ics": other})
    assert ["T1"] == [fact.of for fact in vp.load(life.folder).facts], "it stops no other file"
    assert 'of = "T1"' in facts
    assert f"  {name}: " in (said := capsys.readouterr().out)
    assert told in said


@pytest.mark.parametrize(
    ("before", "project", "facts", "told"),
    [
        (PROJECT, PROJECT, amended("M1", "cancelled = true"), "Meeting no longer takes place"),
        (PROJECT, PROJECT, amended("b", "left = 2025-02-28"), "Two is not invited to Meeting"),
        (
            PROJECT,
            PROJECT,
            amended("M1", 'when = "2025-09-23 09:00..17:00"'),
            "Person Two answers the date of Meeting before it was changed: ask again",
        ),
        (
            PROJECT.replace(
                "[[work_packages]]", f"{SIXTH.replace('six@', 'two@')}[[work_packages]]"
            ),
            "",
            "",
            "is the address of Person Two and of Person Six: give each one of their own",
        ),
        (THREE, "", "", "give the sessions of T1 ids in project.toml, and take the answers again"),
    ],
)
def test_an_answer_to_what_is_otherwise_now(
    life: Life, capsys: pytest.CaptureFixture[str], before: str, project: str, facts: str, told: str
) -> None:
    """Nothing is taken to what is off or moved, by who has left, or where it is not clear whose."""
    sent = life.send(before, day="2025-01-31")
    life.write(project or before, facts)
    title = "Training: Simulator" if before == THREE else "Meeting"
    text = reply(sent, title, TWO, "ACCEPTED")

    assert "[[answered]]" not in taken(life, {"a.ics": text})
    assert told in capsys.readouterr().out


NAMED_LINES = [f"{line}\n" for line in NAMED.split("\n") if 'id = "S' in line and "when" in line]


def test_one_of_several_sessions_goes(life: Life) -> None:
    """It no longer takes place, and nobody reads that it is shown day by day."""
    life.send(NAMED, day="2025-01-31")
    sent = life.send(with_sessions(NAMED_LINES[1]), day="2025-02-03")
    assert {"Training: Start": ("CANCEL", 1)} == {t: e[:2] for t, e in sent.of("b").items()}
    assert "Training: Start on 12 May 2025, 09:00–12:30 (Europe/Lisbon)" in sent.words
    assert "day by day" not in sent.words
    assert "day by day" not in text_of(sent.mail("b"))


def test_the_id_of_a_session_is_corrected(life: Life) -> None:
    """What says the same is the same, and is known by the new id from then on."""
    first = life.send(NAMED, day="2025-01-31").of("b")
    assert "" == life.send(NAMED.replace('"S1"', '"Start"'), day="2025-02-03").words
    moved = NAMED.replace('"S1"', '"Start"').replace("09:00..12:30", "10:00..12:30")
    assert (
        first["Training: Start"][2]
        == life.send(moved, day="2025-02-04").of("b")["Training: Start"][2]
    )


@pytest.mark.parametrize(
    ("change", "comes"),
    [
        (amended("M1", 'agenda = ["Other"]', "2025-02-07"), True),
        (amended("M1", 'when = "2025-09-16 09:00..17:00"', "2025-02-05"), True),
        (amended("M1", 'when = "2025-09-23 09:00..17:00"', "2025-02-07"), False),
        (amended("M1", 'link = "https://meet.example.org/x"', "2025-02-07"), False),
        (amended("b", "left = 2025-02-28", "2025-02-07"), False),
    ],
)
def test_who_comes_to_what_it_is_now(life: Life, change: str, comes: bool) -> None:  # noqa: FBT001
    """After a move nobody comes until they are asked again; who leaves before it does not come."""
    sent = life.send(PROJECT, day="2025-01-31")
    facts = taken(life, {"a.ics": reply(sent, "Meeting", TWO, "ACCEPTED")})
    assert "[[answered]]" in facts
    life.write(PROJECT, f"{facts}\n{change}")
    p = vp.load(life.folder)
    p = p.on(date(2025, 2, 10))

    assert comes == ("1 comes" in str(vp.status(p)))
    assert comes == ("Person Two – comes" in vp.attendance_list(p, "M1").html)
    old = "Person Two answered for the old date or place" in str(vp.status(p))
    assert old == (not comes and "left" not in change)


def test_an_answer_is_to_the_date_that_was_asked(life: Life) -> None:
    """A date that is edited in the plan itself takes the answers along as little as a fact does."""
    sent = life.send(NAMED, day="2025-01-31")
    replies = {
        f"{t[:5]}.ics": reply(sent, t, TWO, "ACCEPTED") for t in ("Meeting", "Training: Simulator")
    }
    facts = taken(life, replies)
    assert 'date_asked = "2025-09-16 09:00..17:00"' in facts
    assert 'date_asked = "2025-05-13 09:00..15:00"' in facts

    def coming_to(plan: str) -> list[tuple[str, ...]]:
        life.write(plan, facts)
        p = vp.load(life.folder).on(date(2025, 2, 10))
        both = (coming(p, "M1"), coming(p, "T1", "S2"))
        return [one.accepted or one.earlier for one in both if one]

    moved = NAMED.replace("2025-09-16 09:00", "2025-09-23 09:00").replace("13 09:00", "13 10:00")
    assert [("p2",), ("p2",)] == coming_to(NAMED)
    assert [("p2",), ("p2",)] == coming_to(moved)
    p = vp.load(life.folder).on(date(2025, 2, 10))
    assert "Person Two answered for the old date or place" in str(vp.status(p))
    assert "Person Two – answered for the old date or place" in vp.attendance_list(p, "M1").html
    assert "Person Two – comes" not in vp.attendance_list(p, "M1").html


def test_answers_to_sessions_of_which_the_first_goes(life: Life) -> None:
    """Once they have ids, an answer stays with its session."""
    sent = life.send(THREE, day="2025-01-31")
    life.write(NAMED)
    text = reply(sent, "Training: Simulator", TWO, "ACCEPTED")

    assert 'session = "S2"' in taken(life, {"a.ics": text})


@pytest.mark.parametrize("kind", ["text/calendar", 'application/octet-stream; name="Invite.ICS"'])
@pytest.mark.parametrize("coded", ["base64", "quoted-printable"])
def test_answers_as_mail_programs_send_them(life: Life, kind: str, coded: str) -> None:
    """Coded in either way, or as a file whose kind the server did not know; without a zone too."""
    sent = life.send(PROJECT, day="2025-01-31")
    ics = reply(sent, "Meeting", TWO, "TENTATIVE", "20250205T101500").encode()
    body = base64.encodebytes(ics) if coded == "base64" else quopri.encodestring(ics)
    head = f"From: {TWO}\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n"
    text = f"{head}Content-Transfer-Encoding: {coded}\r\n\r\n{body.decode()}"

    assert 'at = "2025-02-05T10:15:00Z"' in taken(life, {"a.eml": text})


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-8-sig", "x-unknown"])
def test_answers_in_other_encodings(life: Life, charset: str) -> None:
    """A part of a mail is read in the letters that it names, or that its beginning shows."""
    sent = life.send(PROJECT, day="2025-01-31")
    ics = reply(sent, "Meeting", TWO, "ACCEPTED")
    raw = ics.encode(charset if charset.startswith("utf") else "utf-8")
    head = f"From: {TWO}\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; charset={charset}\r\n"
    body = base64.encodebytes(raw).decode()
    mail = f"{head}Content-Transfer-Encoding: base64\r\n\r\n{body}"

    assert "[[answered]]" in taken(life, {"a.eml": mail})
    life.write(PROJECT)
    folder = life.place / "plain"
    folder.mkdir()
    (folder / "a.ics").write_bytes(ics.encode("utf-16"))
    assert 0 == main(["people", "answers", str(life.folder), str(folder), "--on", "2025-02-06"])
    assert "[[answered]]" in (life.folder / "facts.toml").read_text("utf-8")


def test_a_yes_to_another_date_is_none(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever said yes before the meeting moved is asked again; others who left change nothing."""
    other = PROJECT.replace(
        "[[work_packages]]",
        f"{SIXTH}[[work_packages]]",
    )
    first = life.send(other, day="2025-01-31")
    life.send(PROJECT, day="2025-02-01")  # person six has left: a higher number for that
    facts = taken(life, {"a.ics": reply(first, "Meeting", TWO, "ACCEPTED")})
    assert 1 == facts.count("[[answered]]")
    moved = amended("M1", 'when = "2025-09-23 09:00..17:00"', "2025-02-07")
    life.send(PROJECT, moved, day="2025-02-07")
    capsys.readouterr()
    late = reply(first, "Meeting", TWO, "ACCEPTED", "20250208T101500Z")
    assert moved.strip() == taken(life, {"a.ics": late}, "2025-02-08").strip()
    assert "Person Two answers the date of Meeting before it was changed: ask again" in (
        capsys.readouterr().out
    )


HEADS = {
    "addresses": "From: " + "a," * 1_500_000,
    "quotes": "From: " + '"' * 3_000_000,
    "words": "Subject: " + "=?utf-8?q?a?= " * 200_000 + "\r\nFrom: a@b.c",
    "a parameter": "From: a@b.c\r\nContent-Type: text/calendar; " + "a=b; " * 500_000,
    "parameters of parts": "From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    + ("--b\r\nContent-Type: text/plain;" + " a=b;" * 1_900 + "\r\n\r\nx\r\n") * 400,
}


@pytest.mark.parametrize("name", HEADS)
def test_no_mail_stalls(name: str, life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    """A mail made to keep the reader busy is refused by name, beside one that is taken."""
    sent = life.send(PROJECT, day="2025-01-31")
    yes = reply(sent, "Meeting", TWO, "ACCEPTED")
    capsys.readouterr()
    begun = time.process_time()
    facts = taken(life, {"a.eml": f"{HEADS[name]}\r\n\r\nx", "b.ics": yes})

    assert time.process_time() - begun < 10
    assert "a.eml: cannot be read: a line of its head is longer" in capsys.readouterr().out
    assert 1 == facts.count("[[answered]]")
