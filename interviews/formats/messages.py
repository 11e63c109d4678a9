"""The English sentences of every problem, by code; other languages translate the templates.

A template is filled in with ``%``; each names the fault and the remedy, and quotes what is left out. Each may use
``line``, which is always among the parameters.
"""

from .document_messages import DOCUMENTS, LANGUAGES, PACKAGES, TABLES
from .structured_messages import STRUCTURE

WHOLE_FILE = {
    "empty": "The file is empty. Export the transcript again and upload the new file.",
    "too-large": "The file has %(size)s MB; at most %(limit)s MB are read. Split the transcript into parts.",
    "too-many-lines": ("The file has %(count)s lines; at most %(limit)s are read. Split the transcript into parts."),
    "line-too-long": (
        "Line %(line)s has %(length)s characters; at most %(limit)s are read. Break it into paragraphs and try again."
    ),
    "too-many-cues": (
        "The file has more than %(limit)s cues; reading stopped at line %(line)s. Split the transcript into parts."
    ),
    "cue-too-long": (
        "Line %(line)s: a passage has more than %(limit)s characters. Break it into paragraphs, or give its parts"
        " times of their own, and try again."
    ),
    "too-many-problems": (
        "More than %(limit)s faults were found by line %(line)s, so the file is probably not what it seems to"
        " be. Open it in the program that made it and export it again as WebVTT, SRT or text."
    ),
    "not-a-transcript": (
        "%(name)s is %(kind)s, not a transcript. Upload the transcript as WebVTT (.vtt), SRT (.srt) or plain"
        " text (.txt)."
    ),
    "not-read-yet": (
        "%(name)s is %(kind)s, which can't be read. Save the transcript as WebVTT (.vtt), SRT (.srt) or plain"
        " text (.txt) and upload that."
    ),
    "encoding-unknown": (
        "There is no encoding “%(encoding)s” here. Use one of these: %(known)s; or leave it out to have it recognised."
    ),
    "encoding-wrong": (
        "Line %(line)s can't be read as %(encoding)s: byte %(byte)s does not belong there. Say another"
        " encoding, or leave it out to have it recognised."
    ),
    "cut-off": (
        "Line %(line)s: the file ends in the middle of a letter, so it was cut off there. Get the whole file if words"
        " are missing at its end."
    ),
    "encoding-mixed": (
        "Line %(line)s has byte %(byte)s, which is not %(encoding)s like the rest of the file: two encodings"
        " are mixed. Correct that line, save the file as UTF-8 and upload it again."
    ),
    "encoding-unsure": (
        "The file is not UTF-8 (line %(line)s, byte %(byte)s), and its letters don't tell which encoding it"
        " is. Say which: %(candidates)s; or save the file as UTF-8; or this is not a text file."
    ),
}

ENCODINGS = {
    "encoding-taken": (
        "The file is not UTF-8; it was read as %(encoding)s. If letters look wrong, say which encoding it is."
    ),
    "encoding-mark": (
        "The file begins with the mark of %(mark)s but was read as %(encoding)s, as asked. If letters look"
        " wrong, leave the encoding out."
    ),
}

CHARACTERS = {
    "invisible-nul": (
        "NUL characters were removed: %(count)s, first on line %(line)s. Check the words there, the file may"
        " be damaged."
    ),
    "invisible-control": (
        "Control characters were removed: %(count)s, first on line %(line)s. Check that no words run together there."
    ),
    "invisible-zero-width": (
        "Invisible zero-width characters were removed: %(count)s, first on line %(line)s. Nothing visible has changed."
    ),
    "invisible-soft-hyphen": (
        "Soft hyphens were removed: %(count)s, first on line %(line)s. Nothing visible has changed, words are"
        " found now."
    ),
    "invisible-bidi": (
        "Characters that change the direction of writing were removed: %(count)s, first on line %(line)s."
        " Check that the text there reads in the right order."
    ),
    "marks-piled-up": (
        "More than 30 combining marks stood on one letter; the marks past the thirtieth were removed:"
        " %(count)s, first on line %(line)s. Correct the letter if it is spoilt."
    ),
    "letters-halved": (
        "Halves of letters stand where whole ones belong: %(count)s, first on line %(line)s. Each is shown as �;"
        " write the letter there anew."
    ),
    "entities-decoded": (
        "Codes such as &amp; or &#39; were turned into the characters they stand for: %(count)s, first on"
        " line %(line)s. Correct the text if a code itself was meant."
    ),
}

