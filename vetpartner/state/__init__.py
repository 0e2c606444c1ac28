"""What follows from plan and facts as of a day, computed once; it knows no rule and no format."""
