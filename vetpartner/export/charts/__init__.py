"""Charts, planners, and how values show themselves in a notebook."""
