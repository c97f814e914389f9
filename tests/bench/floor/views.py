"""A bare view: who is signed in stores the rows that were sent, in one durable transaction."""

import json

from django.contrib.auth import authenticate, login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from tests.bench.floor.models import FloorLine


@csrf_exempt
@require_POST
def sign_in(request: HttpRequest) -> JsonResponse:
    person = authenticate(request, **json.loads(request.body))
    login(request, person)
    return JsonResponse({"csrf": get_token(request)})


@require_POST
@login_required
def insert(request: HttpRequest) -> JsonResponse:
    command = json.loads(request.body)["command"]
    body = {"form": command["form"], "visit": command["visit"]}
    lines = [_line(request, command, json.dumps(body | entry)) for entry in command["entries"]]
    lines.append(_line(request, command, json.dumps(command)))  # the form's row, with all its answers
    with transaction.atomic(durable=True):
        FloorLine.objects.bulk_create(lines)
    return JsonResponse({"stored": len(lines)})


def _line(request: HttpRequest, command: dict, body: str) -> FloorLine:
    return FloorLine(
        at="2026-03-14T08:05:12.345678Z",
        actor=request.user.get_username(),
        subject=command["subject"],
        kind="item.entered",
        schema=1,
        definition=1,
        body=body,
        prev="0" * 64,
        hash="f" * 64,
    )


urlpatterns = [path("insert", insert), path("session", sign_in)]
