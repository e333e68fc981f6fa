"""Sizes outside what is common (常见范围): BAND, PEER, STOCK-FLOW, UNIT-SIZE. Pure."""
