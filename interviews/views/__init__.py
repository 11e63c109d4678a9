"""The readers' pages. Each chooses public rows and a template; none writes, none knows who asks."""

from interviews.views.codebook import theme, theme_list
from interviews.views.collection import collection
from interviews.views.editorial import page, page_list, path
from interviews.views.files import recording, transcript_file
from interviews.views.front import home, safety
from interviews.views.interview import interview
from interviews.views.listing import interview_list
from interviews.views.matrix import matrix, matrix_file
from interviews.views.passage import citation_file, passage
from interviews.views.printing import print_page
from interviews.views.theme_files import question_counts, theme_passages

__all__ = [
    "citation_file",
    "collection",
    "home",
    "interview",
    "interview_list",
    "matrix",
    "matrix_file",
    "page",
    "page_list",
    "passage",
    "path",
    "print_page",
    "question_counts",
    "recording",
    "safety",
    "theme",
    "theme_list",
    "theme_passages",
    "transcript_file",
]
