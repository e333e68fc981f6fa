"""Money (资金): stages, amounts per head, consumption driven, mutual aid. Pure."""
