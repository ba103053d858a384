# SPDX-License-Identifier: Apache-2.0
"""Runs other programs and Voxtome in turns; started by the script `compare`."""
import argparse
import json
import os
import pathlib
import sys

from comparison import machine, process, report
from comparison.case import Context
from comparison.rows import NAMES
from comparison.rows import module as module_of


def arguments():
    parser = argparse.ArgumentParser(
        prog="compare", description="Runs other programs and Voxtome in turns on the same inputs.",
        epilog="rows: " + ", ".join(NAMES) + ". --python FOLDER takes an environment that has the peers. Exit code: 0, "
        "1 where a contender failed, 2 usage.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows to run")
    parser.add_argument("--all", action="store_true", help="run every row")
    parser.add_argument("--quick", action="store_true", help="smaller inputs, one turn: whether it works, not how fast")
    parser.add_argument("--rounds", type=int, help="turns of each contender (3; with --quick 1)")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)),
                        help="threads of rows that are not about one (all cores)")
    parser.add_argument("--only", metavar="TEXT", default="", help="only cases whose name contains this")
    parser.add_argument("--ct", default="", help="a CT volume to make inputs from; without one they are ellipsoids")
    parser.add_argument("-o", "--output", default="compare-results", help="folder for the table and the JSON lines")
    parser.add_argument("--work", help="folder for inputs, kept between runs (OUTPUT/work)")
    chosen = parser.parse_args()
    unknown = [row for row in chosen.rows if row not in NAMES]
    if unknown or not (chosen.rows or chosen.all):
        parser.error(f"unknown row {unknown[0]}" if unknown else "name rows, or --all for every one")
    return chosen


def context_of(chosen):
    # Inputs of a real and of a synthetic CT, small and large, never share a folder.
    work = pathlib.Path(chosen.work or pathlib.Path(chosen.output) / "work").resolve()
    work = work / ("quick" if chosen.quick else "full") / (pathlib.Path(chosen.ct).name if chosen.ct else "synthetic")
    work.mkdir(parents=True, exist_ok=True)
    isa = machine.isa()
    context = Context(work=work, build=pathlib.Path(os.environ["BUILD_DIR"]).resolve(),
                      repository=pathlib.Path(os.environ["VOX_REPOSITORY"]),
                      ct=str(pathlib.Path(chosen.ct).resolve()) if chosen.ct else "", threads=chosen.threads,
                      quick=chosen.quick, bf16=bool(isa & {"avx512_bf16", "amx_bf16"}), isa=isa)
    for program in (context.voxtome, context.native):
        if not program.exists():
            sys.exit(f"compare: {program} is missing; build it, or set BUILD_DIR to the folder of a build")
    return context


def take_turns(row, case, context, rounds):
    """A B A B ...: what disturbs the machine for a while disturbs all alike."""
    measured = {contender.name: report.Measured() for contender in case.contenders}
    outputs = {contender.name: context.work / f"output_{i}.safetensors" for i, contender in enumerate(case.contenders)}
    for _ in range(rounds):
        for contender in case.contenders:
            own = measured[contender.name]
            if contender.scaled_from or own.error:
                continue
            print(f"  {contender.name} ...", end="", flush=True, file=sys.stderr)
            try:
                own.add(process.run(row, case, contender, context, outputs[contender.name]))
                print(f" {own.seconds[-1]:.3g} s", file=sys.stderr)
            except (process.Failed, OSError, ValueError, KeyError) as error:
                own.error = str(error)
                print(f" failed: {error}", file=sys.stderr)
    return measured, {name: path for name, path in outputs.items() if path.exists() and not measured[name].error}


def scale(case, measured, earlier):
    for contender in case.contenders:
        if contender.scaled_from:
            name, factor = contender.scaled_from
            source = earlier.get(name, {}).get(contender.name, report.Measured(error=f"needs the case {name}"))
            measured[contender.name] = report.Measured([factor * s for s in source.seconds],
                                                        [factor * s for s in source.processor_seconds],
                                                        error=source.error)


def agreement(case, outputs):
    """Never the reason why a row has no figures, but a failure that is told."""
    if not case.agreement:
        return {}, False
    try:
        return case.agreement(outputs), False
    except Exception as error:  # whatever files of a failed contender lead to
        return {report.reference(case): f"not compared: {error}"}, True


def run_row(row, context, chosen, described, results):
    """True if nothing failed."""
    module = module_of(row)
    print(f"\n## {module.TITLE}", flush=True)
    succeeded, earlier = True, {}
    for case in module.cases(context):
        if chosen.only not in case.name:
            continue
        print(f"\n{case.name}", file=sys.stderr)
        try:
            if case.inputs:
                process.make_inputs(row, case, context)
        except process.Failed as error:
            print(f"\n**{case.name}**: no inputs: {error}", flush=True)
            succeeded = False
            continue
        rounds = chosen.rounds or (1 if chosen.quick else 3)
        measured, outputs = take_turns(row, case, context, rounds)
        scale(case, measured, earlier)
        earlier[case.name] = measured
        agreed, failed = agreement(case, outputs)
        print(f"\n**{case.name}**\n\n{report.table(case, measured, agreed)}", flush=True)
        if case.details:
            print("\n" + case.details(measured), flush=True)
        for line in report.as_json(row, case, measured, agreed, described):
            results.write(json.dumps(line) + "\n")
        results.flush()
        for path in outputs.values():
            path.unlink()
        succeeded = succeeded and not failed and not any(own.error for own in measured.values())
    return succeeded


def main():
    chosen = arguments()
    context = context_of(chosen)
    rows = NAMES if chosen.all else chosen.rows
    minutes = {row: module_of(row).MINUTES[chosen.quick] for row in rows}
    print(", ".join(f"{row} {m} min" for row, m in minutes.items()) + f": about {sum(minutes.values())} minutes on two "
          "idle cores", file=sys.stderr)
    described = machine.describe(context.repository)
    print("Machine: " + json.dumps(described), flush=True)
    output = pathlib.Path(chosen.output)
    output.mkdir(parents=True, exist_ok=True)
    failed = []
    with open(output / "results.jsonl", "a", encoding="utf-8") as results:
        for row in rows:
            if not run_row(row, context, chosen, described, results):
                failed.append(row)
    if failed:
        sys.exit("compare: failed: " + ", ".join(failed))


if __name__ == "__main__":
    main()
