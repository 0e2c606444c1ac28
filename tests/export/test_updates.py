"""Updates: only what changed, to those whom it concerns, and never twice."""

import email
import email.policy
import json
import re
import subprocess
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import attrs
import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import examples, texts

from vetpartner.export import updates as updates_module
from vetpartner.export.updates import LEDGER, BrokenLedger, read_ledger, updates, write_updates
from vetpartner.files.atomic import NotKept
from vetpartner.model import (
    Amended,
    Meeting,
    Organisation,
    Partnership,
    Person,
    Plan,
    Project,
    Venue,
    When,
)
from vetpartner.state.entries import entries

MARCH = "2024-03-04 09:00..13:00"


def partnership(
    *facts: Amended, email: str | None = "ana@example.org", **meeting: object
) -> Partnership:
    """Return two organisations and a meeting."""
    given = {"when": When.parse(MARCH), "venue": Venue(city="Split", country="HR"), **meeting}
    plan = Plan(
        project=Project(acronym="X", coordinator="sts"),
        organisations=(Organisation(id="sts"), Organisation(id="fbk")),
        people=(
            Person(id="ana", name="Ana", organisation="sts", email=email),
            Person(id="rui", name="Rui", organisation="fbk", email="rui@example.org"),
        ),
        meetings=(Meeting(id="M1", title="Kick-off", **given),),
    )
    return Partnership(baseline=plan, facts=facts, day=date(2024, 2, 1))


def send(p: Partnership, folder: Path) -> tuple[list[str], str]:
    """Send what changed; return the files written and the page in words."""
    found = updates(p, read_ledger(folder / LEDGER))
    written = write_updates(found, folder / "out", folder / LEDGER)
    return sorted(str(path.relative_to(folder)) for path in written), found.text()


def event(folder: Path, recipient: str) -> tuple[str | None, icalendar.Event]:
    """Return method and event of what a recipient got."""
    data = (folder / "out" / recipient / "M1.ics").read_bytes()
    calendar = icalendar.Calendar.from_ical(data)
    return calendar.get("METHOD"), calendar.walk("VEVENT")[0]


def test_first_and_second_run(tmp_path: Path) -> None:
    """The first run invites everybody, the second writes nothing."""
    written, words = send(partnership(), tmp_path)
    method, got = event(tmp_path, "fbk")

    assert [
        "calendar-ledger.json",
        "out/fbk/M1.eml",
        "out/fbk/M1.ics",
        "out/sts/M1.eml",
        "out/sts/M1.ics",
        "out/updates.txt",
    ] == written
    assert "Kick-off: 4 March 2024 09:00 to 13:00 (Europe/Zagreb), Split, HR" in words
    assert ("REQUEST", 0) == (method, got["SEQUENCE"])
    assert "MAILTO:ana@example.org" == got["ORGANIZER"]
    assert "MAILTO:rui@example.org" == got["ATTENDEE"]
    assert ([], "What changed in the calendars of X\n") == send(partnership(), tmp_path)


def test_a_move(tmp_path: Path) -> None:
    """A move keeps the UID, raises SEQUENCE, and is told in words."""
    send(partnership(), tmp_path)
    _, before = event(tmp_path, "fbk")
    moved = Amended(of="M1", recorded=date(2024, 1, 9), reason="x", when=When.parse("2024-03-11"))
    _, words = send(partnership(moved), tmp_path)
    method, after = event(tmp_path, "fbk")

    assert (
        "Kick-off moved from 4 March 2024 09:00 to 13:00 (Europe/Zagreb) to 11 March 2024" in words
    )
    assert ("REQUEST", before["UID"], 1) == (method, after["UID"], after["SEQUENCE"])


def test_a_change_in_the_plan_itself_raises_sequence_too(tmp_path: Path) -> None:
    """Whoever edits project.toml instead of adding a fact is understood all the same."""
    send(partnership(), tmp_path)
    _, words = send(partnership(venue=Venue(city="Zadar", country="HR")), tmp_path)
    _, got = event(tmp_path, "sts")
    send(partnership(link="https://x.example.org", mode="online"), tmp_path)
    _, again = event(tmp_path, "sts")

    assert "Kick-off takes place at Zadar, HR" in words
    assert [1, 2] == [got["SEQUENCE"], again["SEQUENCE"]]


