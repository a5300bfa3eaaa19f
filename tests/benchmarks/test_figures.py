"""Shares and areas, and what is printed of them."""

import json

import numpy

from benchmarks.figures import Ratio, as_json, auc, f1


def test_the_area_is_one_for_the_right_order_and_a_half_for_ties_and_for_nothing_to_order():
    labels = numpy.array([1, 0, 1, 0])
    assert auc(labels, numpy.array([0.9, 0.1, 0.8, 0.2])) == 1.0
    assert auc(labels, numpy.array([0.5, 0.5, 0.5, 0.5])) == 0.5
    assert auc(numpy.array([1, 1]), numpy.array([0.5, 0.5])) == 0.5


def test_f1_of_nothing_found_is_nought():
    assert f1(0.0, 0.0) == 0.0
    assert f1(0.5, 1.0) == 2 / 3


def test_totals_are_one_line_in_which_a_share_of_nothing_is_null():
    line = as_json({"right": Ratio(1, 3), "none": Ratio(), "count": 7, "share": 2 / 3})
    assert "\n" not in line
    assert json.loads(line) == {"right": 0.3333, "none": None, "count": 7, "share": 0.6667}
