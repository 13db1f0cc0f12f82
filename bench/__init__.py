"""Measurements. `make bench` prints ratios against a trivial Django page served in the same way in the same run."""
