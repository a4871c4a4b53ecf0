"""Trains the shipped embedding model: ``python -m kb.training --help``.

The way of a training: ``corpora`` reads pairs of texts, ``encoding`` turns texts into
words and words into token numbers, ``cooccurrence`` gives every token a first vector,
``contrastive`` trains the vectors on the pairs, ``evaluation`` measures them, ``saving``
writes the model folder with its card.
"""
