"""Many partnerships at once: what is kept of each, and what only all of them together tell."""
