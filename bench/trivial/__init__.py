"""The reference: the least that a signed-in Django page does, a session and one query."""
