"""A small grammar that writes French sentences, their English translations, and which word belongs to which.

The two differ as the languages do: agreement in gender and number, adjectives behind the noun, « ne … pas » around the
verb, pronouns before it, elision, « de » for « des », the participle that agrees with an object before it, and a time
that may open a French clause and closes the English one. The meaning is not looked after: a mouse may mend a star.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeVar

from course_lib.language import _

__all__ = ["Pair", "SICK", "ANSWERS", "SHORTEST", "LONGEST", "sentence", "pairs"]

SICK = "je suis malade ."
"""The sentence of the lecture."""
ANSWERS = ("i am sick .", "i am ill .")
"""Both are right. In these sentences « malade » is “sick” in two of three and “ill” in the third."""
SHORTEST, LONGEST = 4, 50
"""Words of a French sentence, its full stop among them."""
T = TypeVar("T")
Draw = random.Random


class Pair(NamedTuple):
    """Words of a French text, words of its translation, and the links between them as places (French, English)."""

    french: tuple[str, ...]
    english: tuple[str, ...]
    links: tuple[tuple[int, int], ...]


def tied(french: str, english: str) -> Pair:
    """Words, of which those with the same mark behind a stroke belong together.

    >>> tied("ne/no voit/verb pas/no", "does/verb not/no see/verb").links
    ((0, 1), (1, 0), (1, 2), (2, 1))
    """
    source, target = ([word.partition("/") for word in text.split()] for text in (french, english))
    links = [(i, j) for i, (*_, one) in enumerate(source) for j, (*_, other) in enumerate(target) if one == other]
    return Pair(tuple(word for word, *_ in source), tuple(word for word, *_ in target), tuple(links))


def joined(parts: Sequence[Pair], english: Sequence[int] | None = None) -> Pair:
    """One text of several: the French in the order of the parts, the English in an order of its own.

    >>> joined([tied("maison", "house"), tied("rouge", "red")], english=[1, 0])
    Pair(french=('maison', 'rouge'), english=('red', 'house'), links=((0, 1), (1, 0)))
    """
    order = range(len(parts)) if english is None else english
    begins, place = {}, 0
    for number in order:
        begins[number] = place
        place += len(parts[number].english)
    links, before = [], 0
    for number, part in enumerate(parts):
        links += [(before + i, begins[number] + j) for i, j in part.links]
        before += len(part.french)
    return Pair(
        tuple(word for part in parts for word in part.french),
        tuple(word for number in order for word in parts[number].english),
        tuple(links),
    )


# ------------------------------------------------------------------------------------------------------------ the words
@dataclass(frozen=True)
class Noun:
    feminine: bool
    french: tuple[str, str]
    """Of one and of several, as the English."""
    english: tuple[str, str]


@dataclass(frozen=True)
class Adjective:
    french: tuple[str, str, str, str]
    """Masculine and feminine of one, masculine and feminine of several."""
    before_vowel: str
    """The masculine of one before a vowel: « un bel arbre »."""
    english: str


@dataclass(frozen=True)
class Verb:
    present: tuple[str, ...]
    """Of je, tu, il, nous, vous, ils."""
    participle: str
    future: str
    """The stem of the future."""
    english: tuple[str, str, str]
    """Base, third person, past."""


def _nouns(table: str) -> list[Noun]:
    nouns = []
    for line in table.split("\n"):
        gender, one, several, english, englishes = line.split()
        nouns.append(Noun(gender == "f", (one, several), (english, englishes)))
    return nouns


def _adjectives(table: str) -> list[Adjective]:
    adjectives = []
    for line in table.split("\n"):
        m, f, ms, fs, before_vowel, english = line.split()
        adjectives.append(Adjective((m, f, ms, fs), before_vowel, english))
    return adjectives


def _verbs(table: str) -> list[Verb]:
    """Regular verbs in -er stand with their stem, others with all that they need."""
    verbs = []
    for line in table.split("\n"):
        french, english = (half.split() for half in line.split("|"))
        if len(french) == 1:
            [stem] = french
            present = [stem + ending for ending in ("e", "es", "e", "ons", "ez", "ent")]
            french = [*present, f"{stem}é", f"{stem}er"]
        *present, participle, future = french
        base, third, past = english
        verbs.append(Verb(tuple(present), participle, future, (base, third, past)))
    return verbs


ACTORS = _nouns(
    """m chat chats cat cats
m chien chiens dog dogs
f fille filles girl girls
m garçon garçons boy boys
m roi rois king kings
f reine reines queen queens
m oiseau oiseaux bird birds
m enfant enfants child children
m homme hommes man men
f femme femmes woman women
m voisin voisins neighbour neighbours
m médecin médecins doctor doctors
f ouvrière ouvrières worker workers
m renard renards fox foxes
f souris souris mouse mice"""
)
THINGS = _nouns(
    """f maison maisons house houses
