"""Electronic signatures: who signed a file, and what can be said of it. See README.md.

Imports nothing here: whoever only shows a report, or starts a sandbox, need not load the libraries that verify.
"""
