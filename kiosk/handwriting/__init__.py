"""Reading characters that somebody writes with a finger.

For people who know no pinyin. What is written is compared, as a picture, with how a font draws
each character: in which order and in how many strokes it was written does not matter. Everything
happens in this process, nothing that was written is kept.
"""
