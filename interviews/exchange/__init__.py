"""Batches of records: a folder or zip of tables, transcripts and media goes in whole; docs/import.md has the format."""
