r"""Formulas as MathML, which browsers draw by themselves: no script, no font from elsewhere, nothing that can run.

Only the part of TeX that is listed here is known. What is not known is no formula but a :class:`UnknownFormula`, and
the page shows its source: so ``\href``, ``\style``, ``\require`` and all that may come are text and nothing else.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape

LENGTH_LIMIT = 5000  # characters; the longest of the course has about 500
_DEPTH_LIMIT = 50  # braces and arguments in each other

_TOKENS = re.compile(r"\\[A-Za-z]+\*?|\\.|\\\Z|%[^\n]*|\s+|\d+(?:\.\d+)?|.", re.DOTALL)

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "ell": "ℓ", "hbar": "ℏ", "infty": "∞", "partial": "∂", "nabla": "∇", "emptyset": "∅", "varnothing": "∅", "Re": "ℜ",
    "Im": "ℑ", "top": "⊤", "bot": "⊥", "imath": "ı", "jmath": "ȷ", "%": "%", "#": "#", "$": "$", "_": "_", "&": "&",
}  # fmt: skip
_OPERATORS = {
    "cdot": "⋅", "times": "×", "odot": "⊙", "otimes": "⊗", "oplus": "⊕", "ominus": "⊖", "circ": "∘", "ast": "∗",
    "star": "⋆", "bullet": "∙", "pm": "±", "mp": "∓", "div": "÷", "setminus": "∖", "cap": "∩", "cup": "∪", "wedge": "∧",
    "vee": "∨", "land": "∧", "lor": "∨", "neg": "¬", "lnot": "¬", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    "ll": "≪", "gg": "≫", "ne": "≠", "neq": "≠", "approx": "≈", "equiv": "≡", "sim": "∼", "simeq": "≃", "cong": "≅",
    "propto": "∝", "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇",
    "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←", "leftrightarrow": "↔", "mapsto": "↦", "uparrow": "↑",
    "downarrow": "↓", "Rightarrow": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔", "implies": "⟹", "iff": "⟺",
    "longrightarrow": "⟶", "forall": "∀", "exists": "∃", "mid": "∣", "parallel": "∥", "perp": "⟂", "colon": ":",
    "dots": "…", "ldots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "prime": "′", "dagger": "†",
}  # fmt: skip
_DELIMITERS = {
    "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", "/": "/", "\\{": "{", "\\}": "}", "\\|": "‖", "\\langle": "⟨",
    "\\rangle": "⟩", "\\lfloor": "⌊", "\\rfloor": "⌋", "\\lceil": "⌈", "\\rceil": "⌉", "\\lvert": "|", "\\rvert": "|",
    "\\lVert": "‖", "\\rVert": "‖", "\\vert": "|", "\\Vert": "‖", "\\lbrace": "{", "\\rbrace": "}", ".": "", "<": "⟨",
    ">": "⟩",
}  # fmt: skip
_LARGE = {"sum": "∑", "prod": "∏", "int": "∫", "iint": "∬", "oint": "∮", "bigcup": "⋃", "bigcap": "⋂", "bigoplus": "⨁"}
_FUNCTIONS = (
    *(
        "tanh",
        "sinh",
        "cosh",
        "sin",
        "cos",
        "tan",
        "arctan",
        "arcsin",
        "arccos",
        "exp",
        "log",
        "ln",
        "lg",
        "det",
        "dim",
    ),
    *("ker", "deg", "arg", "gcd", "Pr"),
)
_LIMITS = ("max", "min", "sup", "inf", "lim", "argmax", "argmin")
_STACKED = {*_LIMITS, *_LARGE} - {"int", "iint", "oint"}  # in a displayed formula, limits stand above and below
_ACCENTS = {
    "bar": "¯", "hat": "^", "tilde": "~", "vec": "→", "dot": "˙", "ddot": "¨", "check": "ˇ", "overline": "‾",
    "widehat": "^", "widetilde": "~", "overrightarrow": "→", "overleftarrow": "←", "overbrace": "⏞",
}  # fmt: skip
_SPACES = {
    ",": "0.17em", ":": "0.22em", ">": "0.22em", ";": "0.28em", "!": "-0.17em", " ": "0.33em", "quad": "1em",
    "qquad": "2em",
}  # fmt: skip
_SIZES = {"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}
_TABLES = {
    "aligned": ("", ""), "align": ("", ""), "align*": ("", ""), "split": ("", ""), "gathered": ("", ""),
    "gather": ("", ""), "gather*": ("", ""), "equation": ("", ""), "equation*": ("", ""), "cases": ("{", ""),
    "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"),
    "smallmatrix": ("", ""),
}  # fmt: skip
_ALIGNED = ("aligned", "align", "align*", "split")
# letters of other alphabets: the first capital, the first small letter, and those that Unicode has elsewhere
_ALPHABETS = {
    "mathbf": (0x1D400, 0x1D41A, {}),
    "boldsymbol": (0x1D468, 0x1D482, {}),
    "mathbb": (0x1D538, 0x1D552, dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))),
    "mathcal": (0x1D49C, 0x1D4B6, dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True))),
    "mathfrak": (0x1D504, 0x1D51E, dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True))),
}
_UPRIGHT = ("mathrm", "mathit", "mathsf", "mathtt", "operatorname", "operatorname*")
_TEXTS = ("text", "textrm", "textit", "textbf", "texttt", "mbox")


class UnknownFormula(ValueError):
    """What in a formula is not in the part of TeX that is known here, or stands where it should not."""


def to_mathml(tex: str, *, display: bool = False) -> str:
    """The formula as a ``<math>`` element, on a line of its own if ``display``.

    >>> to_mathml("c_t")
    '<math alttext="c_t"><mrow><msub><mi>c</mi><mi>t</mi></msub></mrow></math>'

    Raises:
        UnknownFormula: it holds something that is not known here, or its braces do not match.
    """
    if len(tex) > LENGTH_LIMIT:
        raise UnknownFormula(tex[:80])
    row = _Formula(tex, display).whole()
    block = ' display="block"' if display else ""
    return f'<math{block} alttext="{escape(" ".join(tex.split()))}">{row}</math>'


class _Formula:
    """A formula while it is read."""

    def __init__(self, tex: str, display: bool) -> None:
        self._tokens = [token for token in _TOKENS.findall(tex) if not token.startswith("%")]
        self._at = 0
        self._depth = 0
        self._display = display

    # ------------------------------------------------------------------------------------------------------- tokens
    def _skip(self) -> None:
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1

    def _peek(self) -> str:
        """The next token that is no space; empty at the end."""
        self._skip()
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _expect(self, token: str) -> None:
        got = self._next()
        if got != token:
            raise UnknownFormula(got)

    def _raw(self) -> str:
        """The text between braces, spaces and all."""
        self._expect("{")
        start, depth = self._at, 1
        while depth:
            if self._at >= len(self._tokens):
                raise UnknownFormula("{")
            depth += {"{": 1, "}": -1}.get(self._tokens[self._at], 0)
            self._at += 1
        return "".join(self._tokens[start : self._at - 1])

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        """Something within something; too deep is no formula, long before Python itself gives up."""
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise UnknownFormula("{")
        yield
        self._depth -= 1

    # --------------------------------------------------------------------------------------------------------- rows
    def whole(self) -> str:
        row = self._rows_or_row("")
        if self._peek():
            raise UnknownFormula(self._peek())
        return row

    def _rows_or_row(self, end: str) -> str:
        """What stands up to a token; lines and columns make a table even without an environment."""
        first = self._row(end)
        if self._peek() in ("&", "\\\\"):
            return self._table("aligned", end, first)
        return first

    def _row(self, *ends: str) -> str:
        items = []
        with self._deeper():
            while self._peek() not in ("", "}", "&", "\\\\", "\\right", "\\end", *ends):
                items.append(self._scripted())
        return f"<mrow>{''.join(items)}</mrow>"

    def _table(self, name: str, end: str, first: str | None = None) -> str:
        rows = [[first if first is not None else self._row(end)]]
        while (token := self._peek()) in ("&", "\\\\"):
            self._next()
            if token == "\\\\":
                rows.append([])
            rows[-1].append(self._row(end))
        if rows[-1] == ["<mrow></mrow>"]:
            rows.pop()
        lines = ["".join(_cell(name, number, cell) for number, cell in enumerate(row)) for row in rows]
        return f"<mtable>{''.join(f'<mtr>{line}</mtr>' for line in lines)}</mtable>"

    def _environment(self) -> str:
        name = self._raw()
        if name not in _TABLES:
            raise UnknownFormula(name)
        table = self._table(name, "\\end")
        self._expect("\\end")
        if self._raw() != name:
            raise UnknownFormula(name)
        left, right = _TABLES[name]
        return f"<mrow>{_fence(left)}{table}{_fence(right)}</mrow>" if left or right else table

    # -------------------------------------------------------------------------------------------------------- atoms
    def _scripted(self) -> str:
        """An atom with what stands above and below it."""
        token = self._peek()
        base = self._atom()
        name = token.removeprefix("\\")
        stacked = token.startswith("\\") and (
            name in ("underbrace", "overbrace", "operatorname*") or (self._display and name in _STACKED)
        )
        scripts: dict[str, list[str]] = {"_": [], "^": []}
        while (sign := self._peek()) in ("^", "_", "'", "\\limits", "\\nolimits"):
            self._next()
            if sign.startswith("\\"):
                stacked = sign == "\\limits"
            elif sign == "'":
                scripts["^"].append("<mo>′</mo>")
            else:
                scripts[sign].append(self._argument())
        below, above = _one(scripts["_"]), _one(scripts["^"])
        match bool(below), bool(above):
            case True, True:
                tag = "munderover" if stacked else "msubsup"
            case True, False:
                tag = "munder" if stacked else "msub"
            case False, True:
                tag = "mover" if stacked else "msup"
            case _:
                return base
        return f"<{tag}>{base}{below}{above}</{tag}>"

    def _argument(self) -> str:
        """A group in braces, or one atom."""
        with self._deeper():
            return self._group() if self._peek() == "{" else self._atom()

    def _group(self) -> str:
        self._expect("{")
        row = self._row()
        self._expect("}")
        only = re.fullmatch(r"<mrow>(<(mi|mn|mo)[^>]*>[^<]*</\2>)</mrow>", row)
        return only[1] if only else row

    def _atom(self) -> str:
        token = self._peek()
        if token == "{":
            return self._group()
        self._next()
        if token.startswith("\\"):
            return self._command(token)
        if token[:1].isdigit():
            return f"<mn>{token}</mn>"
        if token == "~":
            return _space("0.33em")
        if token in ("(", ")", "[", "]", "|", "/"):
            return f'<mo stretchy="false">{token}</mo>'
        if token.isalpha():
            return f"<mi>{token}</mi>"
        if not token or token in "^_#$":
            raise UnknownFormula(token)
        return f"<mo>{escape({'-': '−', '*': '∗'}.get(token, token))}</mo>"

    def _command(self, token: str) -> str:
        name = token[1:]
        for table, tag in ((_GREEK, "mi"), (_OPERATORS, "mo"), (_LARGE, "mo")):
            if name in table:
                return f"<{tag}>{escape(table[name])}</{tag}>"
        if token in _DELIMITERS:
            return f'<mo stretchy="false">{escape(_DELIMITERS[token])}</mo>'
        if name in _FUNCTIONS or name in _LIMITS:
            return f"<mi>{name}</mi>"
        if name in _SPACES:
            return _space(_SPACES[name])
        if name in _ACCENTS:
            return f'<mover accent="true">{self._argument()}<mo>{_ACCENTS[name]}</mo></mover>'
        if name in _ALPHABETS:
            return self._alphabet(name)
        if name in _UPRIGHT:
            return f'<mi mathvariant="normal">{escape(_word(self._raw()))}</mi>'
        if name in _TEXTS:
            return f"<mtext>{escape(_words(self._raw()))}</mtext>"
        if name.rstrip("lrm") in _SIZES:
            size = _SIZES[name.rstrip("lrm")]
            return f'<mo minsize="{size}" maxsize="{size}" stretchy="true">{escape(self._delimiter())}</mo>'
        layout = _LAYOUTS.get(name)
        if layout is None:
            raise UnknownFormula(token)
        return layout(self)

    def _alphabet(self, name: str) -> str:
        capital, small, elsewhere = _ALPHABETS[name]
        letters = []
        for letter in _word(self._raw() if self._peek() == "{" else self._next()):
            if "A" <= letter <= "Z":
                letters.append(elsewhere.get(letter, chr(capital + ord(letter) - ord("A"))))
            elif "a" <= letter <= "z":
                letters.append(elsewhere.get(letter, chr(small + ord(letter) - ord("a"))))
            else:
                letters.append(letter)
        return f"<mi>{escape(''.join(letters))}</mi>"

    def _delimiter(self) -> str:
        token = self._next()
        if token not in _DELIMITERS:
            raise UnknownFormula(token)
        return _DELIMITERS[token]

    def _fenced(self) -> str:
        left = self._delimiter()
        row = self._row()
        self._expect("\\right")
        return f"<mrow>{_fence(left)}{row}{_fence(self._delimiter())}</mrow>"

    def _fraction(self) -> str:
        return f"<mfrac>{self._argument()}{self._argument()}</mfrac>"

    def _binomial(self) -> str:
        fraction = f'<mfrac linethickness="0">{self._argument()}{self._argument()}</mfrac>'
        return f"<mrow>{_fence('(')}{fraction}{_fence(')')}</mrow>"

    def _root(self) -> str:
        if self._peek() != "[":
            return f"<msqrt>{self._argument()}</msqrt>"
        self._next()
        index = self._row("]")
        self._expect("]")
        return f"<mroot>{self._argument()}{index}</mroot>"

    def _above(self) -> str:
        over = self._argument()
        return f"<mover>{self._argument()}{over}</mover>"

    def _below(self) -> str:
        under = self._argument()
        return f"<munder>{self._argument()}{under}</munder>"

    def _underlined(self) -> str:
        return f"<munder>{self._argument()}<mo>_</mo></munder>"

    def _underbraced(self) -> str:
        return f'<munder>{self._argument()}<mo stretchy="true">⏟</mo></munder>'

    def _style(self) -> str:
        return "<mrow></mrow>"  # sizes are the browser's to choose


_LAYOUTS: dict[str, Callable[[_Formula], str]] = {
    "left": _Formula._fenced,
    "frac": _Formula._fraction,
    "tfrac": _Formula._fraction,
    "dfrac": _Formula._fraction,
    "binom": _Formula._binomial,
    "sqrt": _Formula._root,
    "overset": _Formula._above,
    "stackrel": _Formula._above,
    "underset": _Formula._below,
    "underline": _Formula._underlined,
    "underbrace": _Formula._underbraced,
    "begin": _Formula._environment,
    "displaystyle": _Formula._style,
    "textstyle": _Formula._style,
}


def _cell(environment: str, column: int, content: str) -> str:
    if environment in _ALIGNED:
        side = "left" if column % 2 else "right"
        # browsers know no columnalign: what they do know is the style of a cell
        return f'<mtd style="text-align: {side}; padding-inline: {"0 1em" if column % 2 else "0"}">{content}</mtd>'
    if environment == "cases":
        return f'<mtd style="text-align: left">{content}</mtd>'
    return f"<mtd>{content}</mtd>"


def _fence(bracket: str) -> str:
    return f'<mo stretchy="true" fence="true">{escape(bracket)}</mo>' if bracket else ""


def _space(width: str) -> str:
    return f'<mspace width="{width}"></mspace>'


def _one(items: list[str]) -> str:
    """A script as one element."""
    return f"<mrow>{''.join(items)}</mrow>" if len(items) > 1 else "".join(items)


def _word(text: str) -> str:
    """Letters and digits; spaces that TeX would not show are left out."""
    word = text.replace("\\,", "").replace(" ", "")
    if not re.fullmatch(r"[\w.*-]+", word):
        raise UnknownFormula(text)
    return word


def _words(text: str) -> str:
    if re.search(r"[\\{}$]", text):
        raise UnknownFormula(text)
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace("~", "\N{NO-BREAK SPACE}")
