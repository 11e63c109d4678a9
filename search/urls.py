"""The search page, the page that explains it, and what it offers while somebody types."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("help/", views.explain, name="help"),
    path("suggest/", views.suggestions, name="suggest"),
]
