"""What is said of documents, tables and packages; ``messages`` joins it to the rest."""

PACKAGES = {
    "package-damaged": (
        "%(name)s is %(kind)s that is damaged or not whole. Save it once more in the program it comes from, and upload"
        " the new file."
    ),
    "package-locked": (
        "%(name)s is locked with a password. Save it without one in the program it comes from, and upload that."
    ),
    "package-too-many": (
        "%(name)s holds more than %(limit)s parts. Copy the text into a new document and upload that; or save the"
        " transcript as plain text (.txt)."
    ),
    "package-too-large": (
        "%(name)s unpacks to more than %(limit)s MB. Copy the text without pictures into a new document and upload"
        " that; or save the transcript as plain text (.txt)."
    ),
    "package-bomb": (
        "The part “%(part)s” of %(name)s is packed more than %(ratio)s times smaller than it is. Copy the text into a"
        " new document and upload that; or save the transcript as plain text (.txt)."
    ),
    "package-twice": (
        "The part “%(part)s” is twice in %(name)s, as “%(other)s” too. Save it once more in the program it comes from,"
        " and upload the new file."
    ),
    "package-name": (
        "The part “%(part)s” of %(name)s has a name that leads out of the file. Save it once more in the program it"
        " comes from, and upload the new file."
    ),
    "package-method": (
        "The part “%(part)s” of %(name)s is packed in an unusual way. Save it once more in the program it comes from,"
        " and upload the new file."
    ),
    "package-part-damaged": (
        "The part “%(part)s” of the file is damaged in its line %(row)s. Save the file once more in the program it"
        " comes from, and upload the new file."
    ),
    "package-doctype": (
        "The part “%(part)s” of the file has a document type, which no such file needs and which can be harmful. Save"
        " the file once more in the program it comes from, and upload the new file."
    ),
    "package-too-deep": (
        "The part “%(part)s” of the file has more than %(limit)s levels. Copy the text into a new document and upload"
        " that; or save the transcript as plain text (.txt)."
    ),
    "package-too-long": (
        "The part “%(part)s” of the file has more than %(limit)s elements. Split the transcript into parts, or save it"
        " as plain text (.txt)."
    ),
}

DOCUMENTS = {
    "title-left-out": (
        "Paragraph %(line)s: the title that the archive wrote above the words is left out: “%(text)s”. Nothing has to"
        " be done."
    ),
    "text-too-long": (
        "The text has more than %(limit)s characters; reading stopped at %(line)s. Split the transcript into parts."
    ),
    "paragraph-too-long": (
        "Paragraph %(line)s has a line of %(length)s characters; at most %(limit)s are read. Break it into paragraphs"
        " and try again."
    ),
    "lines-are-paragraphs": (
        "In these remarks the numbers of lines count the paragraphs of the document, empty ones too. Nothing has to be"
        " done."
    ),
    "lines-are-rows": (
        "In these remarks the numbers of lines are those of the rows of the table. Nothing has to be done."
    ),
    "deletions-left-out": (
        "Words that were deleted while changes were tracked are left out: %(count)s, first in paragraph %(line)s. If"
        " they should stand, reject the deletion in the document and upload it again."
    ),
    "insertions-taken": (
        "Insertions that were tracked were taken as if they were accepted: %(count)s, first in paragraph %(line)s. If"
        " they should not stand, reject them in the document and upload it again."
    ),
    "hidden-left-out": (
        "Hidden words are left out: %(count)s, first in paragraph %(line)s. If they should stand, make them visible in"
        " the document and upload it again."
    ),
    "comments-left-out": (
        "Comments are left out (%(count)s words). Put into the text what was spoken; nothing else has to be done."
    ),
    "properties-left-out": (
        "The properties of the file, such as its author and title, are left out. Nothing has to be done."
    ),
    "header-footer": (
        "What stands above and below the pages is left out: “%(text)s”. Put into the text what was spoken; nothing else"
        " has to be done."
    ),
    "footnote-inlined": (
        "Paragraph %(line)s: a footnote was put into the text, in square brackets: “%(text)s”. Remove it there if it is"
        " not needed."
    ),
    "pictures-left-out": (
        "Pictures, drawings and frames are left out, the words in text boxes are kept: %(count)s, first in paragraph"
        " %(line)s. Write down what pictures say if it belongs to the transcript."
    ),
    "embedded-left-out": (
        "Other files that are embedded in the document are left out: %(count)s, first in paragraph %(line)s. Upload"
        " them on their own if they belong to the transcript."
    ),
    "list-marks": (
        "Numbers and signs of lists are made by the program and are not kept: %(count)s, first in paragraph %(line)s."
        " Type them if they were spoken."
    ),
    "symbol-unknown": (
        "Signs from a typeface of symbols can't be read and are shown as �: %(count)s, first in paragraph %(line)s."
        " Replace them in the document by ordinary characters."
    ),
    "outside-table": (
        "Paragraph %(line)s: text outside the table is left out: “%(text)s”. Put it into a row of the table if it was"
        " spoken."
    ),
}

