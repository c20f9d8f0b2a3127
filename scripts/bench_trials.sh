#!/usr/bin/env bash
# How often `ortool bench` judges right: comparisons of a model with itself, and with itself slowed down by a known
# share. Prints the counts of verdicts; exit code 1 when fewer than 19 of 20 equal sides are "same", or fewer than 18 of
# 20 slowed ones "slower" (in proportion for other numbers of trials).
#
# usage: scripts/bench_trials.sh ORTOOL MODEL [TRIALS] [DELAY] [further flags of bench]
set -euo pipefail

if [ $# -lt 2 ]; then
  sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
ortool=$1 model=$2 trials=${3:-20} delay=${4:-3%}
shift $(($# < 4 ? $# : 4))

# Runs the comparison with the settings $1 and prints verdict and ratio.
compare() {
  local settings=$1
  shift
  "$ortool" bench "$model" --compare "$settings" --json - "$@" 2>/dev/null |
    python3 -c 'import json, sys; c = json.load(sys.stdin)["comparisons"][0]; print(c["verdict"], "%.4f" % c["ratio"], "%.4f..%.4f" % tuple(c["interval"]), c["blocks"])'
}

failed=0
for case in "delay=0% same 19" "delay=$delay slower 18"; do
  read -r settings expected least <<<"$case"
  right=0
  for ((trial = 1; trial <= trials; ++trial)); do
    outcome=$(compare "$settings" "$@")
    echo "$settings $trial: $outcome"
    if [[ $outcome == "$expected "* ]]; then right=$((right + 1)); fi
  done
  echo "$settings: $right of $trials $expected"
  if ((right * 20 < least * trials)); then failed=1; fi
done
exit $failed
