"""What is said on each page; it knows no format."""
