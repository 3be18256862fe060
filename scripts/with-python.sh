#!/bin/sh
# Run a script with a Python that is new enough: sh scripts/with-python.sh SCRIPT [ARGUMENT...]
# PYTHON names one to take; otherwise the first fitting one on the PATH is taken.
set -u

old=
bare=
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        old="$old $version"
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        bare="$bare $version"
    else
        exec "$python" "$@"
    fi
done

if [ -n "$bare" ]; then
    set -- $bare
    echo "Python $1 is here, but without its 'venv' module." >&2
    echo "On Debian or Ubuntu: apt-get install python$1-venv" >&2
elif [ -n "$old" ]; then
    echo "Python 3.11 or newer is needed; found:$old." >&2
    echo "Install a newer one (https://www.python.org/downloads/), or name it: make PYTHON=/path/to/python3.12" >&2
else
    echo "Python 3.11 or newer is needed; none was found${PYTHON:+ at $PYTHON}." >&2
    echo "On Debian or Ubuntu: apt-get install python3 python3-venv" >&2
fi
exit 1
