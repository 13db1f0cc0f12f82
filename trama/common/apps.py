from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "trama.common"
    label = "common"
