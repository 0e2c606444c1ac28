/* Prints what libical shows of a calendar: per event UID, start and end, as UTC seconds or days. */
#include "reading.h"

static void show(struct icaltimetype time)
{
    if (icaltime_is_date(time)) {
        printf("\t%04d-%02d-%02d", time.year, time.month, time.day);
    } else {
        printf("\t%lld", (long long)icaltime_as_timet_with_zone(time, icaltime_get_timezone(time)));
    }
}

int main(int argc, char **argv)
{
    icalcomponent *calendar = argc > 1 ? read_calendar(argv[1]) : NULL;
    if (calendar == NULL) {
        return 1;
    }
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    for (; event != NULL;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        printf("%s", icalcomponent_get_uid(event));
        show(icalcomponent_get_dtstart(event));
        show(icalcomponent_get_dtend(event));
        printf("\n");
    }
    return 0;
}
