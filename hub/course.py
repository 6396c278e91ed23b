"""What every student's server gets, whichever program starts it.

``jupyterhub_config.py`` beside this file reads it; The Littlest JupyterHub reads a copy of it.
``values.yaml`` says the same to Kubernetes. The numbers that the reasons name were measured:
benchmarks/hub.md.
"""

c = get_config()  # noqa: F821

c.Spawner.default_url = "/lab"

# At work in a chapter a server and its kernel have some 210 MB. Run to their ends, the chapter that
# trains and the one that measures VGG-16 take 1.3 GB for a moment, which leaves them room. Who
# takes more loses the own kernel and nobody else's.
c.Spawner.mem_limit = "2G"

# One core for the kernel, one for the server beside it, so that a long cell stops no page.
c.Spawner.cpu_limit = 2.0

# BLAS begins a thread for each core of the machine, not for each that the limit leaves. On a
# server of 64 cores 64 threads would then wait for one another, in every kernel of the class.
c.Spawner.environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

# A chapter opens in seconds; a server that is not up after these is not coming.
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 60

# 300 students press the button within the same minute. Who comes beyond the limit is told to try
# again later, which looks like a fault: rather let all wait a little longer.
c.JupyterHub.concurrent_spawn_limit = 300
