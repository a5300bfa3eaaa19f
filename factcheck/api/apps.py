from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "factcheck.api"
    label = "api"
    verbose_name = "API access"

    def ready(self) -> None:
        import factcheck.checks  # noqa: F401 - registers the checks of the settings