def test_a_new_title_is_no_news(tmp_path: Path) -> None:
    """Renaming keeps the UID and sends nothing."""
    send(partnership(), tmp_path)
    renamed = Amended(of="M1", recorded=date(2024, 1, 9), reason="x", title="First meeting")

    assert [] == send(partnership(renamed), tmp_path)[0]


def test_a_cancellation(tmp_path: Path) -> None:
    """What is cancelled is cancelled in the calendars, once."""
    send(partnership(), tmp_path)
    cancelled = Amended(of="M1", recorded=date(2024, 1, 9), reason="x", cancelled=True)
    _, words = send(partnership(cancelled), tmp_path)
    method, got = event(tmp_path, "sts")

    assert "Kick-off on 4 March 2024 09:00 to 13:00 (Europe/Zagreb) is cancelled" in words
    assert ("CANCEL", "CANCELLED", 1) == (method, got["STATUS"], got["SEQUENCE"])
    assert [] == send(partnership(cancelled), tmp_path)[0]


def test_who_no_longer_takes_part(tmp_path: Path) -> None:
    """A partner that leaves a meeting gets a CANCEL, the other an update."""
    send(partnership(), tmp_path)
    _, words = send(partnership(organisations=("sts",)), tmp_path)
    method, got = event(tmp_path, "fbk")

    assert "fbk no longer takes part in Kick-off" in words
    assert ("CANCEL", "CANCELLED") == (method, got["STATUS"])


def test_what_is_gone_from_the_plan(tmp_path: Path) -> None:
    """A meeting deleted from the plan is withdrawn from every calendar, once."""
    send(partnership(), tmp_path)
    p = partnership()
    without = attrs.evolve(p, baseline=attrs.evolve(p.baseline, meetings=()))
    _, words = send(without, tmp_path)
    method, got = event(tmp_path, "fbk")

    assert "Kick-off no longer takes place" in words
    assert ("CANCEL", 1) == (method, got["SEQUENCE"])
    assert str(got["UID"]).startswith("meeting-M1@")
    assert [] == send(without, tmp_path)[0]


def test_without_an_address_nothing_can_be_answered(tmp_path: Path) -> None:
    """Without an organiser the file is a plain event, and the page says why."""
    _, words = send(partnership(email=None), tmp_path)
    method, got = event(tmp_path, "fbk")

    assert None is method
    assert "ORGANIZER" not in got
    assert "Nobody of the coordinator has an e-mail address" in words


def test_who_cannot_be_reached(tmp_path: Path) -> None:
    """Without a sound address the file is a plain event, and the page in words says so."""
    p = partnership()
    people = (p.plan.people[0], Person(id="rui", organisation="fbk", email="rui\n@example.org"))
    nobody = attrs.evolve(p, baseline=attrs.evolve(p.baseline, people=people))
    _, words = send(nobody, tmp_path)
    method, got = event(tmp_path, "fbk")

    assert (None, False) == (method, "ATTENDEE" in got)
    assert "Nobody of fbk has an e-mail address" in words
    assert "REQUEST" == event(tmp_path, "sts")[0]
    cancelled = Amended(of="M1", recorded=date(2024, 1, 9), reason="x", cancelled=True)
    send(attrs.evolve(nobody, facts=(cancelled,)), tmp_path)
    assert "CANCEL" == event(tmp_path, "fbk")[0]


def test_no_id_leads_out_of_the_folder(tmp_path: Path) -> None:
    """An id made in Python may hold anything; files stay in the folder all the same."""
    p = partnership()
    evil = Meeting(id="../../evil", when=When.parse(MARCH))
    written, _ = send(
        attrs.evolve(p, baseline=attrs.evolve(p.baseline, meetings=(evil,))), tmp_path
    )

    assert "out/fbk/--..-evil.ics" in written


def test_without_any_day_the_stamp_is_sound(tmp_path: Path) -> None:
    """A project without start and facts is stamped with a day that programs can read."""
    send(attrs.evolve(partnership(), day=None), tmp_path)

    assert datetime(2014, 1, 1, tzinfo=UTC) == event(tmp_path, "fbk")[1]["DTSTAMP"].dt


