#!/usr/bin/env python3
"""A slow, plain second implementation of the scoring contract, for comparison.

Written from docs/SCORING.md alone, with fractions and no shortcuts. It shares
no code and no idea of speed with the engine that it checks.

    oracle.py FILE [final|self]    print the result, or exit 2 with a fault
"""
import json
import re
import sys
from fractions import Fraction as F

STAGES = ("self", "appraisal1", "appraisal2", "council", "survey")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")


class Fault(Exception):
    pass


def need(ok, what):
    if not ok:
        raise Fault(what)


# ---------------------------------------------------------------- JSON

class Raw(str):
    """A JSON number, by its digits."""


def pairs(items):
    out = {}
    for key, value in items:
        need(key not in out, "repeated field " + repr(key))
        out[key] = value
    return out


def refuse(word):
    raise Fault("not JSON: " + word)


def parse(data):
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault("not UTF-8")
    check_depth(text)
    decoder = json.JSONDecoder(object_pairs_hook=pairs, parse_float=Raw, parse_int=Raw, parse_constant=refuse)
    need(not text.startswith("\ufeff"), "not JSON: byte order mark")
    try:
        value, end = decoder.raw_decode(text, len(text) - len(text.lstrip(" \t\r\n")))
    except (ValueError, RecursionError) as error:
        raise Fault("not JSON: %s" % error)
    need(text[end:].strip(" \t\r\n") == "", "something after the object")
    check_text(value)
    return value


def check_depth(text):
    depth, inside, escaped = 0, False, False
    for c in text:
        if inside:
            if escaped:
                escaped = False
            elif c == "\\":
                escaped = True
            elif c == '"':
                inside = False
        elif c == '"':
            inside = True
        elif c in "[{":
            depth += 1
            need(depth <= 64, "nested too deep")
        elif c in "]}":
            depth -= 1


def check_text(value):
    if isinstance(value, str):
        need(not any(0xD800 <= ord(c) <= 0xDFFF for c in value), "half of a surrogate pair")
    elif isinstance(value, dict):
        for key, one in value.items():
            check_text(key)
            check_text(one)
    elif isinstance(value, list):
        for one in value:
            check_text(one)


# ---------------------------------------------------------------- scalars

def num(value):
    need(isinstance(value, str), "a number is expected")
    match = NUMBER.match(value)
    need(match is not None, "not a number: %r" % value)
    need(len(value) <= 500, "number too long")
    if match.group(3):
        need(abs(int(match.group(3)[1:])) <= 500, "exponent too large")
    return F(value)


def whole(value, low, high=None):
    n = num(value)
    need(n.denominator == 1 and n >= low and (high is None or n <= high), "whole number out of range")
    return int(n)


def text(value):
    need(isinstance(value, str) and not isinstance(value, Raw), "a text is expected")
    return value


def name(value):
    need(text(value) != "", "an empty name")
    return value


def flag(value):
    need(isinstance(value, bool), "true or false is expected")
    return value


def one_of(*words):
    def check(value):
        need(text(value) in words, "unknown word %r" % value)
        return value
    return check


def items(value):
    need(isinstance(value, list), "an array is expected")
    return value


def fields(value, required, optional=()):
    need(isinstance(value, dict), "an object is expected")
    for key in required:
        need(key in value, "missing field " + key)
    for key in value:
        need(key in required or key in optional, "unknown field %r" % key)
    return value


def no_finer(n, decimals):
    need((n * 10 ** decimals).denominator == 1, "more decimals than points_decimals")
    return n


def rounded(x, places):
    scaled = abs(x) * 10 ** places
    n = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return F(-n if x < 0 else n, 10 ** places)