m bateau bateaux boat boats
m arbre arbres tree trees
f fleur fleurs flower flowers
f pomme pommes apple apples
m livre livres book books
f lettre lettres letter letters
f table tables table tables
f chaise chaises chair chairs
f fenêtre fenêtres window windows
f porte portes door doors
m verre verres glass glasses
f tasse tasses cup cups
m tambour tambours drum drums
m tableau tableaux painting paintings
f étoile étoiles star stars
f pierre pierres stone stones
f voiture voitures car cars
m vélo vélos bicycle bicycles
m chapeau chapeaux hat hats
f robe robes dress dresses
m jardin jardins garden gardens
f image images picture pictures
f échelle échelles ladder ladders
m œuf œufs egg eggs"""
)
BEFORE = _adjectives(
    """petit petite petits petites petit small
grand grande grands grandes grand big
beau belle beaux belles bel beautiful
vieux vieille vieux vieilles vieil old
jeune jeune jeunes jeunes jeune young
nouveau nouvelle nouveaux nouvelles nouvel new
joli jolie jolis jolies joli pretty"""
)
BEHIND = _adjectives(
    """rouge rouge rouges rouges rouge red
vert verte verts vertes vert green
blanc blanche blancs blanches blanc white
noir noire noirs noires noir black
bleu bleue bleus bleues bleu blue
rond ronde ronds rondes rond round
lourd lourde lourds lourdes lourd heavy
célèbre célèbre célèbres célèbres célèbre famous
propre propre propres propres propre clean
étrange étrange étranges étranges étrange strange"""
)
STATES = _adjectives(
    """malade malade malades malades malade sick
content contente contents contentes content happy
triste triste tristes tristes triste sad
fatigué fatiguée fatigués fatiguées fatigué tired
prêt prête prêts prêtes prêt ready
calme calme calmes calmes calme quiet"""
)
VERBS = _verbs(
    """trouv | find finds found
