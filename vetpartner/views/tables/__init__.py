"""Tables for data frames: their columns with types and units, and their rows."""
