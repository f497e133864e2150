"""Publishing: what readers meet: answers, tables as shown, executed notebooks, pages, a folder to share.

In: tables, charts and notebooks. Out: a site that works with the network off.
May import: every other wing.
"""
