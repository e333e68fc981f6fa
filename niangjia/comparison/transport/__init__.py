"""How lists travel: tables as files, files in envelopes. No Django: the other side runs it too."""
