"""A part above its whole (部分与整体): LE, SUBSET, FAIR, FK-COVER. Pure."""
