"""Locust as ``tokenassay load`` starts it: what the command line says, and no configuration file of some other load."""

from functools import partial

from locust import argument_parser, main

argument_parser.get_empty_argument_parser = partial(argument_parser.get_empty_argument_parser, default_config_files=())
main.get_parser = partial(argument_parser.get_parser, default_config_files=())  # type: ignore[attr-defined]

if __name__ == "__main__":
    main.main()
