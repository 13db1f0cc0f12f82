"""The gallery's addresses and one more, for tests of `ui` by itself."""

from django.urls import path

from trama.ui.views import gallery_page

urlpatterns = [
    path("ui/", gallery_page, name="gallery"),
    path("ui/agenda/", gallery_page, {"page": "agenda"}, name="gallery-agenda"),
    path("ui/<slug:page>/", gallery_page, name="gallery-page"),
]