TABLES = {
    "columns-unsure": (
        "The file is a table, and it is not certain which of its columns holds what. Choose the columns and send it"
        " again."
    ),
    "table-unclear": (
        "The table does not show where its words are: %(columns)s. Give it a first row that names its columns: start,"
        " end, speaker, text."
    ),
    "column-text": ("The table has no column of words: %(columns)s. Name the column text, or say which one it is."),
    "column-unknown": (
        "There is no column “%(column)s”. Use one of these: %(columns)s; or the number or letter of the column."
    ),
    "column-role": "There is no role “%(role)s” for a column. Use one of these: %(known)s.",
    "too-many-cells": (
        "The table has more than %(limit)s cells; reading stopped at line %(line)s. Keep only the columns of the"
        " transcript, or split it into parts."
    ),
    "too-many-columns": (
        "The table has %(count)s columns that are not of the transcript; at most %(limit)s are read. Keep only start,"
        " end, speaker and text."
    ),
    "cell-too-long": (
        "Line %(line)s: a cell has a line of %(length)s characters; at most %(limit)s are read. Break it into rows and"
        " try again."
    ),
    "table-before": (
        "Line %(line)s: text above the table is left out: “%(text)s”. Put it into a row of the table if it was spoken."
    ),
    "column-language": (
        "The column “%(column)s” is in another language and is left out (%(count)s texts). To read it, upload the file"
        " once more and choose that language."
    ),
    "column-left-out": (
        "The column “%(column)s” is left out: “%(text)s”. If these are the words of the transcript, name the column"
        " text and upload the file again."
    ),
    "column-numbers": "The column “%(column)s” holds no words and is left out. Nothing has to be done.",
    "columns-empty": "Columns in which nothing is written are left out: “%(columns)s”. Nothing has to be done.",
    "row-empty": ("Line %(line)s: a row without words is left out: “%(text)s”. Add its words if there should be some."),
    "quotes-uneven": (
        "Line %(line)s: quotation marks around a cell are not closed, or stand inside its words; they were read as they"
        " are. Check the words there and below."
    ),
    "unit-milliseconds": (
        "Line %(line)s: times are whole numbers and were read as milliseconds. Write “start (s)” and “end (s)” in the"
        " first row if they are seconds."
    ),
    "unit-seconds": (
        "Line %(line)s: times are whole numbers and were read as seconds. Write “start (ms)” and “end (ms)” in the"
        " first row if they are milliseconds."
    ),
    "frames-taken": (
        "Line %(line)s: times end in numbers of frames; they were read at %(rate)s frames a second. Check one of them"
        " against the recording."
    ),
    "time-shown-short": (
        "Times without seconds were read as minutes and seconds, as they are written: %(count)s, first in row %(line)s."
        " If they are hours and minutes, add the seconds."
    ),
    "formulas": (
        "Cells with formulas were read by their last result: %(count)s, first in row %(line)s. Check that the results"
        " are up to date."
    ),
    "cell-comments": (
        "Comments on cells are left out: %(count)s, first in row %(line)s. Put into the table what was spoken; nothing"
        " else has to be done."
    ),
    "sheet-comments": (
        "Comments on cells are left out on %(count)s sheets. Put into the table what was spoken; nothing else has to be"
        " done."
    ),
    "rows-hidden": (
        "Hidden or filtered rows are left out: %(count)s, first row %(line)s. If they should stand, show them in the"
        " table and upload it again."
    ),
    "columns-hidden": (
        "Cells in hidden columns are left out: %(count)s, first in row %(line)s. If they should stand, show the columns"
        " in the table and upload it again."
    ),
    "sheet-hidden": (
        "The hidden sheet “%(sheet)s” is left out (%(count)s rows). If it should be read, show it and upload the file"
        " again."
    ),
    "sheet-left-out": (
        "The sheet “%(sheet)s” is left out: “%(text)s”. Put it into the record of the interview if it is needed."
    ),
    "sheet-transcript-left-out": (
        "The sheet “%(sheet)s” is a transcript too and is left out: “%(text)s”. Save it as a file of its own and upload"
        " that."
    ),
}

LANGUAGES = {
    "mixed-language": (
        "The words are in several languages: %(shares)s. Choose the one that most is said in; parts in another language"
        " stay as they are."
    ),
}
