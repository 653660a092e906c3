"""The three paginations of Django REST framework, described by drf-spectacular."""

# Django and its companions have no complete types.
# pyright: basic, reportMissingTypeStubs=false, reportArgumentType=false
# mypy: ignore-errors

import sys

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="not a secret",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=[
        "django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "drf_spectacular"
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    REST_FRAMEWORK={
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
        "PAGE_SIZE": 3,
    },
    SPECTACULAR_SETTINGS={"TITLE": "Pages", "VERSION": "1"},
)  # fmt: skip
django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.urls import path  # noqa: E402
from drf_spectacular.views import SpectacularAPIView  # noqa: E402
from rest_framework import generics, pagination, serializers  # noqa: E402


class GroupSerializer(serializers.ModelSerializer):
    class Meta:
        model = Group
        fields = ("id", "name")


class ByCursor(pagination.CursorPagination):
    ordering = "id"


def listing(paginator):
    """A view of all groups, page by page."""
    members = {
        "queryset": Group.objects.order_by("id"),
        "serializer_class": GroupSerializer,
        "pagination_class": paginator,
    }
    return type(f"{paginator.__name__}View", (generics.ListAPIView,), members).as_view()


urlpatterns = [
    path("page/", listing(pagination.PageNumberPagination)),
    path("offset/", listing(pagination.LimitOffsetPagination)),
    path("cursor/", listing(ByCursor)),
    path("schema/", SpectacularAPIView.as_view()),
]

if __name__ == "__main__":
    from wsgiref.simple_server import make_server

    from django.core.wsgi import get_wsgi_application

    sys.modules.setdefault("__main__", sys.modules[__name__])
    call_command("migrate", verbosity=0)
    for number in range(1, 8):
        Group.objects.create(name=f"group {number}")
    make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()
