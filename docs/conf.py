"""How Sphinx builds the documentation."""

from __future__ import annotations

from vetpartner import __version__

project = "vetpartner"
author = "The vetpartner authors"
version = release = __version__
language = "en"

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "vetpartner"
html_show_copyright = False
html_copy_source = False
myst_heading_anchors = 3
nitpicky = True
