"""Where everything of a node is found."""

from django.urls import include, path

urlpatterns = [path("", include("jisr.web.urls"))]
