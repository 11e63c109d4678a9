"""Batches for tests: a small sound one, and the same with some files changed."""

import zipfile
from pathlib import Path

from tests.media_files import WAV

VTT = (
    "WEBVTT\n\n00:00:00.000 --> 00:00:20.000\n<v Ян>Першы дзень быў доўгі.\n\n"
    "00:00:20.000 --> 00:00:40.000\n<v Ян>Потым я сышоў.\n"
)
ENGLISH = (
    "WEBVTT\n\n00:00:00.000 --> 00:00:20.000\n<v Yan>The first day was long.\n\n"
    "00:00:20.000 --> 00:00:40.000\n<v Yan>Then I left.\n"
)
SOUND: dict[str, str | bytes] = {
    "batch.toml": '[series]\ntitle_en = "One of Us"\ntitle_be = "Адзін з нас"\nnotice_en = "A sample."\n',
    "interviews.csv": (
        "accession,title,title_en,narrator,language,recorded_on,branch,rank,left_on,consent,release,embargo_until,coded_for\n"
        "OOU-1,Брама,The gate,Ян,be,2024-03,academy,captain,2021,granted,public,,why\n"
        "OOU-2,Дарога,,Ігар,be,2024,border-service,private,2022-05-01,granted,public,,\n"
    ),
    "transcripts/OOU-1.be.vtt": VTT,
    "transcripts/OOU-1.en.vtt": ENGLISH,
    "transcripts/OOU-2.be.txt": "Журналіст: Чаму?\n\nІгар: Не мог інакш.\n\nЖурналіст: І ўсё?\n",
    "transcripts.csv": "accession,language,kind,provenance\nOOU-1,be,original,reviewed\n",
    "recordings.csv": "accession,part,file,url,offset,duration\nOOU-1,1,one.wav,,0,00:00:40\n"
    "OOU-1,2,,https://video.example.org/2,40,\n",
    "media/one.wav": WAV,
    "themes.csv": "code,parent,label_be,label_en\nwhy-war,why,Вайна,War\nwhy,,Чаму,Why\n",
    "codings.csv": (
        "accession,theme,start,end,coder,note,gist_en\n"
        "OOU-1,why-war,0,00:00:20.500,АБ,private,He saw it.\n"
        "OOU-2,why-war,,,АБ,,\n"
    ),
    "glossary.csv": (
        "key,be,ru,uk,en,kind,definition_en\nzampolit,намеснік|замполіт,замполит,замполіт,zampolit,term,An officer.\n"
    ),
}


def make_batch(folder: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the sound batch with ``changes`` (None leaves a file out) into ``folder`` and return it."""
    for name, content in {**SOUND, **(changes or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    """Write ``files`` as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
