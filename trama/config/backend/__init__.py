"""Django's PostgreSQL backend, which asks a kept connection whether it is alive without a round trip."""
