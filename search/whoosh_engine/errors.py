"""What can go wrong when an index is searched or written."""


class SearchUnavailable(Exception):
    """The index is missing or broken. Never to be shown as "no results"; a rebuild mends it."""


class IndexLocked(Exception):
    """Another process is writing the index and did not finish in time. Nothing was written."""


class BudgetSpent(Exception):
    """The query took more time, or touched more postings, than it may."""
