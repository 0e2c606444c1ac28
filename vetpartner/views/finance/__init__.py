"""The grant: who has what, was sent, spent and earned what, and what may be lost."""
