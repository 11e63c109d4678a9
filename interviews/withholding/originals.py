"""The files that transcripts came from: kept sealed, given out sealed, opened only where the private key is."""

import hashlib

from django.contrib.auth.models import User

from interviews.models import Original, Transcript
from interviews.withholding import sealing


def keep_original(transcript: Transcript, box: bytes, *, format: str, by: User | None = None) -> Original:
    """Keep the sealed file in ``box`` as the original of the present version of ``transcript``."""
    return Original.objects.create(
        interview=transcript.interview,
        language=transcript.language,
        version=transcript.version,
        format=format,
        by=by,
        box=box,
        key_id=sealing.key_id(sealing.public_key()),
        sha256=hashlib.sha256(box).hexdigest(),
    )
