from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "trama.consent"
    label = "consent"
