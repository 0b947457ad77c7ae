"""Tests of pages: one package, so that a browser lasts as long as they do and no longer."""
