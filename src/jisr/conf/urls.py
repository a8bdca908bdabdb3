"""Where everything of a node is found."""

from django.urls import include, path

urlpatterns = [path("", include("jisr.web.urls"))]
handler400 = "jisr.web.views.errors.bad_request"
handler403 = "jisr.web.views.errors.forbidden"
handler404 = "jisr.web.views.errors.not_found"
handler500 = "jisr.web.views.errors.failed"
