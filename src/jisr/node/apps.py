"""The node as a Django application."""

from django.apps import AppConfig


class NodeConfig(AppConfig):
    """A party's node: the application that keeps things."""

    name = "jisr.node"
    label = "node"
    default_auto_field = "django.db.models.BigAutoField"
