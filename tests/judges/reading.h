/* Reads a calendar from a file with libical; NULL where it is none. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

static icalcomponent *read_calendar(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    size_t got = text == NULL ? 0 : fread(text, 1, (size_t)size, file);
    fclose(file);
    return got == (size_t)size ? icalparser_parse_string(text) : NULL;
}
