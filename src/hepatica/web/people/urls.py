"""Addresses: the delegation log, who could do what on a day, registers, the signer's statement, privacy, redaction, copies."""

from django.urls import path

from hepatica.web.people import copies, log, privacy, redaction, registers, signature

app_name = "people_screens"
urlpatterns = [
    path("", log.page, name="log"),
    path("grant", log.grant, name="grant"),
    path("end", log.end, name="end"),
    path("log.pdf", log.paper, name="paper"),
    path("review/", log.review, name="review"),
    path("signature/", signature.page, name="signature"),
    path("privacy/", privacy.page, name="privacy"),
    path("registers/", registers.page, name="registers"),
    path("registers/<slug:book>/", registers.page, name="register"),
    path("registers/<slug:book>/open", registers.enter, name="enter"),
    path("registers/<slug:book>/note", registers.note, name="note"),
    path("registers/<slug:book>/close", registers.close, name="close"),
    path("redact/<int:event>/", redaction.page, name="redact"),
    path("copies/<str:subject>/<str:visit>/<str:form>/", copies.page, name="copies"),
    path("copies/<str:subject>/files/<str:sha256>", copies.file, name="copy"),
]
