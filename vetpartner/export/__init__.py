"""Exporters: calendars, workbooks and reports as the libraries' own objects."""
