"""``python -m clientgen`` is ``clientgen``."""

from __future__ import annotations

from clientgen.cli.app import main

if __name__ == "__main__":
    main()
