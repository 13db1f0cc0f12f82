from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "trama.ui"
    label = "ui"
