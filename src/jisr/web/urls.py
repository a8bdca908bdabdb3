"""The pages of a node, and the door of the exchange."""

from django.urls import path
from django.views.i18n import set_language

from jisr.web.views import acts, dossiers, exchange, home, opening

urlpatterns = [
    path("", home.start, name="start"),
    path("sign-in/", home.SignIn.as_view(), name="sign-in"),
    path("sign-out/", home.SignOut.as_view(), name="sign-out"),
    path("language/", set_language, name="set_language"),
    path("health/", home.health, name="health"),
    path("my-work/", home.my_work, name="my-work"),
    path("f/<slug:framework>/", dossiers.framework_page, name="framework"),
    path("f/<slug:framework>/dossiers/", dossiers.dossier_list, name="dossiers"),
    path("f/<slug:framework>/d/<str:code>/", dossiers.dossier_page, name="dossier"),
    path("f/<slug:framework>/d/<str:code>/act/<str:act>/", acts.do_act, name="act"),
    path("f/<slug:framework>/open/<path:procedure>/", opening.open_dossier, name="open"),
    path("f/<slug:framework>/e/<str:entry>/proof.json", dossiers.proof, name="proof"),
    path("exchange/<slug:framework>", exchange.exchange, name="exchange"),
]
