"""The database engine of the settings: Django's own for PostgreSQL, with `base.DatabaseWrapper` in its place."""
