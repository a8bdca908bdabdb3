"""A bare Django site: one page for who has a session, with one query. What a node's pages are held against.

Its settings are those that `startproject` writes; it is served by the server that serves nodes.
"""

import sys
from pathlib import Path
from typing import Any

from jisr.cli.serving import THREADS

PAGE = "<!doctype html><title>{{ user.username }}</title><p>{% for each in found %}{{ each }}{% endfor %}</p>"


def _configure(place: Path) -> None:
    from django.conf import settings

    settings.configure(
        SECRET_KEY="bare",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": place, "CONN_MAX_AGE": None}},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )


def page(request: Any) -> Any:
    """Show who is signed in, which is one query besides those of the session, and one query's rows."""
    from django.contrib.auth.models import User
    from django.http import HttpResponse
    from django.template import engines

    found = list(User.objects.order_by("pk").values_list("username", flat=True)[:1])
    return HttpResponse(engines["django"].from_string(PAGE).render({"user": request.user, "found": found}, request))


def _urls() -> list[Any]:
    from django.urls import path

    return [path("", page)]


def __getattr__(name: str) -> Any:
    if name == "urlpatterns":
        return _urls()
    raise AttributeError(name)


def main() -> None:
    """Serve on the port that the arguments name; print the session's cookie first."""
    _configure(Path(sys.argv[1]))
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.test import Client
    from waitress import serve

    call_command("migrate", verbosity=0)
    client = Client()
    client.force_login(User.objects.create(username="somebody"))  # type: ignore[arg-type]  # the site's own user
    sys.stdout.write(f"sessionid={client.cookies['sessionid'].value}\n")
    sys.stdout.flush()
    serve(get_wsgi_application(), host="127.0.0.1", port=int(sys.argv[2]), threads=THREADS, _quiet=True)


if __name__ == "__main__":
    main()
