"""All that a report shows: answers, groups, figures with their records, objectives, gaps."""
