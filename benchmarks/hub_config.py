"""The trial's configuration: the one for a course, with what a machine without Docker can start.

Anyone who reaches it may log in under any name, and all servers run as one user. So it listens on
127.0.0.1 alone, and is for nothing but the trial.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821

load_subconfig(str(Path(__file__).parent.parent / "hub" / "jupyterhub_config.py"))  # noqa: F821

port = int(os.environ["TRIAL_PORT"])
c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = port + 1
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{port + 2}"
c.ConfigurableHTTPProxy.command = [os.environ["TRIAL_PROXY"]]
c.JupyterHub.cleanup_servers = True

c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.Authenticator.admin_users = set()

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = os.environ["TRIAL_HOMES"] + "/{username}"
# Without containers all kernels share this machine's ports, and two that start at one moment may
# choose the same. Sockets that are files have no such end.
c.Spawner.args = ["--KernelManager.transport=ipc"]
# Where the trial runs in a container, it may have no other user.
if os.geteuid() == 0:
    c.Spawner.args.append("--allow-root")
