"""Where everything is."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from archive_site.api import api
from archive_site.health import status

urlpatterns: list[URLPattern | URLResolver] = [path("api/v1/", api.urls), path("health/", status)]

urlpatterns += i18n_patterns(
    path("", include("interviews.urls")),
    path("search/", include("search.urls")),
    path("desk/", include("interviews.desk.urls")),
    path("admin/", admin.site.urls),
    prefix_default_language=True,
)

handler400 = "archive_site.refusals.not_readable"
handler404 = "archive_site.refusals.not_found"
handler500 = "archive_site.refusals.broken"
