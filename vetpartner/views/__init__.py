"""What a reader wants to see: plain rows and totals, without any format."""