@pytest.mark.judge("gcc", "libical")
def test_libical_has_no_complaint(tmp_path: Path) -> None:
    """Invitations, changes and cancellations keep to the rules for messages between calendars."""
    source = Path(__file__).parents[1] / "judges" / "restrictions.c"
    program = tmp_path / "restrictions"
    subprocess.run(["gcc", "-o", str(program), str(source), "-lical"], check=True, timeout=60)
    moved = Amended(of="M1", recorded=date(2024, 1, 9), reason="x", when=When.parse("2024-03-11"))
    cancelled = Amended(of="M1", recorded=date(2024, 1, 10), reason="x", cancelled=True)
    plan = partnership().baseline
    without_rui = partnership()
    without_rui = attrs.evolve(without_rui, baseline=attrs.evolve(plan, people=plan.people[:1]))
    verdicts = []
    for p in (
        partnership(),
        partnership(moved),
        partnership(organisations=("sts",)),
        partnership(moved, cancelled),
        attrs.evolve(partnership(), baseline=Plan(organisations=partnership().plan.organisations)),
        without_rui,
    ):
        send(p, tmp_path)
        verdicts += [
            subprocess.run(
                [str(program), str(path)], capture_output=True, text=True, check=False, timeout=60
            ).stdout
            for path in sorted((tmp_path / "out").rglob("*.ics"))
        ]

    assert ["restrictions 1 errors 0\n"] * 13 == verdicts


def test_a_crash_on_the_way_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a run breaks off, the ledger is as before, and the next run sends everything."""
    calls: list[int] = []

    def failing(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", failing)
        with pytest.raises(OSError, match="No space"):
            send(partnership(), tmp_path)
    assert [] == [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not (tmp_path / LEDGER).exists()
    assert 6 == len(send(partnership(), tmp_path)[0])


LONG = ['"A" <a@b.c>', "x" * 300, "The last day on which " * 5, "Škola čudesa žutih " * 5]
NAMES = st.one_of(texts, st.text(max_size=30), st.sampled_from(LONG))


@settings(max_examples=examples(150))
@given(NAMES, NAMES, NAMES, NAMES)
def test_whatever_names_mails_read_back(
    tmp_path_factory: pytest.TempPathFactory, title: str, acronym: str, name: str, city: str
) -> None:
    """Guard drafts and entries against names of any kind: what is written is what was meant."""
    p = partnership(venue=Venue(city=city))
    meeting = attrs.evolve(p.baseline.meetings[0], title=title)
    people = tuple(attrs.evolve(who, name=name) for who in p.baseline.people)
    project = attrs.evolve(p.baseline.project, acronym=acronym)
    plan = attrs.evolve(p.baseline, people=people, project=project, meetings=(meeting,))
    folder = tmp_path_factory.mktemp("mails")

    assert 6 == len(send(attrs.evolve(p, baseline=plan), folder)[0])


@pytest.mark.parametrize(
    ("name", "message"),
    [("mail", "the mail 'Invitation: Kick-off (X)'"), ("invitation", "the entry 'Kick-off'")],
)
def test_what_would_be_read_otherwise_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    """Guard that nothing is written, and nothing counts as sent, where one file is not right."""
    made: Any = getattr(updates_module, name)
    old, new = {
        "mail": (b"Kick-off (X)", b"Kick-off (Y)"),
        "invitation": (b"UID:meeting", b"UID:m"),
    }[name]

    def otherwise(*given: object) -> bytes:
        data: bytes = made(*given)
        assert old in data
        return data.replace(old, new)

    monkeypatch.setattr(updates_module, name, otherwise)
    with pytest.raises(NotKept, match=re.escape(f"{message} was not written")):
        send(partnership(), tmp_path)
    assert [] == [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"sent": {"a": {}}}',
        '{"sent": {"a": {"id": 1, "recipients": 2}}}',
        "[" * 99_999,
    ],
)
def test_a_broken_ledger_stops_everything(tmp_path: Path, text: str) -> None:
    """Nobody gets anything twice because a file was damaged."""
    (tmp_path / LEDGER).write_text(text)

    with pytest.raises(BrokenLedger, match="cannot be read"):
        read_ledger(tmp_path / LEDGER)


def test_what_is_over_is_not_sent(tmp_path: Path) -> None:
    """A partnership that begins to use updates late invites nobody to past meetings."""
    late = attrs.evolve(partnership(), day=date(2024, 6, 1))
    last = max(entry.last for entry in entries(partnership(), partner="sts"))
    after = attrs.evolve(partnership(), day=last + timedelta(days=1))

    assert [] == send(late, tmp_path)[0]
    assert [] == send(after, tmp_path)[0]
    assert [] != send(attrs.evolve(partnership(), day=last), tmp_path)[0]  # it is not over yet


def draft(folder: Path, recipient: str, name: str = "M1") -> EmailMessage:
    """Return the mail that a recipient is to get, as a mail program reads it."""
    data = (folder / "out" / recipient / f"{name}.eml").read_bytes()
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_mail_ready_to_be_sent(tmp_path: Path) -> None:
    """The draft has sender, recipients, words, and the entry as something to answer."""
    p = partnership()
    title = "Početak; \r\nBcc: x@example.org"
    named = tuple(attrs.evolve(each, title=title) for each in p.baseline.meetings)
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, meetings=named))
    send(p, tmp_path)
    message = draft(tmp_path, "fbk")
    words, calendar = message.iter_parts()

    assert "Ana <ana@example.org>" == message["From"]
    assert "Rui <rui@example.org>" == message["To"]
    assert "Invitation: Početak; Bcc: x@example.org (X)" == message["Subject"]
    assert message["Bcc"] is None
    assert "1" == message["X-Unsent"]
    assert "4 March 2024 09:00 to 13:00 (Europe/Zagreb), Split, HR" in words.get_content()
    assert ("text/calendar", "REQUEST") == (
        calendar.get_content_type(),
        calendar["Content-Type"].params["method"],
    )
    assert (tmp_path / "out/fbk/M1.ics").read_bytes() == calendar.get_payload(decode=True)
    before = (tmp_path / "out/fbk/M1.eml").read_bytes()
    (tmp_path / LEDGER).unlink()
    send(p, tmp_path)
    assert before == (tmp_path / "out/fbk/M1.eml").read_bytes()


def test_a_draft_calls_off(tmp_path: Path) -> None:
    """A cancellation says so in its subject and to the program that reads it."""
    send(partnership(), tmp_path)
    cancelled = Amended(of="M1", recorded=date(2024, 1, 10), reason="x", cancelled=True)
    send(partnership(cancelled), tmp_path)
    message = draft(tmp_path, "fbk")

    assert "Cancelled: Kick-off (X)" == message["Subject"]
    assert "CANCEL" == list(message.iter_parts())[1]["Content-Type"].params["method"]


def with_people(*people: Person) -> Partnership:
    """Return the partnership with other people beside the coordinator's."""
    p = partnership()
    return attrs.evolve(
        p, baseline=attrs.evolve(p.baseline, people=(p.baseline.people[0], *people))
    )


