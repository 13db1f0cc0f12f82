"""Reading the trail."""

from django.db import connection


def unsealed_rows() -> int:
    """How many rows no seal covers yet, of all organisations."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows FROM trama_audit_unsealed(0)")
        return int(cursor.fetchone()[0])
