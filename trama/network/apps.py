from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "trama.network"
    label = "network"
