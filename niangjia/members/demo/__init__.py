"""The demo's members: `history`, `people`, `cards` decide, `rows` writes them out (all pure), `building` loads."""
