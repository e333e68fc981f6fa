"""Is this installation up, and is its port free?"""

from __future__ import annotations

import fcntl
import os
import socket

from niangjia.site.config import Config

LOCK_NAME = "up.lock"


def is_up(config: Config) -> bool:
    """Whether `niangjia up` is running for this home."""
    try:
        handle = os.open(config.home / LOCK_NAME, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def is_port_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
