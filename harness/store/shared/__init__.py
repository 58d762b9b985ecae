"""Parts of a mock that several processes, on one machine or many, share in one Redis.

``link.py`` is the way there, ``lua`` holds the steps that are one at the server, ``workers.py`` the processes.
Redis is imported only where one was asked for.
"""
