"""Reports as files: Word and HTML from the same neutral document. No Django, no database."""
