/* Prints what libical shows of a calendar: per event UID, start and end, as UTC seconds or days. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

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
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        return 2;
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    if (text == NULL || fread(text, 1, (size_t)size, file) != (size_t)size) {
        return 2;
    }
    icalcomponent *calendar = icalparser_parse_string(text);
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
