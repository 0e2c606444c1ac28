"""What one looks at on a Monday morning: status, and the page with everything."""
