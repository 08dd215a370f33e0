#!/usr/bin/env python3
"""Random bundles, good and bad, with what the oracle says of them.

    generate.py SEED COUNT

prints one JSON object a line: the bundle in base64, and the result of both views
(null where the bundle is at fault for that view).
"""
import base64
import json
import random
import sys

import oracle

R = random.Random()


def chance(p):
    return R.random() < p


def spell(n, d=0):
    """The number n / 10^d in one of its spellings."""
    sign, n = ("-" if n < 0 else ""), abs(n)
    digits = str(n).rjust(d + 1, "0")
    text = digits[:len(digits) - d] + ("." + digits[len(digits) - d:] if d else "")
    roll = R.random()
    if roll < 0.1:
        text += "0" if d else ".0"
    elif roll < 0.15:
        text = "%de-%d" % (n, d)
    elif roll < 0.18:
        text += "E+0"
    elif roll < 0.2 and n:
        text = "%d00e-%02d" % (n, d + 2)
    text = sign + text
    return text if chance(0.7) else oracle.Raw(text)


class Gen:
    def __init__(self):
        self.pd = R.choice([0, 1, 2, 2, 2, 2, 3, 4])
        self.made = 0
        self.leaves = []
        self.inner = []

    def points(self, low, high):
        """A number of points from low to high, as a count of the smallest unit."""
        scale = 10 ** self.pd
        step = R.choice([1, scale, max(1, scale // 2), max(1, scale // 4), max(1, scale // 10)])
        return R.randint(-(-low // step), high // step) * step if high // step >= -(-low // step) else high

    def p(self, n):
        return spell(n, self.pd)

    def top(self):
        big = chance(0.02)
        return max(1, self.points(1, 10 ** R.randint(20, 60) if big else 8 * 10 ** self.pd))

    def percent(self, low=0, high=110):
        d = R.choice([0, 0, 0, 1, 2, 3])
        return spell(R.randint(low * 10 ** d, high * 10 ** d), d)

    def node(self, depth):
        self.made += 1
        code = R.choice(["%d", "n%d", "Đ%d", "1.%d"]) % self.made
        node = {"code": code}
        if chance(0.5):
            node["title"] = R.choice(["Cải cách", "", "x\"\\\n", "😀"])
        if depth < 3 and chance(0.45):
            self.inner.append(code)
            node["children"] = [self.node(depth + 1) for _ in range(R.randint(1, 3))]
            return node
        top = self.top()
        node["max"] = self.p(top)
        kind = R.choice(["normal"] * 6 + ["bonus", "penalty"])
        na = R.choice(["forbid", "remove", "full"])
        if kind != "normal" and na == "full":
            na = "remove"
        if kind != "normal" or chance(0.3):
            node["kind"] = kind
        if na != "forbid" or chance(0.3):
            node["na"] = na
        kinds = ["yes_no", "checklist", "choice", "steps", "ratio", "piecewise", "relative", "count", "deduction",
                 "manual", "formula", "sum_of", "best_of", "survey"]
        rule, value, least = self.rule(R.choice(kinds), top)
        node["rule"] = rule
        if chance(0.05):
            node["children"] = []
        self.leaves.append((code, top, na, rule["type"], value, least))
        return node

    def rule(self, kind, top):
        """A rule that reaches top, a maker of values, and the rule's minimum."""
        return getattr(self, kind)(top)

    def yes_no(self, top):
        rule, least = {"type": "yes_no"}, 0
        if chance(0.3):
            rule["yes"] = self.p(top)
        if chance(0.4):
            least = self.points(-top, top)
            rule["no"] = self.p(least)
        return rule, lambda: {"yes": chance(0.5)}, min(0, least)

    def checklist(self, top):
        codes = ["a", "b", "c", "Đ"][:R.randint(1, 4)]
        value = lambda: {"checked": R.sample(codes, R.randint(0, len(codes)))}
        if chance(0.3):
            return {"type": "checklist", "mode": "all", "items": [{"code": c, "label": "x"} for c in codes]}, value, 0
        items, left, least = [], top, 0
        for i, c in enumerate(codes):
            worth = left if i == len(codes) - 1 else self.points(-(top // 4), left)
            if worth > 0:
                left -= worth
            else:
                least += worth
            items.append({"code": c, "points": self.p(worth)})
        R.shuffle(items)
        return {"type": "checklist", "mode": "sum", "items": items}, value, least

    def choice(self, top):
        worth = [top] + [self.points(-top, top) for _ in range(R.randint(0, 3))]
        R.shuffle(worth)
        options = [{"code": "o%d" % i, "label": "Mức %d" % i, "points": self.p(w)} for i, w in enumerate(worth)]
        return {"type": "choice", "options": options}, lambda: {"option": R.choice(options)["code"]}, min(0, *worth)

    def share(self, about=None):
        roll = R.random()
        if about and roll < 0.4:
            return {"percent": R.choice(about)}
        if roll < 0.6:
            b = R.choice([1, 3, 7, 20, 40, 120671, R.randint(1, 2000), R.randint(1, 10 ** 12)])
            return {"a": spell(R.randint(0, b + b // 10), R.choice([0, 0, 0, 2])), "b": spell(b, R.choice([0, 0, 0, 2]))}
        if roll < 0.62:
            return {"percent": R.choice(["1e500", "1e-500", "0.5e-400", "9" * 490])}
        return {"percent": self.percent()}

    def cut(self, rule):
        if chance(0.4):
            rule["percent_decimals"] = R.choice([0, 1, 2, "2", 3])
        return rule

    def steps(self, top):
        at = sorted(R.sample(range(0, 1050, 25), R.randint(1, 4)), reverse=True)
        worth = [self.points(-(top // 2), top) for _ in at]
        worth[R.randrange(len(worth))] = top
        steps = []
        for t, w in zip(at, worth):
            steps.append({R.choice(["over", "from"]): spell(t, 1), "points": self.p(w)})
            if "over" in steps[-1] and chance(0.2):
                worth.append(self.points(0, top))
                steps.append({"from": spell(t, 1), "points": self.p(worth[-1])})
        rule = {"type": "steps", "steps": steps}
        if chance(0.3):
            worth.append(self.points(-top, top))
            rule["otherwise"] = self.p(worth[-1])
        about = [spell(t, 1) for t in at] + [spell(t * 1000 + R.choice([-1, 1, 5, -5]), 4) for t in at if t]
        return self.cut(rule), lambda: self.share(about), min(0, *worth)

    def ratio(self, top):
        rule = {"type": "ratio"}
        if chance(0.4):
            rule["floor"] = self.percent(0, 100)
        if chance(0.4):
            rule["full_from"] = self.percent(0, 120)
        if chance(0.4):
            rule["invert"] = chance(0.7)
        about = [rule[k] for k in ("floor", "full_from") if k in rule]
        return self.cut(rule), lambda: self.share(about), 0

    def piecewise(self, top):
        at = sorted(R.sample(range(0, 1500, 25), R.randint(1, 4)))
        worth = [self.points(-top, top) for _ in at]
        worth[R.randrange(len(worth))] = top
        rule = {"type": "piecewise", "at": [{"percent": spell(t, 1), "points": self.p(w)} for t, w in zip(at, worth)]}
        return rule, lambda: self.share([spell(t, 1) for t in at]), min(0, *worth)

    def relative(self, top):
        return {"type": "relative"}, lambda: self.share(["0", "50", "150"]), 0

    def number(self):
        return spell(R.choice([0, 1, 2, 3, 5, 10, 50, 10 ** 30]))

    def count(self, top):
        return self.count_of("count", top)

    def count_of(self, kind, top):
        rule = {"type": kind, "each": self.p(max(1, self.points(1, top)))}
        return rule, lambda: {"count": self.number()}, 0

    def deduction(self, top):
        rule, value, least = self.count_of("deduction", top)
        if chance(0.4):
            least = self.points(-top, top)
            rule["min"] = self.p(least)
        return rule, value, min(0, least)

    def manual(self, top):
        rule, low, step = {"type": "manual"}, 0, 1
        if chance(0.4):
            low = self.points(-top, top)
            rule["min"] = self.p(low)
        if chance(0.4):
            step = R.choice([s for s in (1, 2, 5, 10, 25, 50, 100, top) if top % s == 0])
            rule["step"] = self.p(step)

        def value():
            if "step" in rule:
                return {"points": self.p(R.randint(-(-low // step), top // step) * step)}
            return {"points": spell(R.randint(low * 100, top * 100), self.pd + 2)}
        return rule, value, min(0, low)

    def expression(self, names, depth):
        roll = R.random()
        if depth <= 0 or roll < 0.2:
            return R.choice([R.choice(names or ["1"]), "max_points", str(R.choice([0, 1, 2, 100, 0.5, 2.25])), "1e2", "25e-1"])
        sub = lambda: self.expression(names, depth - 1)
        if roll < 0.6:
            a, b = sub(), sub()
            return R.choice(["%s + %s", "(%s - %s)", "%s*%s", "(%s)/(%s)", "%s / %s", "%s-%s"]) % (a, b)
        if roll < 0.8:
            return R.choice(["if(%s, %s, %s)" % (self.condition(names, depth - 1), sub(), sub()),
                             "min(%s)" % ", ".join(sub() for _ in range(R.randint(1, 3))),
                             "max(%s)" % ", ".join(sub() for _ in range(R.randint(1, 3)))])
        return R.choice(["abs(%s)", "floor(%s)", "ceil( %s )", "round(%s, 1)", "round(%s,0)", "-%s", "(%s)", "- -%s"]) % sub()

    def condition(self, names, depth):
        roll = R.random()
        sub = lambda: self.expression(names, depth - 1)
        if depth <= 0 or roll < 0.6:
            return "%s %s %s" % (sub(), R.choice(["<", "<=", ">", ">=", "==", "!="]), sub())
        inner = lambda: self.condition(names, depth - 1)
        return R.choice(["(%s and %s)" % (inner(), inner()), "%s or %s" % (inner(), inner()), "not %s" % inner()])

    def formula(self, top):
        names = R.sample(["a", "b", "x_1", "tỷ_lệ"], R.randint(0, 3))
        expr = self.expression(names, 4)
        if chance(0.2):
            expr = "if(b0 == 0, 0, 100 * a0 / b0 * max_points / 100)"
            names = ["a0", "b0"]
        rule = {"type": "formula", "vars": [{"name": n, "label": "nhãn"} for n in names], "expr": expr}
        least = 0
        if chance(0.3):
            least = self.points(-top, top)
            rule["min"] = self.p(least)
        for var in rule["vars"]:
            if chance(0.3):
                var["min"] = "0"
            if chance(0.2):
                var["max"] = "100"
        if not names and chance(0.5):
            del rule["vars"]
        return rule, lambda: {"vars": {n: spell(R.randint(0, 10000), 2) for n in names}}, min(0, least)

    def parts(self, kind, top):
        made, total = [], 0
        for i in range(R.randint(1, 3)):
            part = self.top() if chance(0.5) else top
            made.append((part, self.rule(R.choice(["yes_no", "checklist", "choice", "steps", "ratio", "piecewise",
                                                   "count", "deduction", "manual"] + ["formula"] * 2), part)))
        if kind == "best_of" or sum(m[0] for m in made) < top:
            made.append((top, self.rule("ratio", top)))
        R.shuffle(made)
        return {"type": kind, "parts": [dict(m[1][0], max=self.p(m[0])) for m in made]}, [m[1][1] for m in made]

    def sum_of(self, top):
        rule, values = self.parts("sum_of", top)
        return rule, lambda: {"parts": [v() for v in values]}, 0

    def best_of(self, top):
        rule, values = self.parts("best_of", top)

        def value():
            got = [None if chance(0.3) else v() for v in values]
            return {"parts": got if any(g is not None for g in got) else [v() for v in values]}
        return rule, value, 0

    def survey(self, top):
        groups = ["hdnd", "dân", "dn"][:R.randint(1, 3)]
        weights = R.choice([{"A": "100", "B": "60", "C": "20", "D": "0"}, {"A": 100, "B": "33.3"}, {"A": "1e2"}])
        rule = {"type": "survey", "weights": weights,
                "groups": [{"id": g, "weight": spell(R.randint(1, 40), R.choice([0, 1]))} for g in groups]}
        if chance(0.5):
            rule["min_ballots"] = R.choice([0, 1, "5", 20])

        def value():
            return {"groups": {g: {"ballots": R.choice([0, 3, "5", 40]), "questions": [
                {o: R.choice([0, 0, 1, 3, 10, "7"]) for o in R.sample("ABCDE", R.randint(0, 5))}
                for _ in range(R.randint(0, 4))]} for g in R.sample(groups, R.randint(0, len(groups)))}}
        return rule, value, 0

    def answer(self, unit, leaf, stage):
        code, top, na, kind, value, least = leaf
        answer = {"unit": unit, "node": code, "stage": stage}
        forms = ["value"] * 5 + ["points"] + ["na"]
        if stage == "self" or kind == "survey" and stage == "council":
            forms = [f for f in forms if f != ("points" if stage == "self" else "value")]
        if na == "forbid" or stage == "survey":
            forms = [f for f in forms if f != "na"]
        if not forms:
            forms = ["points"]
        form = R.choice(forms)
        if form == "na":
            answer["na"] = True
        elif form == "points":
            answer["points"] = self.p(R.randint(least, top)) if chance(0.7) else spell(R.randint(least * 10, top * 10), self.pd + 1)
        else:
            answer["value"] = value()
        if chance(0.2):
            answer["reason"] = "muộn"
        return answer

    def method(self):
        method = {}
        if chance(0.6):
            method["index_decimals"] = R.choice([0, 1, 2, 2, 3, "2", 6])
        for key, words in (("rank_on", ["rounded", "exact"]), ("ranking", ["competition", "dense"]),
                           ("average_of", ["exact", "rounded"]), ("no_survey", ["remove", "zero"]),
                           ("cap_at_100", [True, False])):
            if chance(0.7):
                method[key] = R.choice(words)
        codes = [c[0] for c in self.leaves] + self.inner
        if chance(0.6):
            method["tie_break"] = ["points" if chance(0.3) else "node:" + R.choice(codes) for _ in range(R.randint(0, 3))]
        froms = sorted(R.sample(range(1, 1000, 5), R.randint(0, 4)), reverse=True)
        method["classes"] = [{"name": "L%d" % i, "from": spell(f, 1)} for i, f in enumerate(froms)] + [{"name": "Yếu", "from": "0"}]
        if chance(0.5):
            method["class_caps"] = [{"node": R.choice(codes), "index_below": self.percent(), "reason": "vì %d" % i,
                                     "at_most": R.choice(method["classes"])["name"]} for i in range(R.randint(0, 3))]
        return method

    def bundle(self):
        spec = {"id": "s", "nodes": [self.node(0) for _ in range(R.randint(1, 4))]}
        if self.pd != 2 or chance(0.3):
            spec["points_decimals"] = R.choice([self.pd, str(self.pd)])
        for key in ("bonus_cap", "penalty_cap"):
            if chance(0.4):
                spec[key] = self.p(self.points(0, 5 * 10 ** self.pd))
        units = [{"code": "u%d" % i, "name": "Sở %d" % i} for i in range(R.randint(1, 6))]
        for unit in units:
            if chance(0.3):
                unit["ranked"] = chance(0.4)
        answers, copies = [], {}
        for unit in units:
            twin = R.choice(units)["code"] if chance(0.4) else None
            for leaf in self.leaves:
                survey = leaf[3] == "survey"
                for stage in (["survey", "council"] if survey else ["self", "appraisal1", "appraisal2", "council"]):
                    if not chance({"survey": 0.8, "self": 0.6, "appraisal1": 0.8}.get(stage, 0.15)):
                        continue
                    answer = self.answer(unit["code"], leaf, stage)
                    copy = copies.get((twin, leaf[0], stage))
                    if copy:
                        answer = dict(copy, unit=unit["code"])
                    copies[unit["code"], leaf[0], stage] = answer
                    answers.append(answer)
        R.shuffle(answers)
        doc = {"format": "parindex.bundle/1", "round": {"id": "v-2017", "year": 2017}, "set": spec,
               "method": self.method(), "units": units, "answers": answers}
        if chance(0.5):
            doc["previous"] = self.previous(units)
        keys = list(doc)
        R.shuffle(keys)
        return {k: doc[k] for k in keys}

    def previous(self, units):
        out = {"results": []}
        if chance(0.7):
            out["average"] = spell(R.randint(0, 100000), 3)
        if chance(0.5):
            out["year"] = 2016
        for code in [u["code"] for u in units] + ["gone"]:
            if chance(0.6):
                one = {"unit": code}
                if chance(0.7):
                    one["index"] = spell(R.randint(0, 1000000), 4)
                if chance(0.6):
                    one["rank"] = R.randint(1, 9)
                if chance(0.5):
                    one["class"] = "Tốt"
                out["results"].append(one)
        return out


def dump(value):
    """JSON text in which the numbers keep their spelling."""
    if isinstance(value, oracle.Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(json.dumps(k, ensure_ascii=chance(0.1)) + ":" + dump(v) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(dump(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=chance(0.1))


JUNK = [None, "", "x", True, False, 0, -1, 1, 2, "1.5", "-0.001", [], {}, "0", "1e501", "1e-501", "+1", "1/2", "0x10",
        "1_0", " 1", "1" * 501, "1" * 500, "100.0000001", "99", ["a"], {"a": "1"}, "council", "survey", "self", "na",
        "points", "node:", "Tốt", "01", ".5", "1.", "١", "\ud800", "a\u0000b"]
KEYS = ["foo", "max", "rule", "children", "value", "points", "na", "min", "step", "floor", "percent", "a", "b", "count",
        "kind", "title", "reason", "yes", "percent_decimals"]


def places(value, found):
    """Every container below value."""
    if isinstance(value, (dict, list)):
        found.append(value)
        for one in value.values() if isinstance(value, dict) else value:
            places(one, found)
    return found


def spoil(doc):
    """Change one thing in a bundle; mostly for the worse."""
    where = R.choice([p for p in places(doc, []) if p])
    if isinstance(where, list):
        i = R.randrange(len(where))
        action = R.randrange(5)
        if action == 0:
            del where[i]
        elif action == 1:
            where.append(where[i])
        elif action == 2:
            R.shuffle(where)
        elif action == 3:
            where[i] = R.choice(JUNK)
        else:
            where.insert(i, R.choice(JUNK))
        return
    key = R.choice(list(where))
    action = R.randrange(6)
    if action == 0:
        del where[key]
    elif action == 1:
        where[R.choice(KEYS)] = R.choice(JUNK + ["1", "0"])
    elif action == 2 and isinstance(where[key], str):
        where[key] = where[key] + R.choice(["0", "1", "x", " ", "e1", "-", "00000"])
    elif action == 3 and isinstance(where[key], str):
        where[key] = R.choice(["-", "9"]) + where[key]
    elif action == 4:
        where[key] = R.choice(list(where.values()))
    else:
        where[key] = R.choice(JUNK)


def spoil_expression(doc):
    """Break a formula, if there is one."""
    rules = [p for p in places(doc, []) if isinstance(p, dict) and isinstance(p.get("expr"), str)]
    if not rules:
        return spoil(doc)
    rule = R.choice(rules)
    expr = rule["expr"]
    at = R.randint(0, len(expr))
    piece = R.choice(["+", "*", "(", ")", ",", " a ", "1", ".", "e", "<", "==", " and ", " not ", "if", "not(", "-", "/0", "½",
                      " < 2", " or 1 < 2", "round(1.5, 21)", "00", "max()", "1+" * 60 + "1", " " * 500, "_"])
    end = at if chance(0.6) else min(len(expr), at + R.randint(1, 4))
    rule["expr"] = expr[:at] + piece + expr[end:]


def spoil_text(data):
    """Damage the text of a bundle."""
    at = R.randint(0, len(data))
    action = R.randrange(7)
    if action == 0:
        return data[:at]
    if action == 1:
        return data + R.choice([b"x", b"{}", b" ", b"\n", b",", b"\x00"])
    if action == 2:
        return data[:at] + R.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\\ud800", b"\x00", b"\t", b"'"]) + data[at:]
    if action == 3:
        return data.replace(b'"code":', b'"code":"z","code":', 1)
    if action == 4:
        return data[:at] + data[at + 1:]
    if action == 5:
        return b"[" * R.choice([60, 64, 65, 1000]) + data
    return data[:at] + bytes([R.randrange(32, 127)]) + data[at:]


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    for i in range(count):
        R.seed(seed * 1000003 + i)
        doc = Gen().bundle()
        roll = R.random()
        if roll < 0.2:
            for _ in range(R.choice([1, 1, 1, 2])):
                spoil(doc)
        elif roll < 0.25:
            spoil_expression(doc)
        data = dump(doc).encode("utf-8", "surrogatepass")
        if roll > 0.95:
            data = spoil_text(data)
        line = {"bundle": base64.b64encode(data).decode()}
        try:
            bundle = oracle.Bundle(oracle.parse(data))
        except oracle.Fault as fault:
            line["fault"] = str(fault)[:200]
        for view in ("final", "self"):
            try:
                line[view] = None if "fault" in line else bundle.compute(view)
            except oracle.Fault as fault:
                line[view] = None
                line["fault_" + view] = str(fault)
        print(json.dumps(line))


if __name__ == "__main__":
    main()
