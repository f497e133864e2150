import shutil

import pytest

from analysis import open_corpus


@pytest.fixture
def tiny_corpus(tiny_folders, tmp_path):
    """The two English talks in a folder of the test's own, measured, with nothing drawn or coded."""
    return open_corpus(shutil.copytree(tiny_folders["two-talks"], tmp_path / "talks"))


@pytest.fixture
def drawn(tiny_corpus):
    """The same with six passages of each talk drawn."""
    from analysis.desk.sample import draw_sample, load_sample, save_sample

    nothing = load_sample(tiny_corpus, tiny_corpus.measured)
    save_sample(tiny_corpus, draw_sample(tiny_corpus.measured, n=6, seed=0, earlier=nothing))
    return tiny_corpus


@pytest.fixture
def write_codes(drawn):
    """Write a coder's file: a function of the name, and of theme and tone by the number of the passage drawn."""
    from analysis.desk.codes import COLUMNS, coder_file
    from analysis.desk.sample import load_sample

    def write(coder, give=lambda number: ("hives", 0), *, numbers=range(12)):
        lines = [",".join(COLUMNS)]
        for number, row in enumerate(load_sample(drawn, drawn.measured).itertuples()):
            if number in numbers:
                theme, tone = give(number)
                lines.append(f"{coder},{row.passage_id},{row.start},{row.end},{theme},{tone},")
        path = coder_file(drawn, coder)
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    return write
