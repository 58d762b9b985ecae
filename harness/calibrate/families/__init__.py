"""The measurements, one file for each thing that a store can be asked."""
