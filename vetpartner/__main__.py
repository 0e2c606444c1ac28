"""`python -m vetpartner` does what the command `vetpartner` does."""

from vetpartner.cli import program

raise SystemExit(program())
