"""Parts of all pages: templates, languages, and the pieces of HTML, Word and PDF."""
