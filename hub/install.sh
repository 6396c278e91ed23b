#!/bin/sh
# Install what a student's server runs with into the environment of `python`: in the image, in The
# Littlest JupyterHub's environment of all users, in the trial. Run it in the folder that has
# .binder/: this repository, or a copy of its branch `notebooks`.
set -eu
cd "$(dirname "$0")/.."
python=${1:-python}

"$python" -m pip install --no-cache-dir -r .binder/requirements.txt
"$python" -m pip install --no-cache-dir -c constraints.txt -c hub/requirements.txt \
  jupyterhub nbgitpuller

# Checks web addresses with signs beyond ASCII, of which no message of Jupyter has any, and takes
# half of the time in which a server starts to prepare for it (jupyter_server, issue 1559).
"$python" -m pip uninstall --yes rfc3987-syntax

# A student may not write into the image: without this, each kernel would compile cnnlib anew.
"$python" -m compileall -q cnnlib

settings=$("$python" -c 'import sys; print(sys.prefix)')/etc/jupyter
mkdir -p "$settings"
cp hub/jupyter_server_config.json "$settings"
