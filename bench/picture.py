"""Draws the benchmark's ratios: how many times faster than the reference's C loop each target is.

    python bench/picture.py RESULTS.json PICTURE.svg
"""

import json
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend must be chosen first)

BASE = "c-reference"
# Colours that stay apart for colour-blind readers and on dark pages.
TARGETS = {
    "python-reference": ("gbp-stack for Python", "#9e9e9e"),
    "koffi": ("gbp-stack from Node, koffi", "#c9a227"),
    "bun": ("this package in Bun", "#0072b2"),
    "deno": ("this package in Deno", "#009e73"),
}
BAR = 0.19


def measured(results):
    """The rows that every drawn target has, in CBOR, with their ratios."""
    for row in results["timed"]:
        outcomes, name = row["outcomes"], row["workload"]["name"]
        wanted = [BASE, *TARGETS]
        if name.endswith((" pb", " fb")):
            continue
        if all("median" in outcomes.get(target, {}) for target in wanted):
            base = outcomes[BASE]["median"]
            yield name, base, {key: base / outcomes[key]["median"] for key in TARGETS}


def draw_row(axes, top, ratios):
    """One workload's bars, each with its ratio at its end."""
    for index, (key, (label, colour)) in enumerate(TARGETS.items()):
        at = top + (index - (len(TARGETS) - 1) / 2) * BAR
        axes.barh(at, ratios[key], BAR * 0.92, color=colour, label=label if top == 0 else None)
        text = f"{ratios[key]:.1f}×" if ratios[key] >= 0.95 else f"{ratios[key]:.2f}×"
        axes.annotate(text, (ratios[key], at), xytext=(3, 0), textcoords="offset points",
                      va="center", fontsize=7, color="#333333")


def draw(results, path):
    """The whole picture."""
    rows = list(measured(results))
    if not rows:
        print("picture: nothing to draw, the run has no workload that all targets did")
        return
    figure, axes = plt.subplots(figsize=(8, 0.75 * len(rows) + 1.1))
    for top, (_name, _base, ratios) in enumerate(rows):
        draw_row(axes, top, ratios)
    axes.axvline(1, color="#333333", linewidth=1)
    axes.set_yticks(range(len(rows)), [f"{name}\n1× = {base:.2f} µs" for name, base, _ in rows],
                    fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.1 * max(max(ratios.values()) for _, _, ratios in rows))
    axes.set_xlabel("times faster than a plain C loop on the reference library (line: 1×), "
                    "medians of one run", fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="x", labelsize=8)
    axes.legend(fontsize=8, frameon=False, loc="lower right")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None}, facecolor="white")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    matplotlib.rcParams["svg.hashsalt"] = "gbp-stack"
    with open(sys.argv[1], encoding="utf-8") as file:
        draw(json.load(file), sys.argv[2])
