"""What the tests of cleaning share: the canary, and a clean that also holds for its own output."""

import io

from interviews.media import clean

CANARY = "КанарCANARY"
FORMS = [CANARY.encode(code) for code in ("utf-8", "utf-16le", "utf-16be")] + [b"CANARY", "CANARY".encode("utf-16le")]
WORD = FORMS[0] + b" " + FORMS[1] + b" " + FORMS[2]


def cleaned(data: bytes, ending: str) -> bytes:
    """Return ``data`` without tags; no canary is in it, and cleaning it again changes nothing."""
    out = b"".join(clean(io.BytesIO(data), ending).pieces())
    assert [form for form in FORMS if form in out] == []
    assert b"".join(clean(io.BytesIO(out), ending).pieces()) == out
    return out
