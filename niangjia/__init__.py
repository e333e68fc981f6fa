"""Niangjia (娘家): the whole work of a Chinese trade-union federation."""
