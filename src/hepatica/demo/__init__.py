"""The demo: the reference trial with five invented participants, played through the same door as every entry."""

from hepatica.demo.build import build
from hepatica.demo.play import commands, perform
from hepatica.demo.played import Played
from hepatica.demo.sign_ins import is_built, sign_ins

__all__ = ["Played", "build", "commands", "is_built", "perform", "sign_ins"]
