"""What stands around the words of a message: whether they are asked, denied, doubted, or of others or another time.

In the way of ConText (Harkema and others, 2009): a trigger reaches forward or back, until something ends its reach.
"""
