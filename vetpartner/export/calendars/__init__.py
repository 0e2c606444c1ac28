"""Calendars, and updates of what was sent before."""
