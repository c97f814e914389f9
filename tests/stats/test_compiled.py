"""A compiled loop gives the numbers of the Python it was written in, and is Python where there is no compiler."""

import subprocess
import sys

import numpy as np
import pytest

from hepatica.stats import compiled as door
from hepatica.stats.compiled import compiled, is_available


@compiled
def halved(x):
    """Give half."""
    return x / 2


@compiled
def drawn(rng, n):
    """Add up halves of uniform draws."""
    total = 0.0
    for _ in range(n):
        total += halved(rng.random())
    return total


def seeded():
    return np.random.Generator(np.random.Philox(key=7))


@pytest.mark.skipif(not is_available(), reason="the compiler is not installed")
def test_a_compiled_loop_that_calls_another_draws_and_adds_what_plain_python_does():
    assert drawn(seeded(), 50) == drawn.plain(seeded(), 50)
    assert hasattr(drawn._fast, "py_func"), "it was not compiled"


def test_without_a_compiler_the_function_runs_as_it_is(monkeypatch):
    monkeypatch.setattr(door, "find_spec", lambda _: None)
    again = compiled(drawn.plain)
    assert again(seeded(), 50) == drawn.plain(seeded(), 50)
    assert again._fast is drawn.plain


def test_a_compiled_function_keeps_its_name_and_what_it_says():
    assert (halved.__name__, halved.__doc__) == ("halved", "Give half.")


def test_the_compiler_is_not_loaded_before_the_first_call():
    asked = "import sys, hepatica.cli, hepatica.stats.compiled as c; c.compiled(len); print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.skipif(not is_available(), reason="the compiler is not installed")
@pytest.mark.parametrize("asked", [False, True])
def test_machine_code_is_kept_only_where_a_place_is_named_for_it(tmp_path, monkeypatch, asked):
    import numba

    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path) if asked else "")
    assert compiled(halved.plain)(3.0) == 1.5
    assert any(tmp_path.rglob("*halved*.nbi")) is asked
