"""python -m benchmarks [payload] [delivery] [api] [pytest]: the figures, each beside its yardstick.

python -m benchmarks soak: ten thousand events to a receiver that misbehaves.
"""

from __future__ import annotations

import sys

from benchmarks import api, delivery, payload, plugin, soak

ROOMS = {"payload": payload, "delivery": delivery, "api": api, "pytest": plugin}


def main(names: list[str]) -> int:
    if names == ["soak"]:
        return soak.main()
    missed = 0
    print(f"{'':70} {'ours':>10} {'yardstick':>10} {'ratio':>6}  aim")
    for name in names or list(ROOMS):
        for figure in ROOMS[name].figures():
            aim = f"{'<=' if figure.cost else '>='} {figure.limit:g}"
            print(
                f"{figure.name:70} {figure.ours * 1e6:7.0f} µs {figure.yardstick * 1e6:7.0f} µs "
                f"{figure.ratio:6.2f}  {aim}{'' if figure.met else '  MISSED'}",
                flush=True,
            )
            missed += not figure.met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
