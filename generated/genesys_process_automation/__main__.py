"""Run the command line: ``python -m genesys_process_automation --help``."""

from .cli import main

if __name__ == "__main__":
    raise SystemExit(main())
