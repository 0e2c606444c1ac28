"""The only place of templates, Word, PDF, sheets and drawings."""
