"""Shapes of input: the cadres' forms (``cadre``) and the phone pages' (``phone``)."""
