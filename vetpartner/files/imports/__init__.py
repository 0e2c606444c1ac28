"""Projects that begin from what others hold, such as a row of the Commission's list."""
