"""Reports to the national agency, and their answers to paste into its form."""
