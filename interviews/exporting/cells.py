"""Cells of CSV tables that spreadsheets open: what they would run as a formula is marked as text, and read back."""

# Spreadsheets set for Chinese or Japanese take the wide forms for the same.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_cell(value: object) -> object:
    """Return ``value`` so that no spreadsheet takes a text for a formula (OWASP, "CSV Injection")."""
    return f"'{value}" if isinstance(value, str) and value.lstrip("'").startswith(FORMULA) else value


def read_cell(cell: str) -> str:
    """Return the text that :func:`plain_cell` was given."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell
