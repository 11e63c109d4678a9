"""The WSGI application."""

from django.core.wsgi import get_wsgi_application

from archive_site.environment import prepare

prepare()
application = get_wsgi_application()

from interviews import purging  # noqa: E402 - models can be imported only now

# An older copy of the database must not be served before what was purged since is purged again.
purging.apply_news()
