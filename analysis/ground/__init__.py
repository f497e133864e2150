"""Ground: what every room stands on: errors, files, what is shown in which language.

In: nothing of the project. Out: files read and written whole, one kind of error, wordings in English and Chinese.
May import: no other wing.
"""
