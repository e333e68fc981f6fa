"""The rules of the figure check (核对规则): a folder for each kind of statement; ``families.py`` runs them. Pure."""
