"""The English sentences of problems in XML, JSON and other files of programs; ``messages`` joins them in."""

LINES = {
    "lines-are-elements": (
        "The whole file stands on hardly more than one line, so in these remarks the numbers of lines count its"
        " passages: line 37 is the 37th of its kind. Nothing has to be done."
    ),
}

BROKEN = {
    "xml-broken": (
        "Line %(line)s, character %(column)s: the XML is broken there. Export the file again, or correct that line."
    ),
    "xml-dtd": (
        "Line %(line)s: the file defines entities or a document type of its own, which is not read, for safety."
        " Take out what stands between “<!DOCTYPE” and the “]>” after it, or export the file again without it."
    ),
    "xml-too-large": (
        "Line %(line)s: the XML has more than %(limit)s elements, or a tag that is too long, and is not read"
        " further. Split the transcript into parts."
    ),
    "too-deep": (
        "Line %(line)s: parts of the file lie more than %(limit)s deep inside each other. Such a file is no"
        " transcript; export it again from the program that made it."
    ),
    "json-broken": (
        "Line %(line)s, character %(column)s: the JSON is broken there. Export the file again, or correct that line."
    ),
    "json-line": (
        "Line %(line)s is no whole JSON and is left out: “%(text)s”. Correct that line or export the file again; at the"
        " end of a file it means that the file was cut off."
    ),
    "json-too-large": (
        "Line %(line)s: the JSON has more than %(limit)s objects or too many values. Split the transcript into"
        " parts, or export it without the times of single words."
    ),
    "words-to-sentences": (
        "The file gives single words, %(count)s of them; they were put together into %(made)s sentences, each with the"
        " times of its first and last word. Nothing needs to be done."
    ),
    "json-twice": (
        "Line %(line)s: the name “%(name)s” stands twice in one object, so one of its values would be lost. Remove one."
    ),
    "json-number": (
        "The file has “%(value)s” where a number belongs. Write a number such as 12.5, or null, and upload the"
        " file again."
    ),
    "textgrid-broken": (
        "Line %(line)s: something is missing from the TextGrid there. Open it in Praat, save it as a text file and"
        " upload that."
    ),
    "frame-rate-missing": (
        "Line %(line)s: the times are numbers of frames, and the file doesn't say how many frames a second has."
        " Write {1}{1}25 (or the right number) as its first line and upload it again."
    ),
}

LEFT_OUT = {
    "styling-left-out": (
        "Styles and regions of the screen were left out: %(count)s, first on line %(line)s. Nothing has to be done."
    ),
    "pauses-left-out": (
        "Pauses and sounds without a description were left out: %(count)s, first on line %(line)s. Nothing has to"
        " be done."
    ),
    "sounds-kept": (
        "Sounds that the file describes, such as laughter, were put into the text in square brackets: %(count)s,"
        " first on line %(line)s. Take them out if they should not be read."
    ),
    "footnote-marks": (
        "The marks of footnotes were left out: %(count)s, first on line %(line)s. The notes are quoted where they"
        " stand; nothing has to be done."
    ),
    "themes-left-out": (
        "The themes of passages were left out: %(count)s, first on line %(line)s. Themes come in with codings, not"
        " with a transcript."
    ),
    "text-elsewhere": (
        "The file has words in its whole text that are in none of its passages, and they are left out: “%(text)s”."
        " Add them to a passage if they were spoken."
    ),
    "json-item": (
        "Line %(line)s: one of the passages has no text that could be found and is left out: “%(text)s”. Check"
        " that the export is complete."
    ),
    "words-differ": (
        "Line %(line)s: several people speak in this passage, but its words are not those of its text, so it was"
        " not parted: “%(text)s”. Check who speaks."
    ),
    "words-beside": (
        "Line %(line)s: the single words of this passage are not those of its text, which was read: “%(text)s”. Check"
        " which are right."
    ),
    "entity-unknown": (
        "Codes such as &name; that the file doesn't explain were kept as they stand: %(count)s, first on line"
        " %(line)s. Write the characters themselves."
    ),
}

TIMES = {
    "untimed": (
        "Passages without times were kept without: %(count)s, first on line %(line)s. Add times if they should be"
        " found in the recording."
    ),
    "starts-taken": (
        "Passages without a beginning were read as beginning where the one before ends: %(count)s, first on line"
        " %(line)s. Check one of them against the recording."
    ),
    "ends-taken": (
        "Passages without an end were read as ending where the next begins: %(count)s, first on line %(line)s."
        " Check one of them against the recording."
    ),
    "outside-parent": (
        "Line %(line)s: the times (“%(timing)s”) count from the beginning of the part around them, as the standard"
        " says, and begin after its end, at %(start)s. Check them against the recording."
    ),
    "sync-unreadable": (
        "Line %(line)s: the marks of time can't be read (“%(text)s”), so the text was read without times. Export"
        " the record again if it should have them."
    ),
    "sync-mark": (
        "Line %(line)s: mark of time %(number)s (“%(mark)s”) does not fit the text and was left out. Check the"
        " times near it against the recording."
    ),
}

VOICES = {
    "speaker-too-long": (
        "Line %(line)s: the name of a speaker is longer than %(limit)s characters and was kept as text:"
        " “%(text)s”. Shorten the name."
    ),
    "voices-parted": (
        "Line %(line)s: %(count)s voices share one passage; it was parted by the times of its words. Nothing has"
        " to be done."
    ),
    "tiers-read": (
        "The file has several tiers, and all were read as passages, with the name of the tier or of the"
        " participant as the speaker: %(tiers)s. Take out the tiers that are not speech, such as single sounds,"
        " before you upload it."
    ),
    "other-language": (
        "Line %(line)s: the file has a second text (“%(language)s”) with %(count)s passages, which is not part of"
        " this transcript. Import it as a translation."
    ),
    "index-points": (
        "Line %(line)s: the file has a table of contents with %(count)s points. They are proposed as chapters, and as"
        " codings where a keyword is the name of a theme; accept them at the desk to have readers see them."
    ),
}

STRUCTURE = {**LINES, **BROKEN, **LEFT_OUT, **TIMES, **VOICES}
