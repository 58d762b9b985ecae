"""Tests of the mock store, over real sockets."""
