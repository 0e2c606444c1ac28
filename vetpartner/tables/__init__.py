"""One declaration for each table of plan and facts."""