def show(x, places):
    x = rounded(x, places)
    n = abs(x.numerator) * (10 ** places // x.denominator)
    digits = str(n).rjust(places + 1, "0")
    out = digits
    if places:
        out = (digits[:-places] + "." + digits[-places:]).rstrip("0").rstrip(".")
    return "-" + out if x < 0 else out


# ---------------------------------------------------------------- formulas

TOKEN = re.compile(r"\s*(?:(\d[\w.]*(?:(?<=[eE])[+-]\w*)?)|([^\W\d]\w*)|(<=|>=|==|!=|[-+*/()<>,]))")
WORDS = {"and", "or", "not", "if", "min", "max", "abs", "floor", "ceil", "round", "max_points"}
ARITY = {"if": 3, "abs": 1, "floor": 1, "ceil": 1, "round": 2}


class Formula:
    def __init__(self, expr, names):
        need(len(expr) <= 500, "expression too long")
        self.tokens, at, expr = [], 0, expr.rstrip(" \t\r\n")
        while at < len(expr):
            match = TOKEN.match(expr, at)
            need(match is not None, "not a formula")
            self.tokens.append(match.groups())
            at = match.end()
        self.at, self.nodes, self.names = 0, 0, names
        kind, self.tree = self.either()
        need(self.at == len(self.tokens), "something after the expression")
        need(kind == "number", "the expression is not a number")
        need(self.nodes <= 100, "too many nodes")

    def peek(self):
        if self.at >= len(self.tokens):
            return None
        number, word, sign = self.tokens[self.at]
        return word or sign

    def take(self, *words):
        if self.peek() in words:
            self.at += 1
            return self.tokens[self.at - 1][1] or self.tokens[self.at - 1][2]
        return None

    def node(self, kind, *tree):
        self.nodes += 1
        return kind, tree

    @staticmethod
    def of(kind, pair):
        need(pair[0] == kind, "a %s is expected" % kind)
        return pair[1]

    def either(self):
        left = self.both()
        while self.take("or"):
            left = self.node("truth", "or", self.of("truth", left), self.of("truth", self.both()))
        return left

    def both(self):
        left = self.negation()
        while self.take("and"):
            left = self.node("truth", "and", self.of("truth", left), self.of("truth", self.negation()))
        return left

    def negation(self):
        if self.take("not"):
            return self.node("truth", "not", self.of("truth", self.negation()))
        left = self.sum()
        sign = self.take("<", "<=", ">", ">=", "==", "!=")
        if sign:
            left = self.node("truth", sign, self.of("number", left), self.of("number", self.sum()))
            need(self.peek() not in ("<", "<=", ">", ">=", "==", "!="), "chained comparison")
        return left

    def sum(self):
        left = self.product()
        while True:
            sign = self.take("+", "-")
            if not sign:
                return left
            left = self.node("number", sign, self.of("number", left), self.of("number", self.product()))

    def product(self):
        left = self.minus()
        while True:
            sign = self.take("*", "/")
            if not sign:
                return left
            left = self.node("number", sign, self.of("number", left), self.of("number", self.minus()))

    def minus(self):
        if self.take("-"):
            return self.node("number", "neg", self.of("number", self.minus()))
        return self.atom()

    def atom(self):
        need(self.at < len(self.tokens), "the expression ends too early")
        number, word, sign = self.tokens[self.at]
        self.at += 1
        if number:
            return self.node("number", "const", num(number))
        if sign:
            need(sign == "(", "unexpected " + sign)
            inner = self.either()
            need(self.take(")"), "a parenthesis is missing")
            return inner
        if word == "max_points":
            return self.node("number", "max_points")
        if word in ("if", "min", "max", "abs", "floor", "ceil", "round"):
            return self.call(word)
        need(word in self.names, "unknown name " + word)
        return self.node("number", "var", word)

    def call(self, word):
        need(self.take("("), "a parenthesis is missing")
        args = [self.either()]
        while self.take(","):
            args.append(self.either())
        need(self.take(")"), "a parenthesis is missing")
        need(len(args) == ARITY.get(word, len(args)), "wrong number of arguments")
        kinds = ["truth" if word == "if" and i == 0 else "number" for i in range(len(args))]
        trees = [self.of(kind, arg) for kind, arg in zip(kinds, args)]
        if word == "round":
            last = trees[1]
            need(last[0] == "const" and last[1].denominator == 1 and last[1] <= 20, "round takes a whole literal")
        return self.node("number", word, *trees)

    def value(self, env, max_points):
        def run(tree):
            kind, args = tree[0], tree[1:]
            if kind == "const":
                return args[0]
            if kind == "var":
                return env[args[0]]
            if kind == "max_points":
                return max_points
            if kind == "if":
                return run(args[1]) if run(args[0]) else run(args[2])
            if kind == "and":
                return run(args[0]) and run(args[1])
            if kind == "or":
                return run(args[0]) or run(args[1])
            got = [run(arg) for arg in args]
            if kind == "/":
                need(got[1] != 0, "division by zero")
                return got[0] / got[1]
            return {
                "not": lambda a: not a, "neg": lambda a: -a, "+": lambda a, b: a + b, "-": lambda a, b: a - b,
                "*": lambda a, b: a * b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
                ">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "==": lambda a, b: a == b,
                "!=": lambda a, b: a != b, "min": lambda *a: min(a), "max": lambda *a: max(a), "abs": abs,
                "floor": lambda a: F(a.numerator // a.denominator), "ceil": lambda a: F(-(-a.numerator // a.denominator)),
                "round": lambda a, n: rounded(a, int(n)),
            }[kind](*got)
        return run(self.tree)


# ---------------------------------------------------------------- rules

def percentage(value):
    need(isinstance(value, dict), "an object is expected")
    if "percent" in value:
        p = num(fields(value, ["percent"])["percent"])
        need(p >= 0, "negative percentage")
        return p
    fields(value, ["a", "b"])
    a, b = num(value["a"]), num(value["b"])
    need(a >= 0 and b > 0, "bad percentage")
    return 100 * a / b


def unique(codes):
    need(len(set(codes)) == len(codes), "a code is taken twice")


def clamp(x, low, high):
    return max(low, min(high, x))


class Rule:
    """One rule: checked when it is made; points(value) gives points before rounding."""

    def __init__(self, spec, top, decimals, part=False):
        need(isinstance(spec, dict) and "type" in spec, "a rule has a type")
        self.type, self.max, self.decimals = text(spec["type"]), top, decimals
        self.least = F(0)
        make = getattr(self, "make_" + self.type, None)
        need(make is not None, "unknown rule " + self.type)
        need(not part or self.type not in ("survey", "relative", "sum_of", "best_of"), "not a part")
        own = ["type", "max"] if part else ["type"]
        self.take = lambda required, optional=(): fields(spec, own + list(required), optional)
        make()

    def amount(self, value):
        return no_finer(num(value), self.decimals)

    def reach(self, most, least):
        need(most == self.max, "the rule cannot reach its max or can exceed it")
        self.least = min(F(0), least)

    def cut(self, spec):
        return whole(spec["percent_decimals"], 0, 20) if "percent_decimals" in spec else None

    def make_yes_no(self):
        spec = self.take([], ["yes", "no"])
        yes = self.amount(spec["yes"]) if "yes" in spec else self.max
        no = self.amount(spec["no"]) if "no" in spec else F(0)
        self.reach(max(yes, no), min(yes, no))
        self.points = lambda v: yes if flag(fields(v, ["yes"])["yes"]) else no

    def make_checklist(self):
        spec = self.take(["items", "mode"])
        every = one_of("sum", "all")(spec["mode"]) == "all"
        worth = {}
        for item in items(spec["items"]):
            fields(item, ["code"] + ([] if every else ["points"]), ["label"])
            text(item.get("label", ""))
            need(name(item["code"]) not in worth, "item twice")
            worth[item["code"]] = F(0) if every else self.amount(item["points"])
        if not every:
            self.reach(sum(max(F(0), p) for p in worth.values()), sum(min(F(0), p) for p in worth.values()))

        def points(value):
            checked = [text(c) for c in items(fields(value, ["checked"])["checked"])]
            unique(checked)
            for code in checked:
                need(code in worth, "unknown item")
            if every:
                return self.max if len(checked) == len(worth) else F(0)
            return sum((worth[c] for c in checked), F(0))
        self.points = points

    def make_choice(self):
        worth = {}
        for option in items(self.take(["options"])["options"]):
            fields(option, ["code", "points"], ["label"])
            text(option.get("label", ""))
            need(name(option["code"]) not in worth, "option twice")
            worth[option["code"]] = self.amount(option["points"])
        need(worth, "no options")
        self.reach(max(worth.values()), min(worth.values()))

        def points(value):
            code = text(fields(value, ["option"])["option"])
            need(code in worth, "unknown option")
            return worth[code]
        self.points = points

    def make_steps(self):
        spec = self.take(["steps"], ["otherwise", "percent_decimals"])
        otherwise, cut, steps = self.amount(spec.get("otherwise", "0")), self.cut(spec), []
        for step in items(spec["steps"]):
            fields(step, ["points"], ["over", "from"])
            need(("over" in step) != ("from" in step), "over or from")
            over = "over" in step
            steps.append((num(step["over"] if over else step["from"]), over, self.amount(step["points"])))
        for (t1, over1, _), (t2, over2, _) in zip(steps, steps[1:]):
            need(t1 > t2 or t1 == t2 and over1 and not over2, "thresholds do not fall")
        every = [otherwise] + [s[2] for s in steps]
        self.reach(max(every), min(every))

        def points(value):
            p = percentage(value)
            if cut is not None:
                p = rounded(p, cut)
            for threshold, over, worth in steps:
                if p > threshold or p == threshold and not over:
                    return worth
            return otherwise
        self.points = points

    def make_ratio(self):
        spec = self.take([], ["floor", "full_from", "invert", "percent_decimals"])
        floor = num(spec["floor"]) if "floor" in spec else None
        full = num(spec["full_from"]) if "full_from" in spec else None
        invert, cut = flag(spec.get("invert", False)), self.cut(spec)
        need(floor is None or floor <= 100, "cannot reach the max")

        def points(value):
            p = percentage(value)
            if cut is not None:
                p = rounded(p, cut)
            if invert:
                p = 100 - p
            p = clamp(p, F(0), F(100))
            if floor is not None and p < floor:
                return F(0)
            if full is not None and p >= full:
                return self.max
            return self.max * p / 100
        self.points = points

    def make_piecewise(self):
        at = []
        for point in items(self.take(["at"])["at"]):
            fields(point, ["percent", "points"])
            at.append((num(point["percent"]), self.amount(point["points"])))
        need(at, "no points")
        for (x1, _), (x2, _) in zip(at, at[1:]):
            need(x1 < x2, "percents do not rise")
        self.reach(max(y for _, y in at), min(y for _, y in at))

        def points(value):
            p = percentage(value)
            if p <= at[0][0]:
                return at[0][1]
            for (x1, y1), (x2, y2) in zip(at, at[1:]):
                if p <= x2:
                    return y1 + (y2 - y1) * (p - x1) / (x2 - x1)
            return at[-1][1]
        self.points = points

    def make_relative(self):
        self.take([])
        self.points = lambda v: percentage(v)  # the share of the best comes later

    def counted(self, spec):
        each = self.amount(spec["each"])
        need(each > 0, "each is above 0")
        return each

    def bottom(self, spec):
        low = self.amount(spec.get("min", "0"))
        need(low <= self.max, "min above max")
        self.least = min(F(0), low)
        return low

    def make_count(self):
        each = self.counted(self.take(["each"]))
        self.points = lambda v: min(each * whole(fields(v, ["count"])["count"], 0), self.max)

    def make_deduction(self):
        spec = self.take(["each"], ["min"])
        each, low = self.counted(spec), self.bottom(spec)
        self.points = lambda v: max(self.max - each * whole(fields(v, ["count"])["count"], 0), low)

    def make_manual(self):
        spec = self.take([], ["min", "step"])
        low, step = self.bottom(spec), None
        if "step" in spec:
            step = self.amount(spec["step"])
            need(step > 0 and (self.max / step).denominator == 1, "bad step")

        def points(value):
            p = num(fields(value, ["points"])["points"])
            need(low <= p <= self.max, "out of range")
            need(step is None or (p / step).denominator == 1, "not a multiple of step")
            return p
        self.points = points

    def make_formula(self):
        spec = self.take(["expr"], ["vars", "min"])
        low, bounds = self.bottom(spec), {}
        for var in items(spec.get("vars", [])):
            fields(var, ["name"], ["label", "min", "max"])
            text(var.get("label", ""))
            word = name(var["name"])
            need(re.match(r"[^\W\d]\w*\Z", word) and word not in WORDS and word not in bounds, "bad variable")
            bounds[word] = tuple(num(var[k]) if k in var else None for k in ("min", "max"))
            need(None in bounds[word] or bounds[word][0] <= bounds[word][1], "empty range")
        formula = Formula(text(spec["expr"]), bounds)

        def points(value):
            given = fields(value, ["vars"])["vars"]
            fields(given, list(bounds))
            env = {key: num(one) for key, one in given.items()}
            for key, (least, most) in bounds.items():
                need(least is None or env[key] >= least, "below the variable's min")
                need(most is None or env[key] <= most, "above the variable's max")
            return clamp(formula.value(env, self.max), low, self.max)
        self.points = points

    def make_parts(self):
        parts = []
        for part in items(self.take(["parts"])["parts"]):
            need(isinstance(part, dict) and "max" in part, "a part has a max")
            top = self.amount(part["max"])
            need(top > 0, "max is above 0")
            parts.append(Rule(part, top, self.decimals, part=True))
        return parts

    def part_values(self, value, parts):
        values = items(fields(value, ["parts"])["parts"])
        need(len(values) == len(parts), "wrong number of parts")
        return values

    def make_sum_of(self):
        parts = self.make_parts()
        need(sum((p.max for p in parts), F(0)) >= self.max, "cannot reach the max")
        self.points = lambda v: clamp(
            sum((p.points(one) for p, one in zip(parts, self.part_values(v, parts))), F(0)), F(0), self.max)

    def make_best_of(self):
        parts = self.make_parts()
        need(parts and max(p.max for p in parts) >= self.max, "cannot reach the max")

        def points(value):
            got = [p.points(one) for p, one in zip(parts, self.part_values(value, parts)) if one is not None]
            need(got, "all parts are null")
            return clamp(max(got), F(0), self.max)
        self.points = points

    def make_survey(self):
        spec = self.take(["weights", "groups"], ["min_ballots"])
        need(isinstance(spec["weights"], dict), "an object is expected")
        weights = {key: num(one) for key, one in spec["weights"].items()}
        need(weights and min(weights.values()) >= 0 and max(weights.values()) == 100, "bad weights")
        groups, ballots = {}, whole(spec.get("min_ballots", "1"), 0)
        for group in items(spec["groups"]):
            fields(group, ["id", "weight"])
            need(name(group["id"]) not in groups, "group twice")
            groups[group["id"]] = num(group["weight"])
            need(groups[group["id"]] > 0, "bad group weight")
        need(groups, "no groups")

        def points(value):
            given, top, bottom = fields(value, ["groups"])["groups"], F(0), F(0)
            fields(given, [], list(groups))
            for key, group in given.items():
                fields(group, ["ballots", "questions"])
                enough, shares = whole(group["ballots"], 0) >= ballots, []
                for question in items(group["questions"]):
                    need(isinstance(question, dict), "an object is expected")
                    counts = {k: whole(n, 0) for k, n in question.items()}
                    counts = {k: n for k, n in counts.items() if k in weights}
                    if sum(counts.values()):
                        shares.append(sum(weights[k] * n for k, n in counts.items()) / (100 * sum(counts.values())))
                if enough and shares:
                    top += groups[key] * sum(shares) / len(shares)
                    bottom += groups[key]
            return self.max * top / bottom if bottom else None
        self.points = points


# ---------------------------------------------------------------- the bundle

class Leaf:
    def __init__(self, node, decimals):
        fields(node, ["code", "max", "rule"], ["title", "na", "kind", "children"])
        self.code = node["code"]
        self.max = no_finer(num(node["max"]), decimals)
        need(self.max > 0, "max is above 0")
        self.na = one_of("forbid", "remove", "full")(node.get("na", "forbid"))
        self.kind = one_of("normal", "bonus", "penalty")(node.get("kind", "normal"))
        need(self.na != "full" or self.kind == "normal", "full on bonus or penalty")
        self.rule = Rule(node["rule"], self.max, decimals)
        self.survey = self.rule.type == "survey"


class Bundle:
    def __init__(self, doc):
        fields(doc, ["format", "round", "set", "method", "units"], ["answers", "previous"])
        need(text(doc["format"]) == "parindex.bundle/1", "unknown format")
        fields(doc["round"], ["id", "year"], ["title"])
        self.round = name(doc["round"]["id"])
        whole(doc["round"]["year"], -10 ** 9, 10 ** 9)
        text(doc["round"].get("title", ""))
        self.read_set(doc["set"])
        self.read_method(doc["method"])
        self.read_units(doc["units"])
        self.read_answers(doc.get("answers", []))
        self.read_previous(doc.get("previous", {}))

    def read_set(self, spec):
        fields(spec, ["id", "nodes"], ["title", "points_decimals", "bonus_cap", "penalty_cap"])
        name(spec["id"])
        text(spec.get("title", ""))
        self.pd = whole(spec.get("points_decimals", "2"), 0, 4)
        self.caps = {}
        for key in ("bonus_cap", "penalty_cap"):
            self.caps[key] = no_finer(num(spec[key]), self.pd) if key in spec else None
            need(self.caps[key] is None or self.caps[key] >= 0, "negative cap")
        self.leaves, self.inner, self.codes = [], [], {}
        self.read_nodes(spec["nodes"])

    def read_nodes(self, nodes):
        for node in items(nodes):
            need(isinstance(node, dict) and "code" in node, "a node has a code")
            code = name(node["code"])
            text(node.get("title", ""))
            need(code not in self.codes, "code twice")
            if items(node.get("children", [])):
                fields(node, ["code", "children"], ["title"])
                entry = [code, len(self.leaves), None]
                self.inner.append(entry)
                self.codes[code] = ("inner", entry)
                self.read_nodes(node["children"])
                entry[2] = len(self.leaves)
            else:
                self.codes[code] = ("leaf", len(self.leaves))
                self.leaves.append(Leaf(node, self.pd))

    def read_method(self, spec):
        fields(spec, ["classes"], ["index_decimals", "rank_on", "ranking", "tie_break", "average_of", "no_survey",
                                   "cap_at_100", "class_caps"])
        self.id = whole(spec.get("index_decimals", "2"), 0, 20)
        self.rank_on = one_of("rounded", "exact")(spec.get("rank_on", "rounded"))
        self.ranking = one_of("competition", "dense")(spec.get("ranking", "competition"))
        self.average_of = one_of("exact", "rounded")(spec.get("average_of", "exact"))
        self.no_survey = one_of("remove", "zero")(spec.get("no_survey", "remove"))
        self.capped = flag(spec.get("cap_at_100", False))
        self.ties = [text(tie) for tie in items(spec.get("tie_break", []))]
        for tie in self.ties:
            need(tie == "points" or tie.startswith("node:") and tie[5:] in self.codes, "unknown tie-break")
        self.classes = []
        for one in items(spec["classes"]):
            fields(one, ["name", "from"])
            self.classes.append((name(one["name"]), num(one["from"])))
        unique([c for c, _ in self.classes])
        froms = [n for _, n in self.classes]
        need(froms and froms[-1] == 0 and all(x > y for x, y in zip(froms, froms[1:])), "classes do not fall to 0")
        self.class_caps = []
        for one in items(spec.get("class_caps", [])):
            fields(one, ["node", "index_below", "at_most"], ["reason"])
            need(name(one["node"]) in self.codes, "unknown node")
            names = [c for c, _ in self.classes]
            need(text(one["at_most"]) in names, "unknown class")
            self.class_caps.append((one["node"], num(one["index_below"]), names.index(one["at_most"]),
                                    text(one.get("reason", ""))))

    def read_units(self, units):
        self.units = []
        for unit in items(units):
            fields(unit, ["code"], ["name", "ranked"])
            text(unit.get("name", ""))
            self.units.append((name(unit["code"]), flag(unit.get("ranked", True))))
        need(self.units, "no units")
        unique([code for code, _ in self.units])

    def read_answers(self, answers):
        self.answers, units = {}, {code for code, _ in self.units}
        for answer in items(answers):
            fields(answer, ["unit", "node", "stage"], ["value", "points", "na", "reason"])
            text(answer.get("reason", ""))
            unit, code = text(answer["unit"]), text(answer["node"])
            stage = one_of(*STAGES)(answer["stage"])
            need(unit in units, "unknown unit")
            need(self.codes.get(code, ("inner",))[0] == "leaf", "unknown leaf")
            leaf = self.leaves[self.codes[code][1]]
            need((unit, code, stage) not in self.answers, "answered twice")
            self.answers[unit, code, stage] = self.answer(leaf, stage, answer)

    def answer(self, leaf, stage, answer):
        form = [key for key in ("value", "points", "na") if key in answer]
        need(len(form) == 1, "exactly one of value, points, na")
        form = form[0]
        if leaf.survey:
            need((stage, form) in (("survey", "value"), ("survey", "points"), ("council", "points"), ("council", "na")),
                 "not an answer to a survey leaf")
        else:
            need(stage != "survey", "only survey leaves take the stage survey")
        if form == "na":
            need(answer["na"] is True, "na is true")
            need(leaf.na != "forbid", "not applicable is forbidden")
            return "na", None
        if form == "points":
            points = num(answer["points"])
            need(stage != "self", "typed at self")
            need(leaf.rule.least <= points <= leaf.max, "typed points out of range")
            return "points", points
        return "value", leaf.rule.points(answer["value"])

    def read_previous(self, spec):
        fields(spec, [], ["year", "average", "results"])
        if "year" in spec:
            whole(spec["year"], -10 ** 9, 10 ** 9)
        self.previous_average = rounded(num(spec["average"]), self.id) if "average" in spec else None
        self.previous = {}
        for one in items(spec.get("results", [])):
            fields(one, ["unit"], ["index", "class", "rank"])
            text(one.get("class", ""))
            need(name(one["unit"]) not in self.previous, "unit twice")
            self.previous[one["unit"]] = (
                rounded(num(one["index"]), self.id) if "index" in one else None,
                whole(one["rank"], 1, 10 ** 9) if "rank" in one else None)

    # ------------------------------------------------------------ computing

    def effective(self, unit, leaf, view):
        if leaf.survey:
            stages = ["survey"] if view == "self" else ["council", "survey"]
        else:
            stages = ["self"] if view == "self" else ["council", "appraisal2", "appraisal1"]
        for stage in stages:
            if (unit, leaf.code, stage) in self.answers:
                return stage, self.answers[unit, leaf.code, stage]
        return None, (None, None)

    def leaf_scores(self, view):
        """(state, stage, points) by unit and leaf."""
        out = {}
        for leaf in self.leaves:
            best = F(0)
            for unit, ranked in self.units:
                form, points = self.effective(unit, leaf, view)[1]
                if ranked and form == "value" and leaf.rule.type == "relative":
                    best = max(best, points)
            for unit, _ in self.units:
                stage, (form, points) = self.effective(unit, leaf, view)
                state = "scored"
                if form is None:
                    state, points = "no_survey" if leaf.survey else "missing", F(0)
                elif form == "na":
                    state, points = "na", leaf.max if leaf.na == "full" else F(0)
                elif form == "value" and points is None:
                    state, points = "no_survey", F(0)
                elif form == "value" and leaf.rule.type == "relative":
                    points = min(leaf.max * points / best, leaf.max) if best else F(0)
                out[unit, leaf.code] = state, stage, rounded(points, self.pd)
        return out

    def compute(self, view):
        scores = self.leaf_scores(view)
        units = [self.unit(code, ranked, scores) for code, ranked in self.units]
        ranked = [u for u in units if u["ranked"]]
        ranked.sort(key=lambda u: u["key"], reverse=False)
        for i, u in enumerate(ranked):
            if i and ranked[i - 1]["key"] == u["key"]:
                u["rank"] = ranked[i - 1]["rank"]
            elif self.ranking == "dense":
                u["rank"] = ranked[i - 1]["rank"] + 1 if i else 1
            else:
                u["rank"] = i + 1
        return {
            "format": "parindex.result/1", "round": self.round, "view": view,
            "units": [self.unit_out(u, scores) for u in ranked + [u for u in units if not u["ranked"]]],
            "summary": self.summary(ranked),
        }

    def removed(self, leaf, state):
        return state == "na" and leaf.na == "remove" or state == "no_survey" and self.no_survey == "remove"

    def total(self, unit, leaves, scores):
        points = top = F(0)
        for leaf in leaves:
            if leaf.kind == "normal":
                state, _, got = scores[unit, leaf.code]
                points += got
                top += 0 if self.removed(leaf, state) else leaf.max
        return points, top

    def node_index(self, unit, code, scores):
        kind, at = self.codes[code]
        if kind == "leaf":
            leaf = self.leaves[at]
            state, _, points = scores[unit, code]
            return None if leaf.kind != "normal" or self.removed(leaf, state) else 100 * points / leaf.max
        points, top = self.total(unit, self.leaves[at[1]:at[2]], scores)
        return 100 * points / top if top else None

    def unit(self, code, ranked, scores):
        normal, top = self.total(code, self.leaves, scores)
        need(top != 0, "a unit's maximum is 0")
        extra = {kind: sum((scores[code, leaf.code][2] for leaf in self.leaves if leaf.kind == kind), F(0))
                 for kind in ("bonus", "penalty")}
        for kind in extra:
            if self.caps[kind + "_cap"] is not None:
                extra[kind] = min(extra[kind], self.caps[kind + "_cap"])
        points = normal + extra["bonus"] - extra["penalty"]
        exact = max(F(0), 100 * points / top)
        if self.capped:
            exact = min(exact, F(100))
        index = rounded(exact, self.id)
        key = [-(exact if self.rank_on == "exact" else index)]
        for tie in self.ties:
            if tie == "points":
                key.append(-points)
            else:
                of = self.node_index(code, tie[5:], scores)
                key.append((of is None, F(0) if of is None else -of))
        position = next(i for i, (_, start) in enumerate(self.classes) if start <= index)
        reason = ""
        for node, below, at_most, why in self.class_caps:
            of = self.node_index(code, node, scores)
            if of is not None and rounded(of, self.id) < below and at_most > position:
                position, reason = at_most, why
        return {"code": code, "ranked": ranked, "points": points, "max": top, "exact": exact, "index": index,
                "key": key, "class": position, "reason": reason, "rank": None}

    def unit_out(self, u, scores):
        old_index, old_rank = self.previous.get(u["code"], (None, None))
        nodes = []
        for code, start, end in self.inner:
            points, top = self.total(u["code"], self.leaves[start:end], scores)
            nodes.append({"code": code, "points": show(points, self.pd), "max": show(top, self.pd),
                          "index": show(100 * points / top, self.id) if top else None})
        leaves = []
        for leaf in self.leaves:
            state, stage, points = scores[u["code"], leaf.code]
            leaves.append({"code": leaf.code, "state": state, "stage": stage, "points": show(points, self.pd),
                           "max": show(leaf.max, self.pd)})
        return {
            "unit": u["code"], "rank": u["rank"], "index": show(u["index"], self.id),
            "points": show(u["points"], self.pd), "max": show(u["max"], self.pd),
            "class": self.classes[u["class"]][0], "class_reason": u["reason"],
            "change": None if old_index is None else show(u["index"] - old_index, self.id),
            "rank_change": None if old_rank is None or u["rank"] is None else old_rank - u["rank"],
            "nodes": nodes, "leaves": leaves,
        }

    def summary(self, ranked):
        average = None
        if ranked:
            key = "exact" if self.average_of == "exact" else "index"
            average = rounded(sum(u[key] for u in ranked) / len(ranked), self.id)
        before = self.previous_average
        members = [[u["code"] for u in ranked if u["class"] == i] for i in range(len(self.classes))]
        return {
            "count": len(ranked),
            "average": None if average is None else show(average, self.id),
            "highest": show(max(u["index"] for u in ranked), self.id) if ranked else None,
            "lowest": show(min(u["index"] for u in ranked), self.id) if ranked else None,
            "classes": [{"name": c, "count": len(m), "units": m} for (c, _), m in zip(self.classes, members)],
            "previous_average": None if before is None else show(before, self.id),
            "change": None if before is None or average is None else show(average - before, self.id),
        }


def compute(data, view):
    return Bundle(parse(data)).compute(view)


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    try:
        result = compute(data, sys.argv[2] if len(sys.argv) > 2 else "final")
    except Fault as fault:
        print(fault, file=sys.stderr)
        sys.exit(2)
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
