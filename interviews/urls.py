"""The readers' pages, after a language prefix."""

from django.urls import path, re_path

from interviews import views

app_name = "interviews"
urlpatterns = [
    path("", views.home, name="home"),
    path("interviews/", views.interview_list, name="interview_list"),
    path("interviews/<slug:accession>/", views.interview, name="interview"),
    re_path(
        r"^interviews/(?P<accession>[-a-zA-Z0-9_]+)/transcript\.(?P<language>[a-z]+)\.(?P<extension>[a-z]+)$",
        views.transcript_file,
        name="transcript_file",
    ),
    path("interviews/<slug:accession>/print/", views.print_page, name="print"),
    path("interviews/<slug:accession>/recording.<int:part>", views.recording, name="recording"),
    path("interviews/<slug:accession>/passage/<str:stretch>/", views.passage, name="passage"),
    re_path(
        r"^interviews/(?P<accession>[-a-zA-Z0-9_]+)/passage/(?P<stretch>[-p0-9]+)/citation\.(?P<kind>[a-z.]+)$",
        views.citation_file,
        name="citation_file",
    ),
    path("collection/", views.collection, name="collection"),
    path("matrix/", views.matrix, name="matrix"),
    path("matrix.csv", views.matrix_file, name="matrix_file"),
    path("themes/", views.theme_list, name="theme_list"),
    path("themes/<slug:code>/", views.theme, name="theme"),
    path("themes/<slug:code>/counts.csv", views.question_counts, name="question_counts"),
    re_path(
        r"^themes/(?P<code>[-a-zA-Z0-9_]+)/passages\.(?P<kind>[a-z]+)$", views.theme_passages, name="theme_passages"
    ),
    path("pages/", views.page_list, name="page_list"),
    path("pages/<slug:slug>/", views.page, name="page"),
    path("paths/<slug:slug>/", views.path, name="path"),
    path("safety/", views.safety, name="safety"),
]
