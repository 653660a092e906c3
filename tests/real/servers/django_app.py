"""A Django REST framework application, described by drf-spectacular; run with ``runserver``."""

# Django and its companions have no complete types.
# pyright: basic, reportMissingTypeStubs=false, reportOptionalSubscript=false
# pyright: reportInvalidTypeArguments=false, reportAttributeAccessIssue=false
# pyright: reportGeneralTypeIssues=false, reportIndexIssue=false, reportArgumentType=false
# mypy: ignore-errors

import sys
import uuid

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="not a secret",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["rest_framework", "drf_spectacular"],
    REST_FRAMEWORK={
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
        "PAGE_SIZE": 2,
    },
    SPECTACULAR_SETTINGS={"TITLE": "Shop", "VERSION": "1", "COMPONENT_SPLIT_REQUEST": True},
)
django.setup()

from django.urls import include, path  # noqa: E402
from drf_spectacular.types import OpenApiTypes  # noqa: E402
from drf_spectacular.utils import OpenApiParameter, extend_schema  # noqa: E402
from drf_spectacular.views import SpectacularAPIView  # noqa: E402
from rest_framework import serializers, status, viewsets  # noqa: E402
from rest_framework.decorators import action, api_view  # noqa: E402
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.routers import DefaultRouter  # noqa: E402


class LineSerializer(serializers.Serializer):
    sku = serializers.CharField()
    count = serializers.IntegerField(min_value=1)


class OrderSerializer(serializers.Serializer):
    id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(max_length=5)
    password = serializers.CharField(write_only=True)
    state = serializers.ChoiceField(choices=["open", "closed"], default="open")
    price = serializers.DecimalField(max_digits=9, decimal_places=2, default="1.10")
    at = serializers.DateTimeField(required=False, allow_null=True)
    day = serializers.DateField(required=False)
    opens = serializers.TimeField(required=False)
    lasts = serializers.DurationField(required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    lines = LineSerializer(many=True, required=False)
    data = serializers.JSONField(required=False)  # pyright: ignore[reportAssignmentType]


class UploadSerializer(serializers.Serializer):
    title = serializers.CharField()
    file = serializers.FileField()


class StoredSerializer(serializers.Serializer):
    name = serializers.CharField()
    size = serializers.IntegerField()
    title = serializers.CharField()


ORDERS = {}


class OrderViewSet(viewsets.ViewSet):
    serializer_class = OrderSerializer

    @extend_schema(
        parameters=[
            OpenApiParameter("state", OpenApiTypes.STR, enum=["open", "closed"]),
            OpenApiParameter("ids", OpenApiTypes.UUID, many=True, style="form", explode=False),
        ],
        responses=OrderSerializer(many=True),
    )
    def list(self, request):
        wanted = [found for found in request.query_params.get("ids", "").split(",") if found]
        found = [o for key, o in ORDERS.items() if not wanted or str(key) in wanted]
        return Response(OrderSerializer(found, many=True).data)

    def create(self, request):
        given = OrderSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        order = {**given.validated_data, "id": uuid.uuid4()}
        ORDERS[order["id"]] = order
        return Response(OrderSerializer(order).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)])
    def retrieve(self, request, pk=None):
        order = ORDERS.get(uuid.UUID(str(pk)))
        if order is None:
            return Response({"detail": "No such order."}, status=404)
        return Response(OrderSerializer(order).data)

    @extend_schema(parameters=[OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)])
    def partial_update(self, request, pk=None):
        given = OrderSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        order = ORDERS[uuid.UUID(str(pk))]
        order.update({name: given.validated_data[name] for name in request.data})
        return Response(OrderSerializer(order).data)

    @extend_schema(parameters=[OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)])
    def destroy(self, request, pk=None):
        ORDERS.pop(uuid.UUID(str(pk)))
        return Response(status=204)

    @extend_schema(request=UploadSerializer, responses=StoredSerializer)
    @action(detail=False, methods=["post"], parser_classes=[MultiPartParser])
    def upload(self, request):
        given = UploadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        file = given.validated_data["file"]
        title = given.validated_data["title"]
        return Response({"name": file.name, "size": file.size, "title": title})


@extend_schema(request=LineSerializer, responses=LineSerializer)
@api_view(["POST"])
def any_way(request):
    """Takes JSON, forms and multipart alike."""
    given = LineSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    return Response({**given.validated_data, "sku": f"{given.validated_data['sku']}"})


any_way.cls.parser_classes = [JSONParser, FormParser, MultiPartParser]

router = DefaultRouter()
router.register("orders", OrderViewSet, basename="order")
urlpatterns = [
    path("api/", include(router.urls)),
    path("api/any-way/", any_way),
    path("schema/", SpectacularAPIView.as_view()),
]

if __name__ == "__main__":
    from wsgiref.simple_server import make_server

    from django.core.wsgi import get_wsgi_application

    sys.modules.setdefault("__main__", sys.modules[__name__])
    make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()
