from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "trama.deadlines"
    label = "deadlines"
