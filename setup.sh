#!/usr/bin/env bash
# Builds the environment: .venv for a person, or, as root in Gradescope's container, one that student code can read.
# The system's own python3 is used and never changed.
set -euo pipefail
cd "$(dirname "$0")"

if [ "$PWD" = /autograder/source ]; then
    venv=/opt/autograder-venv
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3-venv libseccomp2 >/dev/null
    what_to_install=.
    # The tests and the results are nobody's but the grader's, whatever else protects them.
    chmod -R o= /autograder/source
    chmod o= /autograder
else
    venv=.venv
    what_to_install='.[dev]'
fi
python=${PYTHON:-python3}
log=$venv/setup.log

fail() { echo "setup: $1" >&2; exit 1; }

if [ "$(uname)" != Linux ]; then
    fail "grading needs Linux: on macOS and Windows use a Linux container, a virtual machine or WSL 2. The students' templates and their public tests work on all three systems."
fi
"$python" - <<'PY' || exit 1
import sys
if not (3, 10) <= sys.version_info[:2] <= (3, 14):
    sys.exit(f"setup: Python 3.10 to 3.14 is needed, this is {sys.version.split()[0]}; choose one with PYTHON=python3.12 make setup")
PY

tried=$(sed -nE 's/^ *"torch(>=[^"]*)".*/\1/p' pyproject.toml) # the versions that we support
pinned=$(sed -n 's/^torch==//p' constraints.txt)
supported() { # whether that Python has a torch that works, of one of these versions
    "$1" - "$tried" <<'PY' 2>/dev/null
import sys
import torch
from pip._vendor.packaging.specifiers import SpecifierSet
sys.exit(not SpecifierSet(sys.argv[1]).contains(torch.__version__.partition("+")[0]))
PY
}

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then # none, or one that was interrupted
    rm -rf "$venv"
    shared=()
    if supported "$python"; then shared=(--system-site-packages); fi # a torch that is there is used as it is
    "$python" -m venv "${shared[@]}" "$venv" >/dev/null 2>&1 || {
        rm -rf "$venv"
        fail "Python cannot make virtual environments here (Debian, Ubuntu: apt install python3-venv)"
    }
fi

# pip as this machine has configured it (index, proxy, find-links, constraints); what it says is kept in the log.
pip() { "$venv/bin/python" -m pip --disable-pip-version-check --quiet --retries 2 "$@" >>"$log" 2>&1; }
has_torch() { "$venv/bin/python" -c 'import torch' 2>/dev/null; }
unreachable() { grep -qiE 'NewConnectionError|ConnectTimeout|NameResolution|Max retries|ProxyError|Network is unreachable' "$1"; }
give_up() {
    if unreachable "$log"; then
        fail "no package index can be reached, and $1 is not installed yet. Is there a network, a proxy (HTTPS_PROXY) or an index of your own (PIP_INDEX_URL)? Run the same command again then. ($log)"
    fi
    fail "pip cannot install $1: $(grep -E '^ERROR' "$log" | tail -n 1 || true) (all of it: $log)"
}
: >"$log"

# What a download of the default build weighs, with what it needs: "torch 2.13.0, 2.9 GB". Empty where nobody says.
size_of() {
    "$venv/bin/python" -m pip --quiet --disable-pip-version-check install --dry-run --report - "$1" 2>>"$log" | "$venv/bin/python" -c '
import concurrent.futures, json, sys, urllib.request
wanted = [(one["metadata"], one["download_info"]["url"]) for one in json.load(sys.stdin)["install"]]
def size(url):
    if url.startswith("file:"):
        return 0
    return int(urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=20).headers["Content-Length"])
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    total = sum(pool.map(size, [url for _, url in wanted]))
version = next(about["version"] for about, _ in wanted if about["name"] == "torch")
print(f"torch {version}, {total / 1e9:.1f} GB" if total else f"torch {version}, from this machine")' 2>>"$log" || true
}

if ! supported "$venv/bin/python"; then
    echo "setup: installing torch $pinned and the other packages into $venv (a few minutes the first time)"
    again=()
    if "$venv/bin/python" -m pip show torch >/dev/null 2>&1 && ! has_torch; then again=(--force-reinstall); fi # half a torch
    # The CPU build, from wherever it can be had: the default build for Linux brings gigabytes for graphics cards.
    if ! pip install "${again[@]}" "torch==$pinned+cpu" &&
        ! pip --timeout 15 install "${again[@]}" "torch==$pinned" --index-url https://download.pytorch.org/whl/cpu; then
        what="torch==$pinned"
        size=$(size_of "$what")
        if [ -z "$size" ]; then # this machine's own constraint may want another one
            what="torch$tried"
            size=$(size_of "$what")
        fi
        if [ -z "$size" ]; then give_up torch; fi
        echo "setup: there is no CPU build of torch within reach; downloading the default build instead ($size)"
        pip install "${again[@]}" "$what" || give_up torch
    fi
    has_torch || fail "torch was installed but cannot be imported: $("$venv/bin/python" -c 'import torch' 2>&1 | tail -n 1)"
elif [ ! -e "$venv/.ready" ]; then
    echo "setup: using the torch that is there ($("$venv/bin/python" -c 'import torch; print(torch.__version__)' 2>/dev/null)); installing the other packages into $venv"
fi

# The tested versions of everything but torch, which is what it is by now.
constraints=$venv/constraints.txt
grep -v '^torch==' constraints.txt >"$constraints"
"$venv/bin/python" -c 'import importlib.metadata; print("torch==" + importlib.metadata.version("torch"))' >>"$constraints"
if ! pip install --constraint "$constraints" --editable "$what_to_install"; then
    grep -qE 'ResolutionImpossible|conflict' "$log" || give_up "the packages"
    echo "setup: this machine's constraints do not allow the versions that we test with; installing what they allow"
    pip install --editable "$what_to_install" || give_up "the packages"
fi
# What an interruption left half done looks installed to pip.
if ! "$venv/bin/python" -c 'import jinja2, matplotlib, msgspec, numpy, pyseccomp, pytest, rich, yaml' 2>>"$log"; then
    pip install --force-reinstall --constraint "$constraints" --editable "$what_to_install" || give_up "the packages"
fi
# What homeworks allow besides: `packages:` in homework.yaml.
wanted=$venv/packages.txt
if [ -f requirements.txt ]; then cp requirements.txt "$wanted"; else # the zip for Gradescope names those of its homework
    "$venv/bin/python" - hidden_tests/*/homework.yaml >"$wanted" <<'PY'
import sys, yaml
def packages(tree):
    found = set(tree.get("packages") or ())
    for variant in (tree.get("variants") or {}).values():
        found |= set((variant or {}).get("packages") or ())
    return found
trees = [yaml.safe_load(open(path, encoding="utf-8")) or {} for path in sys.argv[1:]]
print("\n".join(sorted(set().union(*map(packages, trees)))))
PY
fi
if grep -q . "$wanted" && ! pip install --constraint "$constraints" --requirement "$wanted"; then
    echo "setup: not installed: $(paste -sd ' ' "$wanted"). Homeworks that ask for them in homework.yaml cannot be graded until it is ($log)" >&2
fi
touch "$venv/.ready"
echo "setup: ready ($venv)"
