"""What a run puts into a real store, and how it is surely taken out again.

Test customers are written into a ledger on disk before they are created, and struck from it once the store no longer
has them. Whatever a run could not strike, because it was killed, the next one removes first.
"""
