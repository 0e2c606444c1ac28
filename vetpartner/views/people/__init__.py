"""Who takes part: attendance, inclusion, personal data, and copies without them."""
