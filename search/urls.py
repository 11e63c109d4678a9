"""The search page and the page that explains it."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("help/", views.explain, name="help"),
]
