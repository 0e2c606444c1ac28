"""The planning workbook as a home, and the forms of partners."""
