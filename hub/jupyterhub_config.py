"""A JupyterHub for a course on one server, each student in a container of the book's image.

    jupyterhub --config hub/jupyterhub_config.py

README.md beside this file has the steps before it. Names that nobody has entered do not get in.
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821
HERE = Path(__file__).parent

load_subconfig(str(HERE / "course.py"))  # noqa: F821

# nginx.conf leads the world here and speaks TLS.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# A restart of the hub, say for a new setting, ends nobody's work.
c.JupyterHub.cleanup_servers = False

# Accounts that need no other service: who teaches adds the names on the page /hub/admin, and who
# first logs in under a name chooses its password. README.md says how an LMS (LTI 1.3) or the
# sign-in of your school takes their place.
c.JupyterHub.authenticator_class = "firstuse"
c.FirstUseAuthenticator.create_users = False
c.FirstUseAuthenticator.min_password_length = 10
c.Authenticator.allow_existing_users = True
c.Authenticator.admin_users = set(os.environ.get("HUB_ADMINS", "teacher").split(","))

# A container of the image that Kubernetes would start, with a volume of the student's own.
c.JupyterHub.spawner_class = "docker"
c.DockerSpawner.image = os.environ.get("HUB_IMAGE", "cnn-book")
c.DockerSpawner.volumes = {"cnn-book-{username}": "/home/jovyan"}
c.DockerSpawner.remove = True
# Containers reach the hub by the address that Docker's own network gives this machine.
c.JupyterHub.hub_ip = "172.17.0.1"
c.DockerSpawner.use_internal_ip = True

# A server that nothing has asked for 90 minutes ends: a lesson, in which only the slides were
# looked at. It keeps its files, and comes back in seconds. The culler looks every 10 minutes.
c.JupyterHub.services = [
    {
        "name": "cull",
        "command": [
            sys.executable,
            *("-m", "jupyterhub_idle_culler"),
            *("--timeout=5400", "--cull-every=600"),
        ],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "cull",
        "services": ["cull"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    }
]
