"""When what happens: entries of calendars, deadlines, moved dates, days on which all can meet."""
