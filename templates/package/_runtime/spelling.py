"""Models of documents whose members are not written in camel case."""

from __future__ import annotations

from pydantic import ConfigDict

from .model import Model


def pascal(name: str) -> str:
    """Give the wire name of a Python name: ``topic_name`` is ``TopicName``."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


class SnakeModel(Model):
    """Base of models whose members are called on the wire as in Python: ``topic_name``."""

    model_config = ConfigDict(alias_generator=str)


class PascalModel(Model):
    """Base of models whose members are written in Pascal case on the wire: ``TopicName``."""

    model_config = ConfigDict(alias_generator=pascal)


for _base in (SnakeModel, PascalModel):
    # Not to be built themselves, and what is made of them is built when it is first used.
    _base.model_config["defer_build"] = True
