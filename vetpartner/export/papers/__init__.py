"""Smaller papers: lists to sign, certificates, agenda and minutes, partner sheets, letters."""
