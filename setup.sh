#!/usr/bin/env bash
# Builds the environment: .venv for a person, or, as root in Gradescope's container, one that student code can read.
# The system's own python3 is used and never changed.
set -euo pipefail
cd "$(dirname "$0")"

if [ "$PWD" = /autograder/source ]; then
    venv=/opt/autograder-venv
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3-venv libseccomp2 >/dev/null
    what=.
    # The tests and the results are nobody's but the grader's, whatever else protects them.
    chmod -R o= /autograder/source
else
    venv=.venv
    what='.[dev]'
fi
python=${PYTHON:-python3}

"$python" - <<'PY' || exit 1
import sys
if not (3, 10) <= sys.version_info[:2] <= (3, 13):
    sys.exit(f"setup: Python 3.10 to 3.13 is needed, this is {sys.version.split()[0]}; choose one with PYTHON=python3.12 make setup")
PY

if [ ! -x "$venv/bin/python" ]; then
    rm -rf "$venv"
    "$python" -m venv "$venv" 2>/dev/null || {
        rm -rf "$venv"
        echo "setup: Python cannot make virtual environments here (Debian, Ubuntu: apt install python3-venv)" >&2
        exit 1
    }
fi
pip() { "$venv/bin/python" -m pip --disable-pip-version-check --quiet "$@"; }
# A CPU build of torch, where there are several: the default on Linux brings gigabytes of CUDA.
if ! "$venv/bin/python" -c 'import torch' 2>/dev/null; then
    echo "setup: installing torch and the other packages into $venv (a few minutes the first time)"
    torch=$(grep '^torch==' constraints.txt)
    if [ "$(uname)" = Linux ]; then
        pip install "$torch+cpu" 2>/dev/null || pip install "$torch" --index-url https://download.pytorch.org/whl/cpu
    else
        pip install "$torch"
    fi
fi
pip install --constraint constraints.txt --editable "$what"
touch "$venv/.ready"
echo "setup: ready ($venv)"
