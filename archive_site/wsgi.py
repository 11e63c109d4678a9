"""The WSGI application."""

from django.core.wsgi import get_wsgi_application

from archive_site.environment import prepare

prepare()
application = get_wsgi_application()
