"""Forms of the aid work: shape of what is entered, never rules."""
