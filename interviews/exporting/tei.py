"""Segments as TEI, in the form that ISO 24624 gives to transcripts of speech: one annotation block a cue."""

from collections.abc import Iterable, Sequence

from interviews.addresses import archive_name
from interviews.exporting.citing import Colophon
from interviews.exporting.lines import Line, cues_of, segments_of
from interviews.exporting.packages import xml_attribute, xml_text
from interviews.models import Transcript

NAMESPACE = "http://www.tei-c.org/ns/1.0"


def tei(transcript: Transcript, colophon: Colophon) -> str:
    """Return ``transcript`` as TEI. Times are a timeline in seconds; an untimed transcript has none."""
    timed: list[Line] = []
    untimed: list[tuple[str, str]] = []
    for segment in segments_of(transcript):
        timed += cues_of(segment)
        if segment.start_ms is None:
            untimed.append((segment.speaker, segment.text))
    names = list(dict.fromkeys([*(cue.speaker for cue in timed), *(speaker for speaker, _text in untimed)]))
    people = {name: f"SPK{number}" for number, name in enumerate(filter(None, names), 1)}
    moments = {ms: f"T{number}" for number, ms in enumerate(sorted({0, *_times(timed)}))}
    blocks = [_block(people, cue.speaker, cue.text, (moments[cue.start_ms], moments[cue.end_ms])) for cue in timed]
    blocks += [_block(people, speaker, text, ()) for speaker, text in untimed]
    language = xml_attribute(transcript.language)
    return "".join(
        [
            f'<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="{NAMESPACE}">\n',
            _header(transcript, colophon, people),
            f"<text xml:lang={language}>\n",
            _timeline(moments) if timed else "",
            "<body>\n",
            *blocks,
            "</body>\n</text>\n</TEI>\n",
        ]
    )


def _times(cues: Iterable[Line]) -> Iterable[int]:
    for cue in cues:
        yield cue.start_ms
        yield cue.end_ms


def _header(transcript: Transcript, colophon: Colophon, people: dict[str, str]) -> str:
    persons = "".join(
        f'<person xml:id="{key}"><persName>{xml_text(name)}</persName></person>\n' for name, key in people.items()
    )
    notes = f"<notesStmt><note>{xml_text(colophon.notice)}</note></notesStmt>\n" if colophon.notice else ""
    return (
        "<teiHeader>\n<fileDesc>\n"
        f"<titleStmt><title>{xml_text(colophon.title)}</title></titleStmt>\n"
        f'<editionStmt><edition n="{transcript.version}">{xml_text(colophon.about)}</edition></editionStmt>\n'
        # TEI P5 wants to know who publishes before anything else of it (publicationStmt).
        f"<publicationStmt><authority>{xml_text(archive_name())}</authority><idno>{xml_text(transcript.interview.accession)}</idno>"
        f"<availability><licence>{xml_text(colophon.licence)}</licence></availability></publicationStmt>\n"
        f"{notes}<sourceDesc><bibl>{xml_text(colophon.citation)}</bibl></sourceDesc>\n</fileDesc>\n"
        "<profileDesc>\n"
        f"<langUsage><language ident={xml_attribute(transcript.language)}/></langUsage>\n"
        + (f"<particDesc><listPerson>\n{persons}</listPerson></particDesc>\n" if persons else "")
        + "</profileDesc>\n</teiHeader>\n"
    )


def _timeline(moments: dict[int, str]) -> str:
    points = [
        f'<when xml:id="{key}" interval="{ms // 1000}.{ms % 1000:03}" since="#T0"/>\n'
        for ms, key in moments.items()
        if ms
    ]
    return f'<timeline unit="s" origin="#T0">\n<when xml:id="T0"/>\n{"".join(points)}</timeline>\n'


def _block(people: dict[str, str], speaker: str, text: str, times: Sequence[str]) -> str:
    who = f' who="#{people[speaker]}"' if speaker else ""
    when = f' start="#{times[0]}" end="#{times[1]}"' if times else ""
    words = "<lb/>".join(xml_text(line) for line in text.split("\n"))
    return f"<annotationBlock{who}{when}><u><seg>{words}</seg></u></annotationBlock>\n"
