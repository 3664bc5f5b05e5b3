"""What runs inside the box. Imports nothing of Keju but its own siblings, on Python 3.9 or newer.

The folder travels into the box as a zip file (see keju.sandbox.bundle), so that it can be read
there whatever the rights of the folders around it.
"""
