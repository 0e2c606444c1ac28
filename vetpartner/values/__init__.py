"""The vocabulary: money, days, words, findings, tables. It knows no partnership."""
