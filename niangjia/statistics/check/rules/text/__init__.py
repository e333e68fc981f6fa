"""Wording and lay-out (文字与版面): DUP, TXT-CUT, DICT, PLAN-SMART, HEAD-BODY. Pure."""
