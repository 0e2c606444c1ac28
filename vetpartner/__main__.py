"""`python -m vetpartner` does what the command `vetpartner` does."""

from vetpartner.cli import main

raise SystemExit(main())
