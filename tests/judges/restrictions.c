/* Reads a calendar and checks it against libical's restrictions; prints every complaint. */
#include "reading.h"

int main(int argc, char **argv)
{
    icalcomponent *calendar = argc > 1 ? read_calendar(argv[1]) : NULL;
    if (calendar == NULL) {
        puts("not a calendar");
        return 1;
    }
    int sound = icalrestriction_check(calendar);
    int errors = icalcomponent_count_errors(calendar);
    if (!sound || errors) {
        puts(icalcomponent_as_ical_string(calendar));
    }
    printf("restrictions %d errors %d\n", sound, errors);
    return !(sound && errors == 0);
}
