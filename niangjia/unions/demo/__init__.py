"""The demo federation: `plan` decides (pure), `building` writes through services."""
