"""The door for programs that call `https://api.github.com` and nothing else: their calls are intercepted.

Three ways lead in, from the nearest to the farthest program:

- `clients`: httpx in this process, without a socket (respx).
- `sockets`: whatever else in this process opens Python's sockets: urllib3, requests, aiohttp.
- `proxy`: programs of any language in processes of their own, by an HTTPS proxy and by the
  certificate authority in `authority`; `environment` has the variables that tell them.

`hosts` says for all of them which hosts are the world's; `doors` opens and closes them.
"""
