// Keeps a calendar as a mail program does: takes invitations one after the other, by ical.js.
// Prints each event as it stands at the end: UID, organiser, SEQUENCE, status, start and end.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const held = new Map();
for (const path of process.argv.slice(2)) {
  const root = new ICAL.Component(ICAL.parse(readFileSync(path, "utf8")));
  for (const zone of root.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  const calledOff = root.getFirstPropertyValue("method") === "CANCEL";
  for (const component of root.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(component);
    const known = held.get(event.uid);
    if (known && known.sequence > event.sequence) continue; // an older message that came late
    held.set(event.uid, {
      uid: event.uid,
      organizer: component.getFirstPropertyValue("organizer"),
      sequence: event.sequence,
      status: calledOff ? "CANCELLED" : component.getFirstPropertyValue("status"),
      start: event.startDate.toJSDate().toISOString(),
      end: event.endDate.toJSDate().toISOString(),
    });
  }
}
console.log(JSON.stringify([...held.values()]));
