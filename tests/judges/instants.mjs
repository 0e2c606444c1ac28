// Prints what ical.js shows of a calendar: per event its UID, start and end as UTC instants or days.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const root = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
for (const zone of root.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}
const shown = root.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  const instant = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
  return {
    uid: event.uid,
    summary: event.summary,
    description: event.description,
    location: event.location,
    start: instant(event.startDate),
    end: instant(event.endDate),
  };
});
console.log(JSON.stringify(shown));