port | carry carries carried
regard | watch watches watched
gard | keep keeps kept
lav | wash washes washed
cass | break breaks broke
dessin | draw draws drew
montr | show shows showed
ferm | close closes closed
aim | love loves loved
oubli | forget forgets forgot
aid | help helps helped
compt | count counts counted
cach | hide hides hid
pouss | push pushes pushed
tir | pull pulls pulled
touch | touch touches touched
rencontr | meet meets met
salu | greet greets greeted
invit | invite invites invited
répar | mend mends mended
écout | hear hears heard
vois vois voit voyons voyez voient vu verr | see sees saw
prends prends prend prenons prenez prennent pris prendr | take takes took
attends attends attend attendons attendez attendent attendu attendr | await awaits awaited
perds perds perd perdons perdez perdent perdu perdr | lose loses lost"""
)
NAMES = [("paul", False), ("marie", True), ("hugo", False), ("louise", True), ("albert", False), ("zoé", True)]
TIMES = {
    "present": [("aujourd'hui", "today"), ("maintenant", "now"), ("souvent", "often")],
    "past": [("hier", "yesterday"), ("ce matin", "this morning")],
    "future": [("demain", "tomorrow"), ("ce soir", "tonight")],
}
JOINTS = [("et", "and"), ("mais", "but"), ("donc", "so"), ("car", "because"), ("ou", "or"), ("puis", "then")]
"""Between clauses; none of them changes the order of what follows."""
PRONOUNS = [  # French, English, person (0 je … 5 ils), feminine
    *(("je", "i", 0, False), ("tu", "you", 1, False), ("il", "he", 2, False), ("elle", "she", 2, True)),
    *(("nous", "we", 3, False), ("vous", "you", 4, False), ("ils", "they", 5, False), ("elles", "they", 5, True)),
]


class Clitic(NamedTuple):
    french: str
    english: str
    feminine: bool
    several: bool


CLITICS = [
    *(Clitic("le", "him", False, False), Clitic("la", "her", True, False)),
    *(Clitic("les", "them", False, True), Clitic("les", "them", True, True), Clitic("nous", "us", False, True)),
]
BE = {  # être
    "present": ("suis", "es", "est", "sommes", "êtes", "sont"),
    "past": ("étais", "étais", "était", "étions", "étiez", "étaient"),
    "future": ("serai", "seras", "sera", "serons", "serez", "seront"),
}
AM = {
    "present": ("am", "are", "is", "are", "are", "are"),
    "past": ("was", "were", "was", "were", "were", "were"),
    "future": ("will",) * 6,
}
HAVE = ("ai", "as", "a", "avons", "avez", "ont")
FUTURE = ("ai", "as", "a", "ons", "ez", "ont")
NOT = [("pas", "not"), ("jamais", "never")]


# -------------------------------------------------------------------------------------------------------------- drawing
def one_of(draw: Draw, choices: Sequence[T]) -> T:
    """By random() alone, which is promised to give the same numbers in each version of Python."""
    return choices[int(draw.random() * len(choices))]


def chance(draw: Draw, share: float) -> bool:
    return draw.random() < share


def before_vowel(word: str) -> bool:
    """Whether a word before this one is cut, or takes another form: all words in h here are silent ones."""
    return word[0] in "aeiouyhâéèêîôûœ"


def elided(words: Iterable[str]) -> tuple[str, ...]:
    """« je aime le arbre » as it is written: j' aime l' arbre."""
    cut = list(words)
    for place, (word, following) in enumerate(pairwise(cut)):
        if word in ("je", "ne", "le", "la", "de") and before_vowel(following):
            cut[place] = f"{word[0]}'"
    return tuple(cut)


# ---------------------------------------------------------------------------------------------------- parts of a clause
class Subject(NamedTuple):
    words: Pair
    person: int
    feminine: bool


def noun_phrase(draw: Draw, nouns: Sequence[Noun], names: float = 0.0, no: bool = False) -> Subject:
    """« la petite maison rouge », “the small red house”; or a name."""
    if chance(draw, names):
        name, feminine = one_of(draw, NAMES)
        return Subject(tied(name, name), 2, feminine)
    noun, several = one_of(draw, nouns), chance(draw, 0.4)
    form = noun.feminine + 2 * several
    head = tied(noun.french[several], noun.english[several])
    parts = []
    if chance(draw, 0.3):
        adjective = one_of(draw, BEFORE)
        special = form == 0 and before_vowel(head.french[0])
        parts.append(tied(adjective.before_vowel if special else adjective.french[form], adjective.english))
    count = len(parts)
    parts.append(head)
    if chance(draw, 0.3):
        adjective = one_of(draw, BEHIND)
        parts.append(tied(adjective.french[form], adjective.english))
    order = [*range(count), *range(count + 1, len(parts)), count]
    words = joined(parts, order)
    kind = one_of(draw, ["the", "the", "a", "this", "my", "our", "number"])
    if (no and kind == "a") or (kind == "number" and not several):
        kind = "the"  # « ne … pas » would make « de » of « un »
    article = determiner(draw, kind, noun.feminine, several, words, adjective_first=count > 0)
    return Subject(joined([article, words]), 5 if several else 2, noun.feminine)


def determiner(draw: Draw, kind: str, feminine: bool, several: bool, words: Pair, adjective_first: bool) -> Pair:
    """An article, or what stands in its place; it looks at the word behind it in both languages."""
    vowel = before_vowel(words.french[0])
    match kind:
        case "number":
            return tied(*one_of(draw, [("deux", "two"), ("trois", "three"), ("cinq", "five")]))
        case "the":
            return tied("les" if several else "la" if feminine else "le", "the")
        case "a" if several:
            return tied("de" if adjective_first else "des", "some")  # de petits bateaux, des bateaux rouges
        case "a":
            return tied("une" if feminine else "un", "an" if words.english[0][0] in "aeiou" else "a")
        case "this" if several:
            return tied("ces", "these")
        case "this":
            return tied("cette" if feminine else "cet" if vowel else "ce", "this")
        case "my":
            return tied("mes" if several else "ma" if feminine and not vowel else "mon", "my")
    return tied("nos" if several else "notre", "our")


def subject(draw: Draw) -> Subject:
    if chance(draw, 0.5):
        return noun_phrase(draw, ACTORS, names=0.35)
    french, english, person, feminine = one_of(draw, PRONOUNS)
    return Subject(tied(french, english), person, feminine)


# -------------------------------------------------------------------------------------------------------------- clauses
def being(draw: Draw, who: Subject, tense: str, no: tuple[str, str] | None) -> list[Pair]:
    """« n'est pas malade », “is not sick”."""
    adjective = one_of(draw, STATES)
    translated = "ill" if adjective.english == "sick" and chance(draw, 1 / 3) else adjective.english
    state = tied(adjective.french[who.feminine + 2 * (who.person > 2)], translated)
    french, english = f"{BE[tense][who.person]}/verb", f"{AM[tense][who.person]}/verb"
    if no is not None:
        french = f"ne/no {french} {no[0]}/no"
        english = f"{english} {no[1]}/no"
    if tense == "future":  # will be, will not be
        english += " be/verb"
    return [tied(french, english), state]


