"""`python -m niangjia` is the same as the command `niangjia`."""

from __future__ import annotations

import sys

from niangjia.site.cli import main

if __name__ == "__main__":
    sys.exit(main())
