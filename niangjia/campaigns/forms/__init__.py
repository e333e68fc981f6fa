"""Shapes of input of campaigns (帮扶活动), goods and pairing."""
