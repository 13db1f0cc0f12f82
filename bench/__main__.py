"""`make bench`: the table of pages, beside a trivial Django page, in installations of growing size; then signatures."""

import argparse
import os
import sys

os.environ["TRAMA_SERVER"] = "bench"
os.environ["TRAMA_DEMO"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trama.config.settings")

import django

django.setup()

from bench import signatures  # noqa: E402  (models need the settings)
from bench.run import run  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000", help="women in the installation, growing")
    parser.add_argument("--own", type=int, default=10_000, help="women of the organisation that is measured")
    parser.add_argument("--runs", type=float, default=1.0, help="how many runs, as a factor")
    parser.add_argument("--only", choices=["pages", "signatures"], help="one part, and not the other")
    args = parser.parse_args()
    failed = 0
    if args.only != "signatures":
        failed = run([int(size) for size in args.sizes.split(",")], own=args.own, factor=args.runs)
    return failed if args.only == "pages" else max(failed, signatures.run(factor=args.runs))


if __name__ == "__main__":  # the crowd's process reads this file again
    sys.exit(main())
