"""The measured part of README.md, and its plot, from results.json and accuracy.csv.

``python report.py`` writes them anew.
"""

import csv
import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from scipy import stats

HERE = Path(__file__).parent
ACCURACIES = HERE / "accuracy.csv"
ACCURACY_AIM = 0.5  # points

BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"


def write(results: Mapping) -> None:
    """Write the measured part of README.md, and the plot of growth."""
    readme = HERE / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    readme.write_text(f"{before}{BEGIN}{measured(results)}{END}{after}", encoding="utf-8")
    _plot_growth(results["growth"], HERE / "growth.svg")


def measured(results: Mapping) -> str:
    """Return what README.md says of the results, as Markdown."""
    machine, versions = results["machine"], results["versions"]
    packages = ", ".join(f"{name} {versions[name]}" for name in ("tensorflow", "keras", "numpy"))
    where = (
        f"Measured on {results['measured']} on {machine['processor']}, {machine['cores']} cores, "
        f"{machine['system']}, Python {versions['python']}, {packages}; "
        f"revision {results['revision']}."
    )
    return "\n".join(
        [
            where,
            "",
            *_races(results["races"], results["rounds"]),
            "",
            *_facts(results["facts"]),
            "",
            *_growth(results["growth"]),
            "",
            *_accuracy(read_accuracies()),
            "",
        ]
    )


def _races(races: Sequence[Mapping], rounds: int) -> list[str]:
    """Tell the races as a table."""
    meaning = (
        f"Each ratio is the median of {rounds} rounds in turn, with the least and the greatest; "
        "above 1 ours is faster."
    )
    lines = [
        meaning,
        "",
        "| work | images | ours, images/s | against | theirs, images/s | ratio | aim |",
        "|---|--:|--:|---|--:|--:|--:|",
    ]
    for race in races:
        for name, peer in race["peers"].items():
            ratio, aim = peer["ratio"], peer["at_least"]
            met = "" if aim is None else f"{aim:g} {'✓' if ratio['median'] >= aim else '✗'}"
            cells = [
                race["title"],
                f"{race['images']:,}",
                f"{race['images_per_second']['median']:,.0f}",
                name,
                f"{peer['images_per_second']['median']:,.0f}",
                f"**{ratio['median']:.3g}** ({ratio['least']:.3g}–{ratio['greatest']:.3g})",
                met,
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def _facts(facts: Sequence[Mapping]) -> list[str]:
    """Tell the figures without a peer as a table."""
    lines = ["| figure | value | aim |", "|---|--:|--:|"]
    for fact in facts:
        aim = fact["at_most"]
        met = "" if aim is None else f"{aim:g} {'✓' if fact['value'] <= aim else '✗'}"
        lines.append(f"| {fact['title']} | {fact['value']:.3g} {fact['unit']} | {met} |")
    return lines


def _growth(growth: Sequence[Mapping]) -> list[str]:
    """Tell growth by how much time and memory multiply from the least size to the greatest."""
    lines = [
        "| stage | images | seconds | memory, GiB | seconds grow, images grow |",
        "|---|--:|--:|--:|--:|",
    ]
    for rows in _stages(growth).values():
        first, last = rows[0], rows[-1]
        lines.append(
            f"| {last['stage']} | {last['images']:,} | {last['seconds']:.3g} "
            f"| {last['gibibytes']:.2g} "
            f"| {last['seconds'] / first['seconds']:.3g} x, "
            f"{last['images'] / first['images']:.3g} x |"
        )
    return lines


def read_accuracies() -> list[dict[str, str]]:
    """Read the rows that ``accuracy.py`` has written so far."""
    if not ACCURACIES.exists():
        return []
    with ACCURACIES.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _accuracy(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Tell the accuracies of both ways of training, and their difference, as a table."""
    if not rows:
        return ["Whether speed costs accuracy over several seeds has not been measured yet."]
    first = rows[0]
    how = (
        "Accuracy of Keras' training and of ours on handwriting that neither was fitted to: MNIST "
        f"over the five photographs, {int(first['images']):,} images fitted for "
        f"{first['epochs']} epochs in batches of {first['batch_size']}, augmented, with steps that "
        "shrink to nothing."
    )
    lines = [
        how,
        "",
        "| model | seeds | Keras, % | ours, % | difference, points (95 %) | aim |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for model in dict.fromkeys(row["model"] for row in rows):
        keras, ours = (
            {
                row["seed"]: 100 * float(row["accuracy"])
                for row in rows
                if (row["model"], row["way"]) == (model, way)
            }
            for way in ("Keras", "ours")
        )
        seeds = sorted(keras.keys() & ours.keys())
        if len(seeds) < 2:
            continue
        pairs = [[each[seed] for seed in seeds] for each in (ours, keras)]
        # A seed gives both ways the same weights and batches to begin with.
        bounds = stats.ttest_rel(*pairs).confidence_interval(0.95)
        difference = statistics.mean(pairs[0]) - statistics.mean(pairs[1])
        met = "✓" if max(-bounds.low, bounds.high) <= ACCURACY_AIM else "✗"
        cells = [
            model,
            str(len(seeds)),
            _mean(pairs[1]),
            _mean(pairs[0]),
            f"{difference:+.2f} ({bounds.low:+.2f} to {bounds.high:+.2f})".replace("-", "−"),
            f"within ±{ACCURACY_AIM:g} {met}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _mean(accuracies: Sequence[float]) -> str:
    """Tell the mean over seeds, and their standard deviation."""
    return f"{statistics.mean(accuracies):.2f} (sd {statistics.stdev(accuracies):.2f})"


def _stages(growth: Sequence[Mapping]) -> dict[str, list[Mapping]]:
    """Group the rows of growth by stage, each group by size."""
    stages: dict[str, list[Mapping]] = {}
    for row in sorted(growth, key=lambda each: each["images"]):
        stages.setdefault(row["stage"], []).append(row)
    return stages


def _plot_growth(growth: Sequence[Mapping], file: Path) -> None:
    """Plot seconds and memory against images, beside a line of linear growth."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    mpl.rcParams["svg.hashsalt"] = file.name
    figure, axes = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    for ax, quantity, label in zip(
        axes, ("seconds", "gibibytes"), ("seconds", "memory, GiB"), strict=True
    ):
        for stage, rows in _stages(growth).items():
            sizes = [row["images"] for row in rows]
            ax.loglog(sizes, [max(row[quantity], 1e-3) for row in rows], marker="o", label=stage)
        bottom = min(max(row[quantity], 1e-3) for row in growth)
        ends = sizes[0], sizes[-1]
        ax.loglog(ends, [bottom * each / ends[0] for each in ends], color="grey", linestyle=":")
        ax.annotate("linear", (ends[1], bottom * ends[1] / ends[0]), color="grey", ha="right")
        ax.set(xlabel="images", ylabel=label, xticks=sizes)
        ax.xaxis.set_major_formatter(lambda value, _: f"{value / 1000:g} k")
        ax.xaxis.set_minor_locator(mpl.ticker.NullLocator())
        ax.spines[["top", "right"]].set_visible(False)
    axes[0].legend(frameon=False)
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    write(json.loads((HERE / "results.json").read_text(encoding="utf-8")))
