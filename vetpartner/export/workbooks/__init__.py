"""Workbooks: the budget with all its sheets, and how a workbook is written and saved."""
