"""Matroska and WebM (RFC 9559): what playing needs is named here; every other element becomes a Void of its size."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from interviews.media import xiph
from interviews.media.plan import CannotClean, Plan, Reason

_EBML, _SEGMENT, _CLUSTER, _VOID = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0xEC
_SEEK_HEAD, _INFO, _TRACKS, _CUES = 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B
_TAGS, _ATTACHMENTS, _CHAPTERS = 0x1254C367, 0x1941A469, 0x1043A770
_OF_SEGMENT = {_SEEK_HEAD, _INFO, _TRACKS, _CUES, _CLUSTER, _TAGS, _ATTACHMENTS, _CHAPTERS}
_TRACK_ENTRY, _TRACK_NUMBER, _TRACK_TYPE, _CODEC_ID, _CODEC_PRIVATE = 0xAE, 0xD7, 0x83, 0x86, 0x63A2
_SIMPLE_BLOCK, _BLOCK_GROUP, _BLOCK, _SEEK_ID = 0xA3, 0xA0, 0xA1, 0x53AB
_ENCODINGS = 0x6D80
_PICTURES, _SOUND = 1, 2
_CODECS = re.compile(
    rb"(V_VP8|V_VP9|V_AV1|V_THEORA|V_MPEG4/ISO/AVC|V_MPEGH/ISO/HEVC|"
    rb"A_OPUS|A_VORBIS|A_FLAC|A_MPEG/L3|A_AAC(/[A-Z0-9/]{1,24})?|A_PCM/(INT/LIT|INT/BIG|FLOAT/IEEE))\0*"
)
_MAX_PRIVATE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Element:
    """An element: where it, its content and what follows begin; ``end`` is -1 where its size is not told."""

    code: int
    start: int
    body: int
    end: int


Rule = Callable[[Plan, Element], None]
Rules = Mapping[int, "Rule | Rules"]


def _void(plan: Plan, element: Element) -> None:
    """Make a Void of the element, of the same size."""
    if element.end < 0:
        raise CannotClean(Reason.UNKNOWN)
    if element.code == _VOID:
        plan.blank(element.body, element.end)
        return
    length = element.end - element.start
    size = bytes([0x80 | length - 2]) if length <= 128 else b"\x01" + (length - 9).to_bytes(7, "big")
    head = bytes([_VOID]) + size
    plan.put(element.start, head)
    plan.blank(element.start + len(head), element.end)


def _number(plan: Plan, element: Element) -> None:
    """Keep a number or a float, which have at most eight bytes."""
    if element.end - element.body > 8:
        _void(plan, element)


def _emptied(plan: Plan, element: Element) -> None:
    """Keep an element that has to be there, without what it says."""
    plan.blank(element.body, element.end)


def _language(plan: Plan, element: Element) -> None:
    if not re.fullmatch(rb"[a-z]{3}\0*", plan.read(element.body, min(element.end - element.body, 16))):
        _void(plan, element)


def _doc_type(plan: Plan, element: Element) -> None:
    value = plan.read(element.body, min(element.end - element.body, 16))
    if not re.fullmatch(rb"(webm|matroska)\0*", value):
        raise CannotClean(Reason.UNKNOWN)


def _seek(plan: Plan, element: Element) -> None:
    """Keep a pointer to what stays."""
    kept = {code.to_bytes(4, "big") for code in (_INFO, _TRACKS, _CUES, _CLUSTER)}
    codes = [
        plan.read(child.body, child.end - child.body) for child in _inside(plan, element) if child.code == _SEEK_ID
    ]
    if len(codes) == 1 and codes[0] in kept:
        _master(plan, element, {_SEEK_ID: _number, 0x53AC: _number})
    else:
        _void(plan, element)


def _kept(plan: Plan, element: Element) -> None:
    """Keep an element that was looked at before, or is sound or pictures."""


def _numbers(*codes: int) -> Rules:
    return dict.fromkeys(codes, _number)


_HEADER: Rules = {**_numbers(0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4287, 0x4285), 0x4282: _doc_type}
_OF_INFO: Rules = {**_numbers(0x2AD7B1, 0x4489), 0x4D80: _emptied, 0x5741: _emptied}
_OF_CUES: Rules = {0xBB: {**_numbers(0xB3), 0xB7: _numbers(0xF7, 0xF1, 0xF0, 0xB2, 0x5378, 0xEA)}}
_OF_COLOUR: Rules = {**_numbers(*range(0x55B1, 0x55BE)), 0x55D0: _numbers(*range(0x55D1, 0x55DB))}
_OF_VIDEO: Rules = {
    **_numbers(0x9A, 0x9D, 0x53B8, 0xB0, 0xBA, 0x54AA, 0x54BB, 0x54CC, 0x54DD, 0x54B0, 0x54BA, 0x54B2),
    0x55B0: _OF_COLOUR,
}
_OF_TRACK: Rules = {
    **_numbers(_TRACK_NUMBER, 0x73C5, _TRACK_TYPE, 0xB9, 0x88, 0x55AA, 0x9C, 0x6DE7, 0x6DF8),
    **_numbers(0x23E383, 0x234E7A, 0x23314F, 0x55EE, 0x56AA, 0x56BB),
    0x22B59C: _language,
    _CODEC_ID: _kept,
    _CODEC_PRIVATE: _kept,
    0xE0: _OF_VIDEO,
    0xE1: _numbers(0xB5, 0x78B5, 0x9F, 0x6264),
}
_OF_GROUP: Rules = {**_numbers(0x9B, 0xFB, 0xFA, 0x75A2), _BLOCK: _kept}


def clean(plan: Plan) -> None:
    """Turn tags, chapters, attachments, names, dates and tracks that are neither sound nor pictures into Voids."""
    at = 0
    codes: set[int] = set()
    while at < plan.size:
        element = _element(plan, at, plan.size)
        codes.add(element.code)
        if _EBML not in codes:
            raise CannotClean(Reason.UNKNOWN)
        if element.code == _SEGMENT:
            at = _segment(plan, element)
            continue
        if element.code == _EBML:
            _master(plan, element, _HEADER)
        else:
            _void(plan, element)
        at = element.end
    if _SEGMENT not in codes:
        raise CannotClean(Reason.DAMAGED)


def _segment(plan: Plan, segment: Element) -> int:
    """Clean a segment and return where it ends."""
    end = segment.end if segment.end >= 0 else plan.size
    at = segment.body
    tracks: set[int] = set()
    while at < end:
        element = _element(plan, at, end)
        if segment.end < 0 and element.code in (_EBML, _SEGMENT):
            return at
        if element.code == _CLUSTER:
            at = _cluster(plan, element, end, tracks)
            continue
        if element.code == _TRACKS:
            tracks |= _tracks(plan, element)
        elif element.code == _SEEK_HEAD:
            _master(plan, element, {0x4DBB: _seek})
        elif element.code == _INFO:
            _master(plan, element, _OF_INFO)
        elif element.code == _CUES:
            _master(plan, element, _OF_CUES)
        else:
            _void(plan, element)
        at = element.end
    if not tracks:
        raise CannotClean(Reason.DAMAGED)
    return end


def _tracks(plan: Plan, element: Element) -> set[int]:
    """Clean the tracks and return the numbers of those that stay: sound and pictures."""
    kept: set[int] = set()
    for child in _inside(plan, element):
        if child.code != _TRACK_ENTRY:
            _void(plan, child)
            continue
        found = {leaf.code: leaf for leaf in _inside(plan, child)}
        if _unsigned(plan, found.get(_TRACK_TYPE)) not in (_PICTURES, _SOUND):
            _void(plan, child)
            continue
        if _ENCODINGS in found:  # packed or encrypted: sound that can't be read without what would be taken out
            raise CannotClean(Reason.UNKNOWN)
        _clean_codec(plan, found.get(_CODEC_ID), [leaf for leaf in _inside(plan, child) if leaf.code == _CODEC_PRIVATE])
        _master(plan, child, _OF_TRACK)
        kept.add(_unsigned(plan, found.get(_TRACK_NUMBER)))
    return kept


def _clean_codec(plan: Plan, codec: Element | None, privates: list[Element]) -> None:
    name = plan.read(codec.body, min(codec.end - codec.body, 64)) if codec else b""
    if codec is None or codec.end - codec.body > 64 or not _CODECS.fullmatch(name) or len(privates) > 1:
        raise CannotClean(Reason.UNKNOWN)
    for private in privates:
        body, end = private.body, private.end
        if end - body > _MAX_PRIVATE:
            raise CannotClean(Reason.UNKNOWN)
        if name.startswith((b"A_VORBIS", b"V_THEORA")):
            xiph.clean_vorbis_setup(plan, body, end)
        elif name.startswith(b"A_FLAC"):
            if plan.need(body, 4, end) != b"fLaC":
                raise CannotClean(Reason.UNKNOWN)
            xiph.clean_flac_blocks(plan, body + 4, end)
        elif name.startswith(b"A_OPUS"):
            xiph.check_opus_head(plan.read(body, end - body))
        elif name.startswith((b"V_VP8", b"V_VP9")) and end - body > 64:
            raise CannotClean(Reason.UNKNOWN)


def _cluster(plan: Plan, cluster: Element, limit: int, tracks: set[int]) -> int:
    """Clean a cluster and return where it ends: by its size, or where the next part of the segment begins."""
    end = cluster.end if cluster.end >= 0 else limit
    at = cluster.body
    while at < end:
        element = _element(plan, at, end)
        if cluster.end < 0 and element.code in (*_OF_SEGMENT, _EBML, _SEGMENT):
            return at
        if element.code == _BLOCK_GROUP:
            _block_group(plan, element, tracks)
        elif element.code == _SIMPLE_BLOCK and _track_of(plan, element) in tracks:
            pass
        elif element.code in (0xE7, 0xA7, 0xAB):
            _number(plan, element)
        else:
            _void(plan, element)
        at = element.end
    return end


def _block_group(plan: Plan, group: Element, tracks: set[int]) -> None:
    blocks = [child for child in _inside(plan, group) if child.code == _BLOCK]
    if len(blocks) == 1 and _track_of(plan, blocks[0]) in tracks:
        _master(plan, group, _OF_GROUP)
    else:
        _void(plan, group)


def _track_of(plan: Plan, block: Element) -> int:
    if block.end < block.body + 4:
        return -1
    return _vint(plan, block.body, block.end, 8)[0]


def _master(plan: Plan, element: Element, rules: Rules) -> None:
    """Apply ``rules`` to the children; no deeper than the rules are."""
    for child in _inside(plan, element):
        rule = rules.get(child.code)
        if rule is None:
            _void(plan, child)
        elif isinstance(rule, Mapping):
            _master(plan, child, rule)
        else:
            rule(plan, child)


def _inside(plan: Plan, element: Element) -> Iterator[Element]:
    if element.end < 0:
        raise CannotClean(Reason.UNKNOWN)
    at = element.body
    while at < element.end:
        child = _element(plan, at, element.end)
        if child.end < 0:
            raise CannotClean(Reason.UNKNOWN)
        yield child
        at = child.end


def _element(plan: Plan, at: int, limit: int) -> Element:
    plan.step()
    first = plan.need(at, 1, limit)[0]
    length = 9 - first.bit_length()
    if length > 4:
        raise CannotClean(Reason.DAMAGED)
    code = int.from_bytes(plan.need(at, length, limit), "big")
    size, size_length = _vint(plan, at + length, limit, 8)
    body = at + length + size_length
    if size == (1 << 7 * size_length) - 1:
        if code not in (_SEGMENT, _CLUSTER):
            raise CannotClean(Reason.UNKNOWN)
        return Element(code, at, body, -1)
    if body + size > limit:
        raise CannotClean(Reason.DAMAGED)
    return Element(code, at, body, body + size)


def _vint(plan: Plan, at: int, limit: int, longest: int) -> tuple[int, int]:
    """Return the number at ``at`` and how many bytes it takes (RFC 8794, 4)."""
    first = plan.need(at, 1, limit)[0]
    length = 9 - first.bit_length()
    if length > longest:
        raise CannotClean(Reason.DAMAGED)
    return int.from_bytes(plan.need(at, length, limit), "big") & (1 << 7 * length) - 1, length


def _unsigned(plan: Plan, element: Element | None) -> int:
    if element is None or element.end - element.body > 8:
        raise CannotClean(Reason.DAMAGED)
    return int.from_bytes(plan.read(element.body, element.end - element.body), "big")
