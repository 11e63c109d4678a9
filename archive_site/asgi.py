"""The ASGI application."""

from concurrent.futures import ThreadPoolExecutor

from django.core.asgi import get_asgi_application

from archive_site.environment import prepare

prepare()
application = get_asgi_application()

from interviews import purging  # noqa: E402 - models can be imported only now

# An older copy of the database must not be served before what was purged since is purged again. In a thread of its own,
# because servers import this module within their event loop.
with ThreadPoolExecutor(1) as threads:
    threads.submit(purging.apply_news).result()