TIMES = {
    "comma-decimals": (
        "Seconds are written with a comma, WebVTT has a point: %(count)s times, first on line %(line)s. They"
        " were read; nothing has to be done."
    ),
    "fraction-colon": (
        "Thousandths of a second stand after a colon or semicolon: %(count)s, first on line %(line)s. They were read;"
        " write a dot or comma there so that players read them too."
    ),
    "fraction-digits": (
        "Seconds don't have three digits after the point: %(count)s times, first on line %(line)s. They were"
        " read as decimals (.5 is half a second); check one of them against the recording."
    ),
    "fraction-missing": (
        "Times have no milliseconds: %(count)s times, first on line %(line)s. They were read as whole"
        " seconds; nothing has to be done."
    ),
    "time-spaces": (
        "There are spaces inside times: %(count)s times, first on line %(line)s. They were read; nothing has"
        " to be done."
    ),
    "arrow-odd": ("Line %(line)s has “%(arrow)s” where --> belongs. It was read as a cue; correct it if it is text."),
    "arrow-in-text": (
        "Line %(line)s has an arrow but no times; it was kept as text: “%(text)s”. If a cue should begin"
        " there, correct its times."
    ),
    "minutes-over-59": (
        "Line %(line)s has %(value)s minutes in a time; it was read as that many minutes. Check it against"
        " the recording."
    ),
    "seconds-over-59": (
        "Line %(line)s has %(value)s seconds in a time; it was read as that many seconds. Check it against"
        " the recording."
    ),
    "hours-over-99": (
        "Line %(line)s begins after more than 99 hours. The time was kept; check it against the recording."
    ),
    "time-unreadable": (
        "Line %(line)s has no readable times (“%(timing)s”), so its cue is left out: “%(text)s”. Write the"
        " times like 00:01:23.450 --> 00:01:25.000 and upload the file again."
    ),
    "time-wrong": (
        "Line %(line)s: the times can't be read (“%(timing)s”), so the passage is left out: “%(text)s”. Write them as"
        " the file writes its other times and upload it again."
    ),
    "time-ambiguous": (
        "Line %(line)s can be read as minutes or as hours (“%(timing)s”), so its cue is left out: “%(text)s”."
        " Write the times with hours, like 02:00:00.000, and upload the file again."
    ),
    "time-too-late": (
        "Line %(line)s begins or ends after more than 596 hours (“%(timing)s”), so its cue is left out:"
        " “%(text)s”. Correct the times and upload the file again."
    ),
    "time-negative": (
        "Line %(line)s lies before the beginning of the recording (“%(timing)s”), so its cue is left out:"
        " “%(text)s”. Correct the times and upload the file again."
    ),
    "start-negative": (
        "Line %(line)s begins before the recording does (“%(timing)s”); it was read as beginning at 0. Check the times."
    ),
    "ends-before-start": (
        "Line %(line)s ends before it begins (“%(timing)s”), so its cue is left out: “%(text)s”. Correct the"
        " times and upload the file again."
    ),
    "seconds-impossible": (
        "Line %(line)s has %(value)s seconds in a time (“%(timing)s”), so its cue is left out: “%(text)s”. Seconds go"
        " up to 59: correct the time and upload the file again."
    ),
    "timing-rest": (
        "Line %(line)s has more than times and settings: “%(text)s” is left out. If these are words, put them"
        " on a line of their own below the times."
    ),
    "timing-words": (
        "Line %(line)s has words beside its times; they were read as the cue's first line: “%(text)s”."
        " Correct the cue if they don't belong to it."
    ),
    "zero-length": ("Line %(line)s: the cue ends when it begins. It was kept; correct its end if it should be seen."),
    "overlap": (
        "Line %(line)s: the cue begins before the cue of line %(other)s ends. Both were kept; correct the"
        " times if they were not spoken together."
    ),
    "unsorted": (
        "Line %(line)s: the cue begins before the cue of line %(other)s, which stands above it. Their order"
        " in the file was kept; check the times."
    ),
}

CUES = {
    "no-cues": "The file has no cue that could be kept. Check that the export is complete and upload it again.",
    "cue-empty": (
        "Line %(line)s: the cue has times but no words and is left out. Add its words if there should be some."
    ),
    "before-first-cue": (
        "Line %(line)s: text before the first cue is left out: “%(text)s”. Give it times if it was spoken."
    ),
    "text-after-blank": (
        "Line %(line)s: text after a blank line was added to the cue above it: “%(text)s”. Give it times of"
        " its own if it is another cue."
    ),
    "text-without-time": (
        "Line %(line)s: text without a time was added to the passage above it: “%(text)s”. Give it a time of its own if"
        " it is another passage."
    ),
    "number-odd": (
        "Line %(line)s: cue number %(number)s does not follow %(previous)s. Numbers are not kept; check that"
        " no cue is missing."
    ),
    "identifier": (
        "Line %(line)s: the name of a cue is left out: “%(text)s”. If these are words, put them below the times."
    ),
    "identifier-code": "Line %(line)s: the name of a cue is left out: “%(text)s”. Nothing has to be done.",
    "more-like-it": (
        "%(count)s more lines have the same fault as line %(first)s. See what is said there and check lines %(lines)s."
    ),
    "header-late": (
        "Line %(line)s: WEBVTT should be the very first thing in a file. The file was read as WebVTT; remove"
        " what stands before it so that players read it too."
    ),
    "header-case": (
        "Line %(line)s: “%(text)s” should be WEBVTT in capitals. The file was read as WebVTT; correct it so"
        " that players read it too."
    ),
    "header-text": (
        "Line %(line)s: the header is left out: “%(text)s”. Put it into the record of the interview if it is needed."
    ),
    "note": "Line %(line)s: a note is left out: “%(text)s”. Give it times if it was spoken.",
    "style": "Line %(line)s: a style sheet is left out: “%(text)s”. Nothing has to be done.",
    "region": "Line %(line)s: a screen region is left out: “%(text)s”. Nothing has to be done.",
}

