"""`python -m fakegithub`."""

from __future__ import annotations

import sys

from fakegithub.cli import main

if __name__ == "__main__":
    sys.exit(main())
