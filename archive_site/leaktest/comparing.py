"""Two runs side by side: the answers of an archive with hidden records, and of one in which there never were any."""

from collections.abc import Iterator
from pathlib import Path

from archive_site.leaktest.reading import kept
from archive_site.leaktest.report import Finding

PLACE = "that there are hidden records"
_AROUND = 60


def differences(with_hidden: Path, without: Path) -> Iterator[Finding]:
    """Yield every request that only one of the runs made, and every one that was answered with other bytes."""
    left, right = kept(with_hidden), kept(without)
    one, other = next(left, None), next(right, None)
    while one or other:
        if one and other and one[0] == other[0]:
            if one[1] != other[1]:
                yield Finding(PLACE, f"{one[0]} differs: {_told(one[1], other[1])}")
            one, other = next(left, None), next(right, None)
        elif other is None or (one and one[0] < other[0]):
            yield Finding(PLACE, f"{one[0] if one else ''} was found only where hidden records are")
            one = next(left, None)
        else:
            yield Finding(PLACE, f"{other[0]} was found only where no hidden records are")
            other = next(right, None)


def _told(one: bytes, other: bytes) -> str:
    """Quote both from shortly before the first byte that differs."""
    at = next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(map(len, (one, other)))
    )
    quotes = (part[max(0, at - _AROUND // 2) : at + _AROUND].decode("utf-8", "replace") for part in (one, other))
    return " ⇄ ".join(" ".join(quoted.split()) for quoted in quotes)