RUI = Person(id="rui", name="Rui", organisation="fbk", email="rui@example.org")
EVA = Person(id="eva", name="Eva", organisation="fbk", email="eva@example.org")


def test_a_person_who_left_gets_a_cancellation(tmp_path: Path) -> None:
    """Only the one who left is told; the others keep the entry, and it is said once."""
    send(with_people(RUI, EVA), tmp_path)
    written, words = send(with_people(RUI), tmp_path)
    method, got = event(tmp_path, "fbk")

    assert ["out/fbk/M1.eml", "out/fbk/M1.ics"] == [w for w in written if "fbk" in w]
    assert not [w for w in written if "sts" in w]
    assert "Eva is no longer invited to Kick-off on 4 March 2024" in words
    assert ("CANCEL", 1, "MAILTO:eva@example.org") == (method, got["SEQUENCE"], got["ATTENDEE"])
    assert "Eva <eva@example.org>" == draft(tmp_path, "fbk")["To"]
    assert [] == send(with_people(RUI), tmp_path)[0]


def test_a_person_who_came_gets_an_invitation(tmp_path: Path) -> None:
    """Who is new to an organisation is invited, with the same UID and SEQUENCE."""
    send(with_people(RUI), tmp_path)
    words = send(with_people(RUI, EVA), tmp_path)[1]
    method, got = event(tmp_path, "fbk")

    assert "Kick-off: 4 March 2024 09:00 to 13:00 (Europe/Zagreb), Split, HR, now for Eva too" in (
        words
    )
    assert ("REQUEST", 0, "MAILTO:eva@example.org") == (method, got["SEQUENCE"], got["ATTENDEE"])


