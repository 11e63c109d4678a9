"""Making sure that what was deleted from the database is in none of its files any more.

SQLite overwrites deleted cells with zeros (``secure_delete``), but its journal keeps older pages until it is emptied,
and a page may keep what once was moved within it until the file is written anew.
"""

from django.db import OperationalError, connection


def empty_journal() -> bool:
    """Write SQLite's journal into the database and cut it to nothing; return whether that was done.

    It is not done while somebody reads from it, or within a transaction. Other databases have no such file here.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return connection.vendor != "sqlite"
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, *_pages) = cursor.fetchone()
    except OperationalError:
        return False
    return not busy


def rewrite_files() -> bool:
    """Write the database file anew without what was deleted, and empty the journal; return whether both were done."""
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM FULL")
        else:
            cursor.execute("VACUUM")
    return empty_journal()
