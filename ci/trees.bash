# What ci/kill-runs and ci/nth-fault share: sourced, not run. A run is done to a tree, and afterwards the
# tree must be the one before or the one after, whole, and the next run must clear up. They define
# `run_to N`, which fills `args` with a run that makes the tree N; `made[N]` is the digest of that tree and `beside[N]` that without its page of changes.
uor=${UOR_BIN:-$PWD/target/release/uor}
unset UOR_DATA UOR_YEAR UOR_OUT UOR_JOBS UOR_TEMPLATES UOR_REFERENCE UOR_COMPARATORS UOR_CONFIG UOR_CONTACTS UOR_LOG_FORMAT
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 old=0 new=0
made=() beside=()

fail() { # WHAT
  failed=$((failed + 1))
  echo "FAIL $1" >&2
}

# The digest of a whole tree; nothing if it is not whole.
state() {
  (cd "$work/out/$year" 2>/dev/null && sha256sum --quiet --strict -c SHA256SUMS >&2 &&
    [[ $(find . -type f | wc -l) == $(($(wc -l <SHA256SUMS) + 2)) ]] && sha256sum <manifest.json)
}

# The digest of a whole tree without what tells of the tree before: the page of changes, and corrections.
state_beside_changes() {
  state >/dev/null && python3 - "$work/out/$year/manifest.json" <<'EOF' | sha256sum
import json, sys
manifest = json.load(open(sys.argv[1], encoding="utf-8"))
manifest["seal"] = ""
for council in manifest["councils"]:
    council.pop("corrects", None)
tells = ("changes.html", "distribution.csv", ".eml")
manifest["files"] = [file for file in manifest["files"] if not file["path"].endswith(tells)]
print(json.dumps(manifest))
EOF
}

check() { # WHAT BEFORE AFTER
  if [[ -n $3 && ($3 == "${made[0]}" || $3 == "${made[1]}") ]]; then
    passed=$((passed + 1))
    if [[ $3 == "$2" ]]; then old=$((old + 1)); else new=$((new + 1)); fi
  else
    fail "$1: the tree is neither the old one nor the new one"
  fi
}

settle() { # WHAT N: the next run goes well and leaves nothing beside the tree
  run_to "$2"
  if "$uor" "${args[@]}" && [[ $(ls -A "$work/out") == "$year" && $(state) == "${made[$2]}" ]]; then
    passed=$((passed + 1))
  else
    fail "$1: the next run did not clear up: $(ls -A "$work/out")"
  fi
}

make_both() { # builds both trees, each over the other, as a tree tells what is different from the one before
  local number start
  for number in 0 1 0 1; do
    run_to "$number"
    start=$(date +%s%N)
    "$uor" "${args[@]}"
    length=$((($(date +%s%N) - start) / 1000000))
    year=$(ls "$work/out")
    made[number]=$(state)
    beside[number]=$(state_beside_changes)
  done
  [[ ${made[0]} != "${made[1]}" ]] || { echo "the two trees are the same" >&2; exit 1; }
  echo "a run takes $length ms"
}

told() {
  echo "$old times the old tree, $new times the new one"
  echo "$passed passed, $failed failed"
  ((failed == 0))
}
