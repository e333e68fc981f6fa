"""One module per command of `niangjia`; each has `run(args) -> int`."""
