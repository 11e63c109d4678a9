"""Cells of a CSV that spreadsheets open: what they would run as a formula is marked as text, and read back."""

RISKY = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: str) -> str:
    """Return ``cell`` with an apostrophe before it if a spreadsheet could take it for a formula."""
    return f"'{cell}" if cell.lstrip("'").startswith(RISKY) else cell


def plain(cell: str) -> str:
    """Return what :func:`safe` was given."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(RISKY) else cell
