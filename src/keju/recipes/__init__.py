"""From a command line or a file to objects: the only place where names become concrete parts."""
