"""Records that the browser walks through, brought in the way an archivist brings them: through a batch."""

import shutil
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.management import call_command
from django.db import connection
from haystack import connections
from playwright.sync_api import Page

from interviews import roles
from interviews.models import Interview, Recording
from tests.factories import make_interview
from tests.samples import FIRST, SAMPLE, part_of_the_sample

FIRST_PAGES = Path(__file__).resolve().parent.parent.parent / "interviews/first_pages"
TEMPLATES = {
    "home": "/",
    "pages": "/pages/",
    "page": "/pages/removal/",
    "reading path": "/paths/doubts/",
    "interviews": "/interviews/",
    "interviews narrowed": "/interviews/?language=be",
    "interview": "/interviews/OOU-7K3M/",
    "interview at a second": "/interviews/OOU-7K3M/?t=60",
    "interview in two languages": "/interviews/OOU-7K3M/?t=60&transcript=be&beside=en",
    "interview in translation": "/interviews/OOU-9XPD/?transcript=en",
    "themes": "/themes/",
    "question": "/themes/why/",
    "theme": "/themes/why-orders/",
    "search": "/search/",
    "search found": "/search/?q=oath",
    "search by other names": "/search/?q=замполит",
    "search without other names": "/search/?q=замполит&without=zampolit",
    "search empty": "/search/?q=zzzzzzzz",
    "search refused": "/search/?q=a*",
    "search help": "/search/help/",
    "search lines": "/search/lines/?q=oath",
    "matrix": "/matrix/?rows=how&columns=why",
    "passage": "/interviews/OOU-7K3M/passage/60-90/",
    "print": "/interviews/OOU-7K3M/print/?language=be&beside=en",
    "safety": "/safety/",
    "sign-in": "/desk/sign-in/",
    "not found": "/interviews/NO-SUCH/",
}
DESK = {
    "overview": "/desk/",
    "pages": "/desk/pages/",
    "page": "/desk/pages/about/",
    "page version": "/desk/pages/about/versions/1/",
    "reading path": "/desk/paths/doubts/",
    "new step": "/desk/paths/doubts/steps/new/",
    "featured": "/desk/featured/",
    "translate": "/desk/interviews/OOU-7K3M/translate/uk/",
    "translate what there is": "/desk/interviews/OOU-7K3M/translate/en/",
    "new record": "/desk/interviews/new/",
    "record": "/desk/interviews/OOU-7K3M/",
    "record form": "/desk/interviews/OOU-7K3M/record/",
    "access": "/desk/interviews/OOU-7K3M/access/",
    "publish": "/desk/interviews/OOU-7K3M/publish/",
    "leaving": "/desk/interviews/OOU-7K3M/leaving/",
    "recordings": "/desk/interviews/OOU-7K3M/recordings/",
    "contents": "/desk/interviews/OOU-7K3M/contents/",
    "redactions": "/desk/interviews/OOU-7K3M/redactions/",
    "redact": "/desk/interviews/OOU-7K3M/redactions/new/?transcript=be&at=2",
    "versions": "/desk/interviews/OOU-7K3M/transcripts/be/versions/",
    "version": "/desk/interviews/OOU-7K3M/transcripts/be/versions/1/",
    "coding": "/desk/interviews/OOU-7K3M/coding/",
    "agreement of an interview": "/desk/interviews/OOU-7K3M/agreement/",
    "codings": "/desk/codings/",
    "agreement": "/desk/agreement/",
    "codebook": "/desk/codebook/",
    "theme": "/desk/codebook/themes/why-war/",
    "merge": "/desk/codebook/themes/why-war/merge/?into=why-orders",
    "record table": "/desk/records/?sort=accession",
    "record changes": "/desk/records/changes/",
    "watch list": "/desk/watch-list/",
    "components": "/desk/components/",
    "glossary": "/desk/glossary/",
    "new entry": "/desk/glossary/new/",
    "entry": "/desk/glossary/entries/zampolit/",
    "upload": "/desk/upload/",
    "reading": "/desk/reading/",
    "reading one": "/desk/reading/OOU-7K3M/",
}


def load_sample() -> None:
    """Have the first interviews of the sample archive and all its hidden ones, indexed; nothing else is in the archive.

    A process brings them in once, and puts back for every other test what it had then: database, index and files.
    """
    if not KEPT:
        KEPT.append(TemporaryDirectory())
        with TemporaryDirectory() as folder:
            batch = part_of_the_sample(Path(folder), FIRST)
            call_command("import_archive", str(batch), publish=True, stdout=StringIO(), stderr=StringIO())
        call_command("import_pages", str(FIRST_PAGES), publish=True, stdout=StringIO(), stderr=StringIO())
        call_command("rebuild_index", verbosity=0, stdout=StringIO(), stderr=StringIO())
        roles.ensure()
        _keep(Path(KEPT[0].name))
    else:
        _put_back(Path(KEPT[0].name))


KEPT: list[TemporaryDirectory[str]] = []


def _folders() -> dict[str, Path]:
    return {"index": Path(connections.connections_info["default"]["PATH"]), "media": Path(settings.MEDIA_ROOT)}


def _keep(place: Path) -> None:
    for name, folder in _folders().items():
        shutil.copytree(folder, place / name)
    with closing(sqlite3.connect(place / "archive.sqlite3")) as base:
        connection.connection.backup(base)


def _put_back(place: Path) -> None:
    assert not connection.in_atomic_block, "a browser sees nothing of what is not committed"
    connection.ensure_connection()
    with closing(sqlite3.connect(place / "archive.sqlite3")) as base:
        base.backup(connection.connection)
    ContentType.objects.clear_cache()
    for name, folder in _folders().items():
        shutil.copytree(place / name, folder, dirs_exist_ok=True)


WORDS = {
    "be": "Мы стаялі на пляцы і чыталі прысягу, якую ніхто з нас не чуў да таго дня",
    "en": "We stood on the square and read the oath that none of us had heard before that day",
}


def make_recorded_interview(passages: int = 14) -> Interview:
    """Make an interview in Belarusian and English, of 20 seconds a passage, with the sample's recording.

    From the thirteenth passage on, its recording is one that is kept elsewhere.
    """
    texts = {code: [f"{n}. {words}. " * 3 for n in range(passages)] for code, words in WORDS.items()}
    made = make_interview(texts["be"], translations={"en": texts["en"]}, accession="PLAY-1", narrator="Лявон")
    with (SAMPLE / "media/OOU-7K3M-1.mp3").open("rb") as sound:
        file = File(sound, "sound.mp3")
        Recording.objects.create(interview=made, part=1, file=file, media_type="audio/mpeg", duration_ms=240_000)
    Recording.objects.create(interview=made, part=2, url="https://video.example.org/w/2", offset_ms=240_000)
    return made


def open_filters(page: Page) -> None:
    """Show the filters of a search, which on a phone wait behind a link."""
    link = page.locator(".narrow-open a")
    if link.is_visible():
        link.click()