def test_one_leaves_and_one_comes(tmp_path: Path) -> None:
    """Two updates about one entry stand in two files, and none is written over."""
    send(with_people(RUI), tmp_path)
    written, words = send(with_people(EVA), tmp_path)

    assert ["out/fbk/M1-2.eml", "out/fbk/M1-2.ics", "out/fbk/M1.eml", "out/fbk/M1.ics"] == [
        w for w in written if "fbk" in w
    ]
    assert {"Rui <rui@example.org>", "Eva <eva@example.org>"} == {
        str(draft(tmp_path, "fbk", name)["To"]) for name in ("M1", "M1-2")
    }
    assert "Rui is no longer invited" in words


def test_a_ledger_of_before_knows_no_people(tmp_path: Path) -> None:
    """Nobody is called off because an older ledger did not say who was invited."""
    send(with_people(RUI, EVA), tmp_path)
    ledger = json.loads((tmp_path / LEDGER).read_text("utf-8"))
    for item in ledger["sent"].values():
        del item["people"]
    (tmp_path / LEDGER).write_text(json.dumps(ledger), "utf-8")

    assert [] == send(with_people(RUI), tmp_path)[0]


def by_ical_js(paths: list[Path]) -> list[dict[str, object]]:
    """Return what a calendar holds that took these files, as ical.js reads them."""
    judges = Path(__file__).parents[1] / "judges"
    command = ["node", str(judges / "mailbox.mjs"), *map(str, paths)]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    held: list[dict[str, object]] = json.loads(shown)
    return held


def by_icalendar(paths: list[Path]) -> list[dict[str, object]]:
    """Return the same as icalendar reads them."""
    held: dict[str, dict[str, object]] = {}
    for path in paths:
        read = icalendar.Calendar.from_ical(path.read_bytes())
        for found in read.walk("VEVENT"):
            uid, sequence = str(found["UID"]), int(found["SEQUENCE"])
            if uid in held and int(str(held[uid]["sequence"])) > sequence:
                continue
            off = read.get("METHOD") == "CANCEL"
            held[uid] = {
                "uid": uid,
                "sequence": sequence,
                "status": "CANCELLED" if off else str(found["STATUS"]),
                "start": f"{found['DTSTART'].dt.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}",
                "end": f"{found['DTEND'].dt.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}",
            }
    return list(held.values())


@pytest.mark.judge("node", "ical.js")
def test_a_move_and_a_cancellation_in_two_readers(tmp_path: Path) -> None:
    """What partners have moves with the second message and is called off by the third."""
    moved = Amended(
        of="M1", recorded=date(2024, 1, 9), reason="x", when=When.parse("2024-03-11 10:00..12:00")
    )
    cancelled = Amended(of="M1", recorded=date(2024, 1, 10), reason="x", cancelled=True)
    files: list[Path] = []
    states = []
    for number, facts in enumerate(((), (moved,), (moved, cancelled))):
        send(partnership(*facts), tmp_path)
        kept = tmp_path / f"{number}.ics"
        kept.write_bytes((tmp_path / "out" / "fbk" / "M1.ics").read_bytes())
        files.append(kept)
        (one,) = by_ical_js(files)
        assert [one] == by_icalendar(files)
        states.append((one["sequence"], one["status"], one["start"]))

    assert [
        (0, "CONFIRMED", "2024-03-04T08:00:00.000Z"),
        (1, "CONFIRMED", "2024-03-11T09:00:00.000Z"),
        (2, "CANCELLED", "2024-03-11T09:00:00.000Z"),
    ] == states
    late = [files[2], files[1], files[0]]
    assert "CANCELLED" == by_ical_js(late)[0]["status"] == by_icalendar(late)[0]["status"]


def test_no_two_entries_are_one_file(tmp_path: Path) -> None:
    """Ids that differ in case, or that Windows keeps for itself, have files and folders apart."""
    p = partnership()
    plan = attrs.evolve(
        p.baseline,
        organisations=(Organisation(id="sts"), Organisation(id="fbk"), Organisation(id="NUL")),
        meetings=tuple(Meeting(id=id_, when=When.parse(MARCH)) for id_ in ("M1", "m1", "aux.x")),
    )
    written, _ = send(attrs.evolve(p, baseline=plan), tmp_path)
    files = [name for name in written if name.endswith(".ics")]

    assert {"out/fbk/M1.ics", "out/fbk/_aux.x.ics", "out/_NUL/M1.ics"} <= set(files)
    assert "out/fbk/m1.ics" not in files
    assert 9 == len(files) == len({name.casefold() for name in files})
