"""Migrations that draw only the models which they look at.

Django draws a class anew for each of some seventy models, before and after nearly each of two hundred steps: three quarters of the time that a
migration takes. Most steps look at one model and at those that it points to. The statements that reach the database are the same. All models are
drawn where a migration runs our own code, and once at the end of each trip; before and after every step they are where the tests' database is made on
SQLite, by Django alone (tests/migrated.py).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, override
from unittest.mock import patch

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.utils.functional import cached_property

type Key = tuple[str, str]


class DrawnWhenAsked(StateApps):
    """The models of a state: each is drawn when it is asked for, and with it all that it points to."""

    @override
    def render_multiple(self, model_states: list[ModelState]) -> None:
        self.undrawn: dict[Key, ModelState] = {(state.app_label, state.name_lower): state for state in model_states}

    def draw(self, *keys: Key) -> None:
        ahead = [key for key in keys if key in self.undrawn]
        while ahead:
            for key in ahead:
                if key in self.undrawn:  # not drawn meanwhile, as the base of another
                    self.undrawn.pop(key).render(self)
            ahead = [key for key in self._pending_operations if key in self.undrawn]  # what those drawn by now point to

    @override
    def get_model(self, app_label: str, model_name: str | None = None, require_ready: bool = True) -> Any:
        label, name = (app_label, model_name) if model_name else app_label.split(".")
        self.draw((label, name.lower()))
        return super().get_model(app_label, model_name, require_ready)

    def get_models(self, include_auto_created: bool = False, include_swapped: bool = False) -> list[Any]:
        self.draw(*self.undrawn)
        return super().get_models(include_auto_created, include_swapped)

    get_models.cache_clear = StateApps.get_models.cache_clear  # type: ignore[attr-defined]  # Django calls it whenever a model was added


def draw_all(state: ProjectState) -> None:
    state.apps.get_models()
    assert not state.apps._pending_operations, "a model points to one that is not there"


def as_it_is(state: ProjectState) -> DrawnWhenAsked:
    """The models of a state as it is now: what changes in it later changes none of them."""
    return DrawnWhenAsked(list(state.real_apps), {key: model.clone() for key, model in state.models.items()})


def clone(state: ProjectState) -> ProjectState:
    made = ProjectState({key: model.clone() for key, model in state.models.items()}, state.real_apps)
    if "apps" in state.__dict__:
        made.apps = state.apps  # never changed, only drawn further
    return made


def reload_models(state: ProjectState, models: Iterable[Key], delay: bool = True) -> None:
    """These models have changed. As they were they are drawn before they are drawn anew: by that order SQLite's columns are put in theirs."""
    if "apps" in state.__dict__:
        assert isinstance(state.apps, DrawnWhenAsked)
        state.apps.draw(*((label, name.lower()) for label, name in models))
        state.apps = as_it_is(state)


def reload_model(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    reload_models(state, [(app_label, model_name)])


def remove_model(state: ProjectState, app_label: str, model_name: str) -> None:
    before = state.__dict__.pop("apps", None)
    REMOVE(state, app_label, model_name)
    if before is not None:
        state.apps = as_it_is(state)


REMOVE = ProjectState.remove_model
INSTEAD: dict[str, Any] = {
    "apps": cached_property(as_it_is),
    "clone": clone,
    "reload_model": reload_model,
    "reload_models": reload_models,
    "remove_model": remove_model,
    "clear_delayed_apps_cache": draw_all,  # what Django does before it runs code of a migration
}
INSTEAD["apps"].__set_name__(ProjectState, "apps")


@contextmanager
def drawn_when_asked() -> Iterator[None]:
    """Within it migrations draw models so."""
    migrate = MigrationExecutor.migrate

    def and_draw(*said: Any, **more: Any) -> ProjectState:
        state = migrate(*said, **more)
        draw_all(state)
        return state

    with patch.multiple(ProjectState, **INSTEAD), patch.object(MigrationExecutor, "migrate", and_draw):
        yield