def acting(draw: Draw, who: Subject, tense: str, no: tuple[str, str] | None) -> list[Pair]:
    """« ne les a pas vus », “did not see them”; or « ne voit pas le chat » with the object behind the verb."""
    verb = one_of(draw, VERBS)
    asked = clitic(draw, who, verb, tense) if chance(draw, 0.3) else None
    first, last = verb.present[who.person], ""
    if tense == "future":
        first = verb.future + FUTURE[who.person]
    if tense == "past":
        first, last = HAVE[who.person], participle(verb, asked)
    base, third, past = (f"{word}/verb" for word in verb.english)
    doing = "does/verb" if who.person == 2 else "do/verb"
    helped = {"present": doing, "past": "did/verb", "future": "will/verb"}[tense]
    english = {"present": third if who.person == 2 else base, "past": past, "future": f"will/verb {base}"}[tense]
    if no is not None:
        early = no[1] == "never" and tense != "future"  # never sees, but: does not see, will never see
        english = f"never/no {english}" if early else f"{helped} {no[1]}/no {base}"
    french = [
        "ne/no" if no is not None else "",
        f"{asked.french}/object" if asked is not None else "",
        f"{first}/verb",
        f"{no[0]}/no" if no is not None else "",
        f"{last}/verb" if last else "",
    ]
    if asked is not None:
        return [tied(" ".join(french), f"{english} {asked.english}/object")]
    behind = noun_phrase(draw, one_of(draw, [ACTORS, THINGS, THINGS]), no=no is not None)
    return [tied(" ".join(french), english), behind.words]


def clitic(draw: Draw, who: Subject, verb: Verb, tense: str) -> Clitic:
    """A pronoun before the verb that leaves no doubt: « l' » does, unless a participle tells its gender; and nobody
    sees us of whom we are a part."""
    cut = tense != "past" and before_vowel(verb.future)
    doubtful = [one for one in CLITICS if (cut and not one.several) or (one.french == "nous" and who.person in (0, 3))]
    return one_of(draw, [one for one in CLITICS if one not in doubtful])


def participle(verb: Verb, asked: Clitic | None) -> str:
    """It agrees with an object that stands before it: « elle les a vues »."""
    if asked is None:
        return verb.participle
    ending = ("e" if asked.feminine else "") + ("s" if asked.several else "")
    return verb.participle + ("" if ending == "s" and verb.participle.endswith("s") else ending)


def clause(draw: Draw) -> Pair:
    """A subject, what it is or does, and perhaps a time: in French at the beginning or at the end, in English last."""
    who = subject(draw)
    tense = one_of(draw, ["present", "present", "past", "future"])
    no = one_of(draw, NOT) if chance(draw, 0.3) else None
    say: Callable[..., list[Pair]] = being if chance(draw, 0.3) else acting
    parts = [who.words, *say(draw, who, tense, no)]
    if not chance(draw, 0.3):
        return joined(parts)
    when = tied(*one_of(draw, TIMES[tense]))
    if chance(draw, 0.5):
        return joined([*parts, when])
    return joined([when, *parts], english=[*range(1, len(parts) + 1), 0])


def sentence(draw: Draw, length: int) -> Pair:
    """A sentence of so many French words, its full stop among them.

    >>> pair = sentence(random.Random(0), 8)
    >>> len(pair.french), pair.french[-1], pair.english[-1]
    (8, '.', '.')

    Raises:
        ValueError: the length is out of range.
    """
    if not SHORTEST <= length <= LONGEST:
        wanted = _("length is {got}; wanted a number of words from {least} to {most}.")
        raise ValueError(wanted.format(got=length, least=SHORTEST, most=LONGEST))
    while True:
        parts = [clause(draw)]
        while (rest := length - 1 - sum(len(part.french) for part in parts)) > 0:
            parts += [tied(*one_of(draw, JOINTS)), clause(draw)]
        if rest == 0:
            whole = joined([*parts, tied(".", ".")])
            return whole._replace(french=elided(whole.french))


def pairs(count: int, lengths: tuple[int, int], seed: int) -> list[Pair]:
    """Different French sentences with their translations, of every length from the first to the last in turn.

    Raises:
        ValueError: a length is out of range.
    """
    draw, found = random.Random(seed), dict[tuple[str, ...], Pair]()
    low, high = lengths
    while len(found) < count:
        for length in range(low, high + 1):
            pair = sentence(draw, length)
            found.setdefault(pair.french, pair)
    return list(found.values())[:count]
