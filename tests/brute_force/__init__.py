"""A second evaluator, slow and plain, written from the definition of answers and results alone.

It shares nothing with `bot/`: where the two agree on thousands of random patients, a mistake would have to have been
made twice. `forms` reads what is written, `facts` lists what it allows, `oracle` decides, `patients` invents patients.
"""
