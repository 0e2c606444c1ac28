"""What was planned and what became of it: activities, results, indicators and evidence."""
