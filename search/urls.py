"""The search page, and what it offers while somebody types."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [path("", views.search, name="search"), path("suggest/", views.suggestions, name="suggest")]
