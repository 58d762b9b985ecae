"""Locust as ``tokenassay load`` starts it: what the command line says, and no configuration file of some other load."""

from functools import partial

from locust import argument_parser, main
from locust.stats import StatsCSVFileWriter


def _left_open(writer: StatsCSVFileWriter) -> None:
    """Write what is left, but close no file: Locust's own writer may get another turn while workers end."""
    for name, file in vars(writer).items():
        if name.endswith("_filehandle"):
            file.flush()


argument_parser.get_empty_argument_parser = partial(argument_parser.get_empty_argument_parser, default_config_files=())
main.get_parser = partial(argument_parser.get_parser, default_config_files=())  # type: ignore[attr-defined]
StatsCSVFileWriter.close_files = _left_open  # type: ignore[assignment, method-assign]

if __name__ == "__main__":
    main.main()