MARKUP = {
    "override-codes": (
        "Subtitle codes such as {\\an8} were left out: %(count)s, first on line %(line)s. Nothing has to be done."
    ),
    "tag-kept": (
        "Words in angle brackets that are no markup were kept as text: %(count)s, first on line %(line)s."
        " Correct the text if they are markup."
    ),
    "tag-unclosed": (
        "Line %(line)s: a “<” is not closed by “>”. Everything after it was kept as text: “%(text)s”. Correct"
        " the text if it was markup."
    ),
    "tag-annotation": (
        "Line %(line)s: words inside a tag are left out: “%(text)s”. Take them out of the angle brackets if"
        " they were spoken."
    ),
    "voice-too-long": (
        "Line %(line)s: the name of a speaker is longer than %(limit)s characters and was kept as text:"
        " “%(text)s”. Close the tag after the name."
    ),
    "rolled": (
        "From line %(line)s on the captions roll: each shows the line before once more. Every line was taken once;"
        " shown again and left out: %(count)s. Nothing has to be done."
    ),
    "voices-split": (
        "Line %(line)s: %(count)s voices share one cue; each became a cue of its own with the same times."
        " Nothing has to be done."
    ),
}

TEXT = {
    "label-once": (
        "Line %(line)s: “%(label)s” stands before a colon only once and was read as the speaker. Correct the"
        " speaker if it is text."
    ),
    "label-kept": (
        "Line %(line)s: “%(label)s” stands before a colon but was read as words of “%(speaker)s”. Correct the speaker"
        " if somebody else speaks here."
    ),
    "label-empty": (
        "Line %(line)s: “%(label)s” is named as the speaker, but no words follow and it is left out. Add them if"
        " there should be some."
    ),
    "front-matter": (
        "Line %(line)s: the description at the top is left out: “%(text)s”. Put it into the record of the"
        " interview if it is needed."
    ),
    "heading": "Line %(line)s: a heading is left out: “%(text)s”. Remove the # signs if it was spoken.",
    "before-first-stamp": (
        "Line %(line)s: the text before the first time stamp has no time. It was kept; put a time stamp"
        " before it if it was spoken."
    ),
    "end-estimated": (
        "Line %(line)s: no later time stamp ends this passage; its length was estimated from its words: %(seconds)s s."
        " Add a time stamp below it if the end matters."
    ),
    "times-shared-out": (
        "Passages without a time stamp of their own got times reckoned from their words: %(count)s, first on"
        " line %(line)s. Add time stamps if exact times matter."
    ),
    "stamp-unsorted": (
        "Line %(line)s: the time stamp is earlier than the one on line %(other)s. Both passages were kept;"
        " check the times."
    ),
    "stamp-backwards": (
        "Line %(line)s: the passage ends before it begins (“%(timing)s”). Its end was reckoned from its"
        " words; correct the time stamp."
    ),
    "stamp-empty": "Line %(line)s: the time stamp has no words after it. It only ends the passage above it.",
    "stamps-inside": (
        "Time stamps stand among the words and were kept as text: %(count)s, in lines %(lines)s. Begin a line with each"
        " to give the words after it their time, and upload the file again."
    ),
    "stamp-doubtful": (
        "These lines look like time stamps but were read as text: %(lines)s. If they are time stamps, write them like"
        " [00:00:05], in ascending order, and upload the file again."
    ),
}

SHEETS = {
    "sheet": (
        "This is a translation sheet of %(accession)s: version %(version)s of the words in “%(language)s”, translated"
        " into “%(into)s”. Save it as the transcript in that language."
    ),
    "sheet-column": (
        "The column “%(language)s” has the words that were translated. They are not read; they were: “%(text)s”."
    ),
    "sheet-empty": (
        "These rows have no translation and are left out: %(lines)s (%(count)s in all). Fill them in if they should be"
        " read, and upload the sheet again."
    ),
}

MESSAGES: dict[str, str] = {
    **WHOLE_FILE,
    **ENCODINGS,
    **CHARACTERS,
    **TIMES,
    **CUES,
    **MARKUP,
    **TEXT,
    **PACKAGES,
    **DOCUMENTS,
    **TABLES,
    **LANGUAGES,
    **SHEETS,
    **STRUCTURE,
}
OF_A_LINE = {**CHARACTERS, **TIMES, **CUES, **MARKUP, **TEXT}
# What is said of a file as a whole: the line of such a problem, 1, means nothing.
OF_WHOLE_FILE = frozenset(
    code for code, text in MESSAGES.items() if code == "no-cues" or (code not in OF_A_LINE and "%(line)s" not in text)
)
