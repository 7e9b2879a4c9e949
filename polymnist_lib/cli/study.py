"""``polymnist study``: the experiments of the full-size study."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from polymnist_lib import paths
from polymnist_lib.cli import options
from polymnist_lib.digits import Split
from polymnist_lib.study import campaign, grid, publication, results, workers
from polymnist_lib.study.grid import Experiment
from polymnist_lib.study.publication import agreement, shipping, small
from polymnist_lib.training.runs import Run, Store


def add(families: Any) -> None:
    """Add ``study``."""
    study = families.add_parser(
        "study",
        help="train the experiments of the full-size study that are not trained yet",
        description="Train what the store does not have yet: runs/ of the project, or the folder "
        "that POLYMNIST_RUNS names. Stop it at any time: the same command goes on, from the "
        "last epochs of the runs that were under way.",
    )
    study.add_argument(
        "groups", nargs="*", metavar="GROUP", help=f"of {', '.join(grid.GROUPS)}; all by default"
    )
    options.add_source(study)
    options.add_skip(study)
    study.add_argument(
        "--jobs",
        type=options.at_least_one,
        metavar="N",
        help="runs at once; by default one for each core, or a single one on JAX or PyTorch",
    )
    study.add_argument(
        "--scheduler", metavar="ADDRESS", help="train on a Dask cluster, such as tcp://HOST:8786"
    )
    study.add_argument(
        "--publish",
        action="store_true",
        help="write into results/ the groups that are trained whole; the others stay as they are",
    )
    study.set_defaults(run=run_study)


def run_study(arguments: argparse.Namespace) -> int:
    """Train, tell each outcome, and return 1 if an experiment failed."""
    experiments = grid.experiments(tuple(arguments.groups))
    folder = arguments.data
    if arguments.source != "embedded":  # a cluster's workers do not have this environment
        folder = folder or paths.given("POLYMNIST_DATA")
    place = workers.Place(
        arguments.source,
        folder=str(folder.resolve()) if folder else None,
        skip_bad=arguments.skip_bad,
    )
    forecast = campaign.Forecast(experiments)
    failed = 0
    store = Store()
    print(f"{len(experiments)} experiments; runs are kept in {store.folder}", flush=True)
    outcomes = campaign.conduct(
        experiments, place, store=store, jobs=arguments.jobs, scheduler=arguments.scheduler
    )
    for done, outcome in enumerate(outcomes, start=1):
        forecast.note(outcome)
        failed += outcome.error is not None and outcome.possible
        left = forecast.seconds()
        soon = f"; about {_duration(left)} left" if left and done < len(experiments) else ""
        place_in_line = f"[{done:>{len(str(len(experiments)))}}/{len(experiments)}]"
        print(f"{place_in_line} {outcome.experiment}: {_told(outcome)}{soon}", flush=True)
    if arguments.publish:
        publish(place, experiments)
    if failed:
        print(f"polymnist: {failed} of {len(experiments)} experiments failed", file=sys.stderr)
    return 1 if failed else 0


def publish(place: workers.Place, experiments: Sequence[Experiment]) -> None:
    """Write into ``results/`` the groups of experiments that the store holds whole.

    The models that the library ships are replaced with them where their groups are among them.
    """
    found: dict[Experiment, Run | None] = {}
    for experiment in sorted(experiments, key=lambda each: each.division):
        try:
            split = campaign.divided(place, experiment)
        except ValueError:  # these data cannot be divided so, or not be composed anew
            continue
        found[experiment] = _stored(experiment, split)
    whole = []
    for group in dict.fromkeys(each.group for each in experiments):
        of_group = [each for each in experiments if each.group == group and each in found]
        trained = [(each, run) for each in of_group if (run := found[each]) is not None]
        if of_group and len(trained) == len(of_group):
            whole += trained
        elif trained:
            print(f"{group} stays as it is: {len(trained)} of {len(of_group)} are trained")
    test = workers.load(place).test
    groups = list(dict.fromkeys(each.group for each, _ in whole))
    shipped = publication.shipped(whole) if grid.SHIPPED in groups else None
    if shipped:
        shipping.check(shipped)  # before anything is replaced
    for experiment, run in whole:
        if experiment.group in grid.SMALL:
            shipping.check(run, largest=small.LARGEST)
    folder = publication.write(whole, test)
    print(f"{', '.join(groups)} written to {folder}: {len(whole)} experiments", flush=True)
    published = results.read(folder)
    for table, names in agreement.MEASURED_TOGETHER.items():
        others = [each for each in names if each not in groups]
        if published and 0 < len(others) < len(names) and not published.of(others[0]).empty:
            both = " and ".join(names)
            print(f"{table}.csv still compares {both} as they were: publish both together")
    if shipped:
        print(f"the model that is shipped written to {shipping.ship(shipped, test)}")
    for experiment, run in whole:
        if experiment.group in grid.SMALL:
            print(f"{experiment} written to {small.ship(run, test)}")


def _stored(experiment: Experiment, split: Split) -> Run | None:
    """Find an experiment's run; one that cannot be read is told and left out."""
    try:
        return publication.find(experiment, split, Store())
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a run, the others go on
        print(f"left out, its run cannot be read: {experiment}: {error}", file=sys.stderr)
        return None


def _told(outcome: campaign.Outcome) -> str:
    """Say what became of an experiment."""
    if outcome.run is None:
        what = "failed" if outcome.possible else "not possible with these data"
        return f"{what}: {outcome.error}"
    accuracy = 100 * outcome.run.validation.correct.mean()
    how = f"trained in {_duration(outcome.run.seconds)}" if outcome.trained else "in the store"
    return f"{how}, {accuracy:.2f} % of the validation images right"


def _duration(seconds: float) -> str:
    """Write a duration in the unit that suits it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
