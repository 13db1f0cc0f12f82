"""Where the command `trama` begins: what it imports takes a moment, in which Ctrl-C may come."""

import sys


def main() -> int:
    try:
        from trama.config.cli import main as run  # noqa: PLC0415 - see above

        return run()
    except KeyboardInterrupt:
        sys.stderr.write("trama: interrotto.\n")
        return 130  # Exit.INTERRUPTED, which may not be there yet
