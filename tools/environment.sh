#!/bin/sh
# Finds a Python that serves and has it prepare .venv:  sh tools/environment.sh book|test
# PYTHON names the one to take; otherwise it is that of .venv, else the first suitable one.
set -u

check='
import sys
version = ".".join(str(part) for part in sys.version_info[:3])
if not (3, 11) <= sys.version_info[:2] < (3, 14):
    sys.exit("is Python " + version)
if sys.maxsize < 2**32:
    sys.exit("is a 32-bit Python, for which there is no TensorFlow")
try:
    import ensurepip, venv
except ImportError:
    sys.exit("is Python %s without venv; on Debian and Ubuntu: apt install python%d.%d-venv"
             % ((version,) + tuple(sys.version_info[:2])))
'
newline='
'
looked=''

try() {
    if ! command -v "$1" >/dev/null 2>&1; then
        why='was not found'
    elif why=$("$1" -c "$check" 2>&1); then
        "$1" tools/environment.py "$2"
        exit $?
    fi
    looked="$looked  $1 ${why%%"$newline"*}$newline"
}

cd "$(dirname "$0")/.." || exit 1
if [ -n "${PYTHON:-}" ]; then
    try "$PYTHON" "$1"
else
    for candidate in .venv/bin/python python3 python3.13 python3.12 python3.11 python; do
        try "$candidate" "$1"
    done
fi
cat >&2 <<MESSAGE
No suitable Python: 3.11, 3.12 or 3.13 is needed, 64-bit, with its module venv. Looked at:
${looked}Install one of these, or name yours:  make PYTHON=/path/to/python3.12 $1
MESSAGE
exit 1
