"""Does a text hold something that may identify a child or a family? A word of warning to its writer; nothing is refused, kept or logged.

Pure, standard library only. Looking takes time in proportion to the length of the text: every repetition in a pattern has a bound, and none starts
inside another's run. It knows shapes, not people: of names it sees only one that stands directly beside an age. What counts of each kind, and why,
stands at the head of tests/guard_sentences.toml; how well it does, in docs/evidence/guard.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What something looks like. The values are keys for ever."""

    DATE_OF_BIRTH = "date-of-birth"
    POSTCODE = "postcode"
    NHS_NUMBER = "nhs-number"
    UPN = "upn"
    PHONE = "phone"
    EMAIL = "email"
    NAME_AND_AGE = "name-and-age"


@dataclass(frozen=True, slots=True)
class Found:
    """Something of this kind stands in `text[start:end]`; places are counted in characters."""

    kind: Kind
    start: int
    end: int


@lru_cache(maxsize=1024)
def look(text: str) -> tuple[Found, ...]:
    """All that was found, in order of place. No two overlap: of two that would, the one that starts first stays, or else the longer."""
    found: list[Found] = []
    for one in sorted((one for search in SEARCHES for one in search(text)), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return tuple(found)


def kinds(text: str) -> tuple[Kind, ...]:
    """The kinds of what was found, each once, in order of first place."""
    return tuple(dict.fromkeys(one.kind for one in look(text)))


# Dates of birth

DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
YEAR = r"(?:(?:19|20)[0-9]{2}|['’]?[0-9]{2})"
DATE = re.compile(
    rf"""(?<!\w)(?<![0-9][/.-])(?:
        {DAY}[ ]?(?P<mark>[/.-])[ ]?{DAY}[ ]?(?P=mark)[ ]?{YEAR}
      | {DAY}[ ]{DAY}[ ](?:19|20)[0-9]{{2}}
      | (?:19|20)[0-9]{{2}}[/.-]{DAY}[/.-]{DAY}
      | (?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{{2}}
      | {DAY}(?:st|nd|rd|th)?[ -]{{1,2}}(?:day[ ])?(?:of[ ])?{MONTH},?[ -]{{1,2}}{YEAR}
      | {MONTH}[ -]{{1,2}}{DAY}(?:st|nd|rd|th)?,?[ -]{{1,2}}{YEAR}
    )(?!\w|[/.-][0-9])""",
    re.IGNORECASE | re.VERBOSE,
)
BIRTH = r"\b(?:born|dobs?|d\.[ ]?o\.[ ]?b|d[ ]o[ ]b|d/o/b|dates?[ ]of[ ]birth|birth[ -]?dates?|birthday|g[ai]v(?:e|es|en|ing)[ ]birth)\b\.?"
BIRTH_BEFORE = re.compile(rf"{BIRTH}(?P<between>[^.!?;\n]{{0,30}})$", re.IGNORECASE)
BIRTH_AFTER = re.compile(rf"(?P<between>[^.!?;\n0-9]{{0,24}}?){BIRTH}", re.IGNORECASE)
# Between the word and the date: the limits of a cohort, or something else that happened on that day.
ANOTHER_MATTER = re.compile(
    r"\b(?:after|before|between|since|from|until|later|earlier|but|then|when|met|and[ ]+[a-z]+)\b"
    r"|\b(?:meet|review|visit|launch|start|open|began|begin)\w*"
    r"|[0-9]\W{1,3}(?:to[ ]*)?$",
    re.IGNORECASE,
)
COHORT_AFTER = re.compile(r"[ ,]{0,2}(?:or[ ](?:after|before|later|earlier)|(?:and[ ])?onwards?\b|(?:to|until|till)\b|[–-][ ]?[0-9])", re.IGNORECASE)
SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
AGE = rf"(?:[1-9]?[0-9]|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|{SMALL})"
COMES_OF_AGE = re.compile(
    rf"""\b(?:
        (?:he|she|they|who|child|boy|girl|person|son|daughter|brother|sister)[ ](?:is|was|are|were|will[ ]be|became|becomes)
      | (?P<subject>\w{{1,30}})[ ](?:will[ ]|has[ ]|had[ ])?(?:turn|reach)(?:s|es|ed)?
    )[ ]{AGE}(?:[ ]years[ ]old)?[ ,(]{{1,2}}(?:on[ ])?(?:the[ ])?$""",
    re.IGNORECASE | re.VERBOSE,
)
WINDOW = 80
"""Characters on either side of a date in which words about birth are looked for."""


def dates_of_birth(text: str) -> Iterator[Found]:
    for match in DATE.finditer(text):
        before, after = text[max(0, match.start() - WINDOW) : match.start()], text[match.end() : match.end() + WINDOW]
        if tells_birth(before, after):
            yield Found(Kind.DATE_OF_BIRTH, match.start(), match.end())


def tells_birth(before: str, after: str) -> bool:
    """Do the words around a date say that someone was born on it, or reaches an age on it?"""
    if (word := BIRTH_BEFORE.search(before)) and not COHORT_AFTER.match(after):
        return not ANOTHER_MATTER.search(word["between"])
    if word := BIRTH_AFTER.match(after):
        return not ANOTHER_MATTER.search(word["between"])
    age = COMES_OF_AGE.search(before)
    return age is not None and (age["subject"] or "").casefold() not in THINGS


# Postcodes

AREAS = """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS
    HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN
    SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
# An area, a district, then a digit and two letters; C, I, K, M, O and V never stand in the second half.
POSTCODE_SHAPE = re.compile(
    rf"(?<!\w)(?:{'|'.join(AREAS.split())})[0-9][0-9A-HJKMNPR-Y]?[ \u00a0]{{0,2}}(?P<inward>[0-9][ABD-HJLNP-UW-Z]{{2}})(?!\w)", re.IGNORECASE
)
COUNTED = ("st", "nd", "rd", "th", "hr", "yr", "ft")
"""What may follow a digit in small letters without being half a postcode: 2nd, 8hr."""


def postcodes(text: str) -> Iterator[Found]:
    for match in POSTCODE_SHAPE.finditer(text):
        if not match["inward"].endswith(COUNTED):
            yield Found(Kind.POSTCODE, match.start(), match.end())


# NHS numbers

TEN_DIGITS = re.compile(
    r"(?<!\w)(?<![£$€+])(?<![0-9][.,/-])(?:[0-9]{10}|[0-9]{3}(?P<mark>[ \u00a0.-])[0-9]{3}(?P=mark)[0-9]{4})(?!\w|[.,/-][0-9])", re.IGNORECASE
)
ISBN = re.compile(r"isbn[^a-z]{0,10}$", re.IGNORECASE)


def nhs_numbers(text: str) -> Iterator[Found]:
    for match in TEN_DIGITS.finditer(text):
        if is_nhs_number(match[0]) and not ISBN.search(text[max(0, match.start() - 16) : match.start()]):
            yield Found(Kind.NHS_NUMBER, match.start(), match.end())


def is_nhs_number(text: str) -> bool:
    """Ten digits, the last of which checks the nine before it: weights 10 to 2, modulus 11 (NHS Data Dictionary). Ten of the same are a filler."""
    digits = [int(character) for character in text if character in "0123456789"]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = -sum(digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return check == digits[9]


# Unique pupil numbers

CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
PUPIL_NUMBER = re.compile(
    rf"(?<!\w)[{CHECK_LETTERS}][ ]?[0-9]{{3}}[ ]?[0-9]{{4}}[ ]?[0-9]{{2}}[ ]?[0-9]{{2}}[0-9{CHECK_LETTERS}](?!\w)", re.IGNORECASE
)


def pupil_numbers(text: str) -> Iterator[Found]:
    for match in PUPIL_NUMBER.finditer(text):
        if is_upn(match[0]):
            yield Found(Kind.UPN, match.start(), match.end())


def is_upn(text: str) -> bool:
    """A letter that checks the twelve characters after it: weights 2 to 13, modulus 23, letters without I, O and S.

    Eleven digits, then a digit, or a letter if the number is a temporary one (the Department for Education's guide to unique pupil numbers).
    """
    upper = text.replace(" ", "").upper()
    if not re.fullmatch(rf"[{CHECK_LETTERS}][0-9]{{11}}[0-9{CHECK_LETTERS}]", upper):
        return False
    values = [*(int(character) for character in upper[1:12]), CHECK_LETTERS.find(upper[12]) if upper[12].isalpha() else int(upper[12])]
    return CHECK_LETTERS[sum(value * weight for value, weight in zip(values, range(2, 14), strict=True)) % 23] == upper[0]


# Telephone numbers

GAP = r"[ \u00a0.()\u2010\u2011\u2013-]{0,2}"
TELEPHONE = re.compile(
    rf"""(?<![\w£$€+])(?<![0-9][.,/-])(?:
        (?P<home>\(?0[127][0-9])
      | \(?(?:\+[ ]?|00[ ]?)?44\)?{GAP}(?:\(0\)[ ]?)?\(?[127][0-9]
    )(?:{GAP}[0-9]){{7,8}}(?!\w|[.,/-][0-9])""",
    re.VERBOSE,
)
# Without the first 0: inner and outer areas of 01, cities of 02, mobiles. Where a number is in groups, the first is an area's or a mobile's.
NATIONAL = re.compile(r"(?:1[1-9][0-9]{7,8}|2[03489][0-9]{8}|7[0-9]{9})")
FIRST_GROUP = re.compile(r"\(?(?:0[0-9]{2,4}(?![0-9])|0[0-9]{9,10})")
SHORT = re.compile(r"\(?01[2-9][0-9]{2}\)?[ ][0-9]{5}")


def phones(text: str) -> Iterator[Found]:
    for match in TELEPHONE.finditer(text):
        digits = re.sub(r"[^0-9]", "", match[0])
        national = digits[1:] if match["home"] else re.sub(r"^(?:00)?440?", "", digits)
        if not NATIONAL.fullmatch(national) or (match["home"] and not FIRST_GROUP.match(match[0])):
            continue
        if len(national) == 9 and not SHORT.fullmatch(match[0]):
            continue
        lone_bracket = match[0].startswith("(") and match[0].count("(") > match[0].count(")")
        yield Found(Kind.PHONE, match.start() + lone_bracket, match.end())


# Addresses of mail

ADDRESS = re.compile(r"(?<![\w+%])(?<![\w+%][.'’-])[\w+%][\w.+%'’-]{0,63}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,5}[^\W\d_]{2,24}(?![\w@])")


def emails(text: str) -> Iterator[Found]:
    for match in ADDRESS.finditer(text):
        yield Found(Kind.EMAIL, match.start(), match.end())


# A name beside an age

PIECE = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]){0,29}"
NAME = rf"(?P<name>(?<!\w)(?<!\w['’-]){PIECE}(?:['’-]{PIECE}){{0,2}})(?![\w'’])"
# The age is one number, not the first of a range, a part of a longer number, or a limit.
NO_RANGE = (
    r"(?![0-9]|[.:,][0-9]|[ ]?[%+]|[ ]?[–/-][ ]?[0-9]|[ ](?:to|or|plus|upwards?)\b"
    r"|[ ](?:and|or)[ ](?:over|under|above|below|up|older|younger|[0-9]))"
)
ENDS = (
    r"(?=[ ]?(?:[,;:!?)\]]|\.(?![0-9])|\n|$|[–-][ ]"
    r"|(?:and|but|is|was|has|had|who|lives?|lived|said|says|told|asked|wants?)\b))"
)
WHO = r"(?:who(?:[ ]is|[ ]was|['’]s)[ ])?"
WITH_AGE_WORD = re.compile(
    rf"{NAME}[ ,(–:-]{{1,4}}{WHO}(?:(?:is|was)[ ])?(?:now[ ])?aged?:?[ ]{AGE}(?!\w){NO_RANGE}",
    re.IGNORECASE,
)
WITH_YEARS = re.compile(
    rf"{NAME}(?:[ ,(–:-]{{1,4}}|[ ](?:is|was)[ ]){WHO}(?:(?:now|only|just)[ ])?{AGE}"
    r"(?:[ ]?(?:years?|yrs?|months?|weeks?)(?:[ ]old|(?=\)))|[ ]?y[./]?o)(?!\w)",
    re.IGNORECASE,
)
BARE = re.compile(
    rf"{NAME}(?:,[ ]?|[ ][–-][ ]|[ ]?[(\[]|,?[ ]who(?:[ ]is|[ ]was|['’]s)[ ]|[ ](?:is|was)[ ])(?:(?:now|only|just)[ ])?"
    rf"(?P<age>[1-9]?[0-9]){NO_RANGE}{ENDS}"
)
AGE_FIRST = re.compile(
    rf"(?<![\w-]){AGE}[ -]?(?:(?:years?|yrs?|months?)[ -]old|y[./]?o\b)"
    r"(?:[ ](?:boy|girl|child|baby|son|daughter|brother|sister|twin|pupil|patient|lad))?,?[ ](?:(?:called|named|is)[ ])?"
    rf"{NAME}(?P<next>(?:[ ]\w{{1,30}}){{0,2}})",
    re.IGNORECASE,
)
OLDEST_BARE = 25
"""Years. These services reach to 25; a larger bare number beside a capital letter is more often a count."""
PLACE_OR_THING = re.compile(r"\b(?:the|a|an|this|that|each|every|in|at|near|across|around|outside|within)[ ]$", re.IGNORECASE)
THING_WORDS = """
    there programme project pilot scheme service services partnership strategy contract plan hub team fund policy toolkit trust charity council
    network initiative model pathway approach agreement grant board panel offer centre school college unit clinic group club app it we this that
    these the a an each every
"""
THINGS = frozenset(THING_WORDS.split())
# What often begins a sentence or stands before a number.
OTHER_WORDS = """
    january february march july september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday
    thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun spring winter easter christmas today tomorrow yesterday week weeks
    day days month months year years term terms quarter quarters hour hours stage stages step steps section sections chapter chapters page pages
    table tables figure figures appendix annex part parts item items line lines question questions version edition phase phases test tests round
    rounds room rooms floor level levels tier band site sites ward wards area areas district districts region regions lot lots risk risks goal
    goals aim aims target outcome outcomes measure measures act article clause schedule paragraph note notes form forms paper report reports case
    cases number numbers no nos total average median mean score scores cost costs children child kids kid pupils pupil students student boys boy
    girls girl siblings sibling brothers brother sisters sister twins twin teenagers teenager teens teen adolescents adolescent babies baby
    toddlers toddler infants infant youngsters youngster youths youth people person persons adults adult learners learner leavers leaver those
    anyone everyone everybody someone somebody nobody all any some most many few both half others other another one two three four five six seven
    eight nine ten eleven twelve participants participant respondents families family households residents workers worker staff members member men
    man women woman males male females female patients patient clients client carers carer parents parent mothers mother fathers father mum mums
    dad dads mam mams nan nana gran grandma grandad grandparents grandmother grandfather aunt auntie uncle cousin cousins son sons daughter
    daughters partner partners advisers adviser managers manager practitioners practitioner teachers teacher nurses nurse volunteers volunteer
    mentors mentor leads lead schools colleges hubs teams councils authorities boards panels groups clubs centres ofsted estyn cafcass camhs
    england wales scotland ireland britain north south east west mobilising designing developing integrating growing change also and but or so
    then now here however therefore first second third last next only about around over under nearly almost up yes if when where who what why how
    which while because since after before between from by with for of on in at to as is are was were be he she they you i our their his her its
    my your totals sessions session meetings meeting visits visit interviews interview surveys survey answers answer referrals referral plans
    reviews review
"""
NOT_NAMES = THINGS | frozenset(OTHER_WORDS.split())
SEASONS = frozenset({"april", "may", "june", "august", "summer", "autumn"})
"""Names too, where the word age stands beside them."""


def names_and_ages(text: str) -> Iterator[Found]:
    for pattern in (WITH_AGE_WORD, WITH_YEARS, BARE, AGE_FIRST):
        for match in pattern.finditer(text):
            if not may_be_name(match["name"]) or (pattern is BARE and match["name"].casefold() in SEASONS):
                continue
            before = text[max(0, match.start() - 12) : match.start()]
            if pattern is not AGE_FIRST and PLACE_OR_THING.search(before):
                continue
            if pattern is BARE and int(match["age"]) > OLDEST_BARE:
                continue
            if pattern is AGE_FIRST and THINGS.intersection(match["next"].casefold().split()):
                continue
            end = match.end("name") if pattern is AGE_FIRST else match.end()
            if "(" in match[0] and text[end : end + 1] == ")":
                end += 1
            yield Found(Kind.NAME_AND_AGE, match.start(), end)


def may_be_name(word: str) -> bool:
    """A capital first, more than one letter, not an abbreviation, and not one of the words that often begin a sentence or stand before a number."""
    return len(word) > 1 and word[0].isupper() and not word.isupper() and word.casefold() not in NOT_NAMES


SEARCHES = (dates_of_birth, postcodes, nhs_numbers, pupil_numbers, phones, emails, names_and_ages)
