"""Signed files for tests and measurements: an invented authority, its signers, envelopes, PDFs and trusted list."""
