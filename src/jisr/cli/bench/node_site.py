"""A node's pages alone, without its worker: what is measured is the pages."""

import sys

from jisr.cli.entering import enter
from jisr.cli.serving import THREADS


def main() -> None:
    """Serve on the port that the arguments name; print the cookie of an officer's session first."""
    enter(None)
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.test import Client
    from waitress import serve

    from jisr.node import models

    client = Client()
    client.force_login(models.Officer.objects.get(username=sys.argv[2]))
    name = settings.SESSION_COOKIE_NAME
    sys.stdout.write(f"{name}={client.cookies[name].value}\n")
    sys.stdout.flush()
    serve(get_wsgi_application(), host="127.0.0.1", port=int(sys.argv[1]), threads=THREADS, _quiet=True)


if __name__ == "__main__":
    main()
