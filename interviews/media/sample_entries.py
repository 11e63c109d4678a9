"""The sample descriptions of MP4: which codecs are known, and what their entries need."""

from interviews.media.boxes import Box, boxes, free
from interviews.media.plan import CannotClean, Plan, Reason
from interviews.media.xiph import clean_flac_blocks

_PICTURES = (b"avc1", b"avc3", b"hvc1", b"hev1", b"vp08", b"vp09", b"av01", b"mp4v")
_SOUND = (b"mp4a", b"Opus", b"fLaC", b"alac", b".mp3", b"ac-3", b"ec-3")
_STILLS = (b"jpeg", b"png ", b"mjpa", b"mjpb", b"gif ", b"tiff")
_NEEDED = (
    *(b"avcC", b"hvcC", b"vpcC", b"av1C", b"esds", b"dOps", b"dac3", b"dec3", b"alac"),
    *(b"dvcC", b"dvvC", b"pasp", b"clap", b"fiel", b"btrt", b"chan", b"SmDm", b"CoLL", b"mdcv", b"clli"),
)
_LONGEST = 64 * 1024


def is_still(plan: Plan, description: Box) -> bool:
    """Tell whether a track holds still pictures, such as covers and pictures of chapters."""
    entries = list(boxes(plan, description.body + 8, description.end))
    return bool(entries) and all(entry.kind in _STILLS for entry in entries)


def clean_description(plan: Plan, box: Box) -> None:
    """Keep of each entry what decoding needs; raise :class:`CannotClean` for codecs that browsers don't play."""
    plan.need(box.body, 8, box.end)
    end = box.body + 8
    for entry in boxes(plan, end, box.end):
        if entry.kind in _PICTURES:
            plan.need(entry.body, 78, entry.end)
            plan.blank(entry.body + 16, entry.body + 24)  # vendor and qualities
            plan.blank(entry.body + 42, entry.body + 74)  # the name of the compressor
            _extensions(plan, entry.body + 78, entry.end)
        elif entry.kind in _SOUND:
            _extensions(plan, _after_sound_fields(plan, entry), entry.end)
        else:
            raise CannotClean(Reason.UNKNOWN)
        end = entry.end
    plan.blank(end, box.end)


def _after_sound_fields(plan: Plan, entry: Box) -> int:
    """Return where the boxes of a sound entry begin; QuickTime's versions 1 and 2 have more fields before them."""
    version = int.from_bytes(plan.need(entry.body, 28, entry.end)[8:10], "big")
    plan.blank(entry.body + 12, entry.body + 16)  # vendor
    if version == 2:
        plan.need(entry.body, 64, entry.end)
        return entry.body + 64
    if version == 1:
        plan.need(entry.body, 44, entry.end)
        return entry.body + 44
    return entry.body + 28


def _extensions(plan: Plan, start: int, end: int, *, inside_wave: bool = False) -> None:
    at = start
    for box in boxes(plan, start, end):
        at = box.end
        if box.end - box.body > _LONGEST:
            free(plan, box)
        elif box.kind == b"dfLa":
            plan.need(box.body, 4, box.end)
            clean_flac_blocks(plan, box.body + 4, box.end)
        elif box.kind == b"wave" and not inside_wave:
            _extensions(plan, box.body, box.end, inside_wave=True)
        elif box.kind == b"colr":
            _colours(plan, box)
        elif box.kind == b"esds":
            _elementary_stream(plan, box)
        elif box.kind in (b"frma", b"mp4a", b"\0\0\0\0") and inside_wave:
            plan.blank(box.body + 4, box.end)
        elif box.kind not in _NEEDED:
            free(plan, box)
    plan.blank(at, end)


def _elementary_stream(plan: Plan, box: Box) -> None:
    """Keep the one descriptor that the box holds (ISO/IEC 14496-1, 7.2.6.5), as long as it says."""
    content = plan.need(box.body, box.end - box.body, box.end)
    if content[4:5] != b"\x03" or b"vorbis" in content:  # Vorbis keeps its comments there
        raise CannotClean(Reason.UNKNOWN)
    length, at = 0, 5
    while at < min(9, len(content)):
        length, at = length << 7 | content[at] & 0x7F, at + 1
        if not content[at - 1] & 0x80:
            break
    if at + length > len(content):
        raise CannotClean(Reason.DAMAGED)
    plan.blank(box.body + at + length, box.end)


def _colours(plan: Plan, box: Box) -> None:
    """Keep numbers that name colours; a colour profile of a device goes."""
    if plan.need(box.body, 4, box.end) in (b"nclx", b"nclc"):
        plan.blank(box.body + 11, box.end)
    else:
        free(plan, box)
