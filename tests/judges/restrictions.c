/* Reads a calendar and checks it against libical's restrictions; prints every complaint. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

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
