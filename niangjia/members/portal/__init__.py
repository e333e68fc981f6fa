"""The workers' phone pages of members: joining (no sign-in) and one's own membership."""
