"""Commands: `python -m analysis code ACTION`, from the draw to what the codes buy."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.ground.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus.folder import Corpus

_WAITING = 3


def add_actions(command: argparse.ArgumentParser) -> None:
    """Put the actions of the desk under a command; each sets `action`, a function of corpus, passages, arguments."""
    actions = command.add_subparsers(dest="what", required=True, metavar="ACTION")

    draw = actions.add_parser("draw", help="draw passages at random, by rendering and speaker; more, if some are drawn")
    draw.add_argument("--n", type=int, help="how many of each conversation; 80 where not said")
    draw.add_argument(
        "--precision", type=float, help="or as many as bring a share to so much on either side, such as 0.05"
    )
    draw.add_argument("--seed", type=int, default=0)
    draw.add_argument("--dry-run", action="store_true", help="only say how many")
    draw.set_defaults(action=_draw)

    page = actions.add_parser("page", help="write the page on which one coder codes, for a browser without network")
    page.add_argument("--coder", required=True, metavar="NAME", help="one word")
    page.add_argument("--parted", action="store_true", help="only where others part, for a third reading")
    page.add_argument("--language", choices=["en", "zh"], default="en")
    page.set_defaults(action=_page)

    take = actions.add_parser("take", help="put the file that a page handed over with the coder's codes")
    take.add_argument("file", type=Path, nargs="+")
    take.set_defaults(action=_take)

    agreement = actions.add_parser("agreement", help="print how far the coders agree, and where they part, as CSV")
    agreement.set_defaults(action=_agreement)

    settle = actions.add_parser("settle", help="write the coding on which estimates rest, once it is settled")
    settle.add_argument("--coders", nargs=2, default=(), metavar="NAME", help="which two; by default the two there are")
    settle.add_argument("--third", default="", metavar="NAME", help="who read a third time where they part")
    settle.set_defaults(action=_settle)

    report = actions.add_parser("report", help="print how right the machine is, and its shares put right, as CSV")
    report.set_defaults(action=_report)

    read = actions.add_parser(
        "read", help="let the reader that the settings name read every passage, and keep its answers"
    )
    read.set_defaults(action=_read)

    check = actions.add_parser(
        "check", help="put that reader to its seven checks; it takes effect where it passes them"
    )
    check.set_defaults(action=_check)

    gain = actions.add_parser("gain", help="measure anew what codes buy, on talks that are coded whole")
    gain.set_defaults(action=_gain)


def _draw(corpus: "Corpus", passages: "pd.DataFrame", arguments: argparse.Namespace) -> int:
    from analysis.desk import sample
    from analysis.themes.coded import FEWEST_DRAWN

    if arguments.n is not None and arguments.n < 1:
        raise AnalysisError(f"--n is {arguments.n}; draw at least one passage of each conversation.")
    if arguments.precision is not None and not 0 < arguments.precision < 0.5:
        raise AnalysisError(
            f"--precision is {arguments.precision}; say how far to either side, such as 0.05 for 5 points."
        )
    if arguments.precision is not None and arguments.n is not None:
        raise AnalysisError("--n and --precision both say how many; give one of them.")
    earlier = sample.load_sample(corpus, passages)
    half = arguments.precision or 0.05
    needed = sample.plan_numbers(corpus, passages, half_width=half)
    n = needed["needed"].to_dict() if arguments.precision else arguments.n or FEWEST_DRAWN
    drawn = sample.draw_sample(passages, n=n, seed=arguments.seed, earlier=earlier)
    talks = passages.drop_duplicates("rendering").set_index("rendering")["conversation"]
    counts = drawn["passage_id"].str.rsplit(":", n=1).str[0].map(talks).value_counts()
    for talk, row in needed.iterrows():
        n_all, n_drawn = int(row["n_passages"]), int(counts.get(talk, 0))
        print(
            f"{talk}: {n_drawn} of {n_all} passages; a share to {100 * half:.0f} points either way needs"
            f" {row['needed']}, the mean tone to {4 * half:.2f} {row['needed_tone']}"
        )
        if n_drawn < n_all < sample.WHOLE_UNDER:
            print(f"  of fewer than {sample.WHOLE_UNDER} better code all: --n {n_all}")
    strata = drawn["stratum"].nunique()
    print(f"{len(drawn)} passages in {strata} strata of rendering and speaker, {len(drawn) - len(earlier)} of them new")
    _tell_gain()
    if arguments.dry_run:
        print("nothing was written")
    else:
        print(f"written to {sample.save_sample(corpus, drawn)}; now `code page --coder NAME` for each of two coders")
    return 0


def _tell_gain() -> None:
    from analysis.desk.gain import load_gain, tell_gain

    print("What codes buy, as found on talks that were coded whole (data/common/desk.csv):")
    rows = tell_gain(load_gain())
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def _page(corpus: "Corpus", passages: "pd.DataFrame", arguments: argparse.Namespace) -> int:
    from analysis.desk.agreement import gather_codes, list_parted
    from analysis.desk.cards import make_cards
    from analysis.desk.codes import check_coder, load_all_codes, load_codes
    from analysis.desk.page import save_page
    from analysis.desk.sample import load_sample
    from analysis.ground.wording import set_language

    set_language(arguments.language)
    sample = load_sample(corpus, passages)
    coder = check_coder(arguments.coder)
    only = None
    if arguments.parted:
        only = list_parted(gather_codes(corpus, load_all_codes(corpus, sample, but=coder)))["passage_id"].tolist()
    data = make_cards(corpus, passages, sample, coder=coder, codes=load_codes(corpus, coder, sample), only=only)
    print(
        f"{save_page(corpus, data)}   {len(data['cards'])} passages, in a browser; it has the documents' words,"
        " so do not publish it"
    )
    print(f"What it hands over, coder-{coder}.csv, comes back with `code take FILE`.")
    return 0


def _take(corpus: "Corpus", passages: "pd.DataFrame", arguments: argparse.Namespace) -> int:
    from analysis.desk.codes import take_codes
    from analysis.desk.sample import load_sample

    sample = load_sample(corpus, passages)
    for file in arguments.file:
        merged = take_codes(corpus, file, sample)
        print(
            f"{merged.path}: {merged.n_new} new, {merged.n_changed} changed, {merged.n_same} the same;"
            f" {merged.n_coded} of {len(sample)} coded"
        )
    return 0


def _agreement(corpus: "Corpus", passages: "pd.DataFrame", arguments: argparse.Namespace) -> int:
    from analysis.desk.tables import make_agreement, make_parted

    table = make_agreement(corpus, passages)
    if table.empty:
        raise AnalysisError("no passage was coded by two people; let a second one code the same draw.")
    _print_table(table)
    print()
    _print_table(make_parted(corpus, passages))
    return 0


def _print_table(table: "pd.DataFrame") -> None:
    from analysis.ground.cells import print_cells

    print_cells(table, digits=3)


def _settle(corpus: "Corpus", passages: "pd.DataFrame", arguments: argparse.Namespace) -> int:
    from analysis.desk.codes import check_coder, list_coders, load_codes
    from analysis.desk.sample import load_sample
    from analysis.desk.settling import choose_pair, save_settled, settle

    sample = load_sample(corpus, passages)
    third = check_coder(arguments.third) if arguments.third else ""
    pair = choose_pair(list_coders(corpus), named=[check_coder(name) for name in arguments.coders], third=third)
    codes = [load_codes(corpus, name, sample) for name in pair]
    reading = load_codes(corpus, third, sample) if third else codes[0][:0]
    settled = settle(codes, reading, sample)
    for path, n in save_settled(corpus, settled).items():
        print(f"{path}: {n} rows of {len(sample)} passages drawn")
    if len(settled.themes) < len(sample):
        print(
            f"{len(sample) - len(settled.themes)} passages that were drawn are not coded by both yet", file=sys.stderr
        )
        return _WAITING
    return 0


def _report(corpus: "Corpus", passages: "pd.DataFrame", arguments: argparse.Namespace) -> int:
    from analysis.desk.report import report_codes

    table = report_codes(corpus, passages)
    if table.empty:
        raise AnalysisError("nothing that was drawn is coded and settled yet; `code draw` begins it.")
    _print_table(table)
    return 0


def _read(corpus: "Corpus", passages: "pd.DataFrame", arguments: argparse.Namespace) -> int:
    from analysis.corpus.reader import choose_reader
    from analysis.desk.asking import read_passages
    from analysis.ground.chat import is_local

    choice = choose_reader(corpus)
    if choice and choice.address:
        leaves = "" if is_local(choice.address) else ", which is not this machine"
        print(f"asking {choice.model} at {choice.address}{leaves}; every passage goes there", file=sys.stderr)
    found = read_passages(corpus, passages)
    print(f"{found.path}: {found.n_new} new answers, of which {found.n_none} do not fit and count as none")
    if found.n_left:
        print(f"{found.n_left} questions have no answer, since the server failed; run it again", file=sys.stderr)
        return _WAITING
    print("Now `code check`: the reader takes effect only where it passes its checks.")
    return 0


def _check(corpus: "Corpus", passages: "pd.DataFrame", arguments: argparse.Namespace) -> int:
    from analysis.corpus.reader import NO, YES, tell_reader
    from analysis.desk.checks import check_reader, save_checks

    checks = check_reader(corpus, passages)
    path = save_checks(corpus, checks)
    _print_table(checks.drop(columns=["prompt", "model", "model_digest", "answers_digest", "date"]))
    for of, rows in checks.groupby("of", sort=False):
        for number, mine in rows.groupby("check"):
            verdicts = set(mine["passed"])
            verdict = "failed" if NO in verdicts else "passed" if YES in verdicts else "only told"
            print(f"{of}, check {number}: {verdict}", file=sys.stderr)
    print(f"written to {path}", *tell_reader(corpus), sep="\n", file=sys.stderr)
    return 0


def _gain(corpus: "Corpus", passages: "pd.DataFrame", arguments: argparse.Namespace) -> int:
    from analysis.desk.gain import FILE, measure_gain
    from analysis.ground.storage import write_table

    table = measure_gain(corpus, passages)
    if table.empty:
        raise AnalysisError("there is no talk of which every passage is coded by hand, so nothing can be measured.")
    print(f"{write_table(FILE, table)}: {len(table)} numbers of codes and talks")
    _tell_gain()
    return 0
