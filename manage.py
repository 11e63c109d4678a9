#!/usr/bin/env python
"""The archive's command line."""

import sys

from django.core.management import execute_from_command_line

from archive_site.environment import prepare

if __name__ == "__main__":
    prepare()
    execute_from_command_line(sys.argv)
