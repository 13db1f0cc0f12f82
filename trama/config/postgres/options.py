"""The server's configuration: a small machine, nothing of a woman in any log, no TCP port."""

from trama.config.postgres.folder import PORT, Folder

COMMON = {
    "listen_addresses": "''",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "'scram-sha-256'",
    "max_connections": "100",
    "shared_buffers": "'192MB'",
    "work_mem": "'8MB'",
    "maintenance_work_mem": "'96MB'",
    "effective_cache_size": "'1GB'",
    "random_page_cost": "1.1",
    "jit": "off",
    "huge_pages": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "'1GB'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
    # Logs say that something failed, never with which values: no statement, no parameter, and terse,
    # because the DETAIL of a broken constraint quotes the row.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "'none'",
    "log_min_duration_statement": "-1",
    "log_checkpoints": "off",
    "log_connections": "off",
    "log_disconnections": "off",
}
# A test server may lose everything with the machine, whose memory it may be in; the demo may not.
TEST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "'128MB'"}
HBA = "# Passwords for everyone, by the private socket only.\nlocal all all scram-sha-256\n"


def configuration(folder: Folder) -> str:
    """The text of postgresql.conf."""
    values = {
        **COMMON,
        **(TEST if folder.purpose == "test" else {}),
        "unix_socket_directories": f"'{folder.run}'",
        "hba_file": f"'{folder.home / 'pg_hba.conf'}'",
        "ident_file": f"'{folder.home / 'pg_ident.conf'}'",
    }
    return "".join(f"{name} = {value}\n" for name, value in values.items())
