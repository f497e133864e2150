"""What tests of themes share."""

import shutil

import pytest


@pytest.fixture
def own(tmp_path, tiny_folders):
    """A measured corpus of two talks without a file of themes."""
    folder = shutil.copytree(tiny_folders["two-talks"], tmp_path / "own")
    (folder / "themes.toml").unlink()
    return folder
