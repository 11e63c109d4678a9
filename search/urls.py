"""The search page, the page that explains it, and what it offers while somebody types."""

from django.urls import path, re_path

from search import list_views, views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("help/", views.explain, name="help"),
    path("lines/", list_views.lines, name="lines"),
    re_path(r"^passages\.(?P<kind>[a-z]+)$", list_views.results_file, name="file"),
    path("suggest/", views.suggestions, name="suggest"),
]
