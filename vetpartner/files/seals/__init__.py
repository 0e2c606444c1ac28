"""What was reported and put away: written, opened, and looked at for changes."""
