"""The ASGI application."""

from django.core.asgi import get_asgi_application

from archive_site.environment import prepare

prepare()
application = get_asgi_application()
