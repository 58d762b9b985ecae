"""One renderer per format, all fed by one stream of events; none of them decides anything."""
